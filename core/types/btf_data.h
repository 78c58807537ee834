/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One BTF blob in the dump's memory: it is read a page at a time, and gives types by number.
 *
 * The format (include/uapi/linux/btf.h, Documentation/bpf/btf.rst); pahole writes it when the
 * kernel is built:
 *
 *	header	struct btf_header: u16 magic eb9f, u8 version 1, u8 flags, u32 hdr_len; then for
 *		each of the two sections its u32 offset (from the header's end) and u32 length
 *	types	records of struct btf_type: u32 name, u32 info, u32 size or type; each record is
 *		followed by what its kind needs
 *	strings	NUL-terminated; the first string is ""
 *
 * name is an offset in the string section. Bits 0 to 15 of info are vlen (the number of members,
 * parameters, ...), bits 24 to 28 the kind, bit 31 is kflag. A type's number is its position in the
 * section, counted from 1; 0 is void. What follows a record of the kinds that matter here, in
 * 32-bit words:
 *
 *	struct	vlen times {name, type, offset in bits}; with kflag, the upper 8 bits of the offset
 *	union	are the size of a bit-field
 *	array	{type of the elements, type of the index, number of elements}
 *	enum	vlen times {name, value}; with kflag the values are signed
 *
 * A module has split BTF: its types and strings continue the numbering of vmlinux's, and refer to
 * them.
 */
#ifndef IR_BTF_DATA_H
#define IR_BTF_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lib/arena.h"
#include "core/target/memory_window.h"
#include "core/target/target.h"

/** enum ir_btf_kind - the kinds of types: BTF_KIND_* of include/uapi/linux/btf.h */
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
 * struct ir_btf_data - a BTF blob
 * @t: the target to read from
 * @addr: kernel virtual address of the blob
 * @size: its length in bytes
 * @base: for split BTF the blob that it continues, else NULL
 * @first_id: number of its first type
 * @first_str: offset of its first string in the common numbering
 * @nr_types: types that have been numbered so far; only as many as were asked for
 * @nr_seen: for the user of this: types that it has gone through
 * @type_off: offset of the type section in the blob, in bytes
 * @type_len: length of the type section
 * @str_off: offset of the string section in the blob
 * @str_len: length of the string section
 * @offsets: for each numbered type its offset in the type section
 * @next: offset of the type after these
 * @btf, @index, @index_from: the kernel's own index, empty when there is none: its struct btf, the array,
 *	the number that this counts from; btf_index.h
 * @bytes: the blob, valid where a page was read; in the arena
 * @have: one byte for each page: not tried, read, or unreadable; in the arena
 * @torn: a page could not be read, so a type that was not found may exist
 */
struct ir_btf_data {
	struct ir_target *t;
	uint64_t addr, size;
	struct ir_btf_data *base;
	uint32_t first_id, first_str, nr_types, nr_seen;
	uint32_t type_off, type_len, str_off, str_len;
	uint32_t *offsets, next;
	uint64_t btf;
	struct ir_memory_window index;
	uint32_t index_from;
	unsigned char *bytes;
	unsigned char *have;
	bool torn;
};

/**
 * struct ir_btf_type - a type record
 * @data: the blob it is in
 * @name: offset of its name, in the numbering of @data; 0 if it has none
 * @at: offset in the blob of what follows the record
 * @size_or_type: size in bytes, or number of the type it refers to, as its kind has it
 * @kind: enum ir_btf_kind
 * @vlen: number of members, parameters, ...
 * @kflag: see the format above
 */
struct ir_btf_type {
	struct ir_btf_data *data;
	uint32_t name, at, size_or_type;
	unsigned kind, vlen;
	bool kflag;
};

/**
 * ir_btf_open() - read and check the header of the blob at @addr
 * @d: overwritten
 * @arena: owns its memory
 *
 * Return: IR_CORRUPT when there is no BTF at @addr, IR_NOMEM, or why the header cannot be read.
 */
enum ir_status ir_btf_open(struct ir_btf_data *d, struct ir_target *t, struct ir_arena *arena,
			   uint64_t addr) IR_MUST_CHECK;
/**
 * ir_btf_bytes() - Return: the @len bytes at offset @off of the blob, NULL when they cannot be read
 */
const void *ir_btf_bytes(struct ir_btf_data *d, uint64_t off, uint64_t len);
/** ir_btf_is_last() - does the index show type number @id, and does the blob end with it? */
bool ir_btf_is_last(struct ir_btf_data *d, uint32_t id);
/** ir_btf_type() - type number @id, of @d or its base. Return: IR_NOTFOUND past the last one. */
enum ir_status ir_btf_type(struct ir_btf_data *d, uint32_t id,
			   struct ir_btf_type *ret) IR_MUST_CHECK;
/**
 * ir_btf_target() - number of the type that a pointer, array, typedef or qualifier refers to
 *
 * Return: false for types of another kind, or when it cannot be read.
 */
bool ir_btf_target(const struct ir_btf_type *type, uint32_t *id);
/** ir_btf_array_length() - Return: number of elements of an array, 0 when it cannot be read */
uint32_t ir_btf_array_length(const struct ir_btf_type *type);
/** ir_btf_name_cmp() - strcmp() of the string at offset @name with @s; -1 when it cannot be read */
int ir_btf_name_cmp(struct ir_btf_data *d, uint32_t name, const char *s);
/** ir_btf_name_is() - is the string at offset @name the string @s? */
bool ir_btf_name_is(struct ir_btf_data *d, uint32_t name, const char *s);

/* btf_member.c */

/** ir_btf_size() - Return: size in bytes of type number @id, 0 when it is not known */
uint64_t ir_btf_size(struct ir_btf_data *d, uint32_t id);
/**
 * ir_btf_find_member() - find @member in @type and in its anonymous members
 * @bits: where @type starts in the structure that is wanted
 * @nest: how deep it lies in that; 0 for the structure itself
 * @offset: set to the member's place in bytes from that structure's start
 * @id: set to the number of the member's type
 */
bool ir_btf_find_member(const struct ir_btf_type *type, const char *member, uint64_t bits,
			unsigned nest, uint64_t *offset, uint32_t *id);
/** ir_btf_count() - Return: the number after that of the last type */
uint32_t ir_btf_count(struct ir_btf_data *d);

#endif
