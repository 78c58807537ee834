/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One BTF blob in the dump's memory, read a page at a time, and its types by number. */
#ifndef IR_BTF_DATA_H
#define IR_BTF_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lib/arena.h"
#include "core/target/target.h"

/** enum ir_btf_kind - BTF_KIND_* of include/uapi/linux/btf.h, those that are asked for by name */
enum ir_btf_kind {
	IR_BTF_INT = 1,
	IR_BTF_PTR,
	IR_BTF_ARRAY,
	IR_BTF_STRUCT,
	IR_BTF_UNION,
	IR_BTF_ENUM,
	IR_BTF_FWD,
	IR_BTF_TYPEDEF,
	IR_BTF_VOLATILE,
	IR_BTF_CONST,
	IR_BTF_RESTRICT,
	IR_BTF_FUNC,
	IR_BTF_FUNC_PROTO,
	IR_BTF_VAR,
	IR_BTF_DATASEC,
	IR_BTF_FLOAT,
	IR_BTF_DECL_TAG,
	IR_BTF_TYPE_TAG,
	IR_BTF_ENUM64,
	IR_NR_BTF_KINDS
};

/**
 * struct ir_btf_data - a blob
 * @addr, @size: where it lies in the dump
 * @base: blob this one is split from, or NULL
 * @first_id, @first_str: number of its first type and offset of its first string
 * @nr_types: types whose place is known: they are numbered as far as they are asked for
 * @offsets: of each of them, bytes from the start of the type section; @next: of the one after
 * @nr_seen: for the user, the types it has gone through
 * @torn: a page of it could not be read, so what was not found may exist
 */
struct ir_btf_data {
	struct ir_target *t;
	uint64_t addr, size;
	struct ir_btf_data *base;
	uint32_t first_id, first_str, nr_types, nr_seen;
	uint32_t type_off, type_len, str_off, str_len;
	uint32_t *offsets, next;
	unsigned char *bytes;
	unsigned char *have; /* one byte a page: 0 not tried, 1 read, 2 not to be had */
	bool torn;
};

/** struct ir_btf_type - a type record; @at is the offset of what follows it in the blob */
struct ir_btf_type {
	struct ir_btf_data *data;
	uint32_t name, at, size_or_type;
	unsigned kind, vlen;
	bool kflag;
};

/** ir_btf_open() - read and check the header of the blob at @addr, which tells how long it is */
enum ir_status ir_btf_open(struct ir_btf_data *d, struct ir_target *t, struct ir_arena *arena,
			   uint64_t addr) IR_MUST_CHECK;
/** ir_btf_bytes() - @len bytes at @off of the blob, or NULL when they are not in the dump */
const void *ir_btf_bytes(struct ir_btf_data *d, uint64_t off, uint64_t len);
/** ir_btf_type() - the type numbered @id, in @d or its base; IR_NOTFOUND past the last one */
enum ir_status ir_btf_type(struct ir_btf_data *d, uint32_t id,
			   struct ir_btf_type *ret) IR_MUST_CHECK;
/** ir_btf_target() - the type a pointer, array, typedef or qualifier is made of; false for others */
bool ir_btf_target(const struct ir_btf_type *type, uint32_t *id);
/** ir_btf_array_length() - elements of an array, 0 when they cannot be read */
uint32_t ir_btf_array_length(const struct ir_btf_type *type);
/** ir_btf_name_cmp() - strcmp() of the string at offset @name and @s; negative when it cannot be read */
int ir_btf_name_cmp(struct ir_btf_data *d, uint32_t name, const char *s);
/** ir_btf_name_is() - is the string at offset @name the string @s? */
bool ir_btf_name_is(struct ir_btf_data *d, uint32_t name, const char *s);

#endif
