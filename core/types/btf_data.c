// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/types/btf_data.h"

#include <string.h>

#include "core/types/btf_index.h"

#define PAGE	 4096
#define MAX_BLOB (32u << 20)
#define MAGIC	 0xeb9f

enum { NOT_TRIED, READ, UNREADABLE };

/* struct btf_header of include/uapi/linux/btf.h */
struct header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t hdr_len, type_off, type_len, str_off, str_len;
};

/* struct btf_type */
struct record {
	uint32_t name, info, size_or_type;
};

/* Bytes that follow a record: a fixed part, and a part for each of its vlen elements. */
static const struct {
	uint8_t fixed, each;
} extra[IR_NR_BTF_KINDS] = {
	[IR_BTF_INT] = {4, 0},	   [IR_BTF_ARRAY] = {12, 0},   [IR_BTF_STRUCT] = {0, 12},
	[IR_BTF_UNION] = {0, 12},  [IR_BTF_ENUM] = {0, 8},     [IR_BTF_FUNC_PROTO] = {0, 8},
	[IR_BTF_VAR] = {4, 0},	   [IR_BTF_DATASEC] = {0, 12}, [IR_BTF_DECL_TAG] = {4, 0},
	[IR_BTF_ENUM64] = {0, 12},
};

const void *ir_btf_bytes(struct ir_btf_data *d, uint64_t off, uint64_t len)
{
	uint64_t first = (d->addr + off) / PAGE, last;

	if (off > d->size || len > d->size - off || !len)
		return NULL;
	last = (d->addr + off + len - 1) / PAGE;
	for (uint64_t page = first; page <= last; page++) {
		uint64_t from = page * PAGE, to = from + PAGE;
		unsigned char *have = &d->have[page - d->addr / PAGE];

		if (*have == READ)
			continue;
		if (*have == UNREADABLE)
			return NULL;
		if (from < d->addr)
			from = d->addr;
		if (to > d->addr + d->size)
			to = d->addr + d->size;
		*have = ir_read(d->t, from, d->bytes + (from - d->addr), to - from) ? UNREADABLE
										    : READ;
		if (*have == UNREADABLE) {
			d->torn = true;
			return NULL;
		}
	}
	return d->bytes + off;
}

enum ir_status ir_btf_open(struct ir_btf_data *d, struct ir_target *t, struct ir_arena *arena,
			   uint64_t addr)
{
	struct header h;
	enum ir_status st = ir_read(t, addr, &h, sizeof(h));

	if (st)
		return st;
	if (h.magic != MAGIC || h.version != 1 || h.hdr_len < sizeof(h) || h.hdr_len > PAGE ||
	    h.type_off > MAX_BLOB || h.type_len > MAX_BLOB || h.str_off > MAX_BLOB ||
	    h.str_len > MAX_BLOB || h.hdr_len % 4 || h.type_off % 4) /* as the kernel's own check */
		return IR_CORRUPT;
	memset(d, 0, sizeof(*d));
	d->t = t;
	d->addr = addr;
	d->type_off = h.hdr_len + h.type_off;
	d->type_len = h.type_len;
	d->str_off = h.hdr_len + h.str_off;
	d->str_len = h.str_len;
	d->size = (uint64_t)d->type_off + d->type_len;
	if (d->size < (uint64_t)d->str_off + d->str_len)
		d->size = (uint64_t)d->str_off + d->str_len;
	d->bytes = ir_arena_alloc(arena, d->size);
	d->have = ir_arena_alloc(arena, d->size / PAGE + 2);
	d->offsets =
		ir_arena_alloc(arena, d->type_len / sizeof(struct record) * sizeof(*d->offsets));
	if (!d->bytes || !d->have || !d->offsets)
		return IR_NOMEM;
	d->first_id = 1;
	return IR_OK;
}

static enum ir_status read_type(struct ir_btf_data *d, uint32_t off, struct ir_btf_type *ret)
{
	const struct record *r;

	if (d->type_len < sizeof(*r) || off > d->type_len - sizeof(*r))
		return IR_NOTFOUND;
	r = ir_btf_bytes(d, d->type_off + (uint64_t)off, sizeof(*r));
	if (!r)
		return IR_ABSENT;
	ret->data = d;
	ret->name = r->name;
	ret->kind = r->info >> 24 & 0x1f;
	ret->vlen = r->info & 0xffff;
	ret->kflag = r->info >> 31;
	ret->size_or_type = r->size_or_type;
	ret->at = d->type_off + off + (uint32_t)sizeof(*r);
	return ret->kind && ret->kind < IR_NR_BTF_KINDS ? IR_OK : IR_CORRUPT;
}

/* Length of a record, with what follows it. */
static uint32_t length_of(const struct ir_btf_type *type)
{
	return (uint32_t)sizeof(struct record) + extra[type->kind].fixed +
	       extra[type->kind].each * type->vlen;
}

bool ir_btf_is_last(struct ir_btf_data *d, uint32_t id)
{
	struct ir_btf_type type;
	uint32_t off;

	return ir_btf_index_find(d, id, &off) && !read_type(d, off, &type) &&
	       off + length_of(&type) == d->type_len;
}

/* Number the types up to @id. Records differ in length, so each of them must be read. */
static enum ir_status number_types(struct ir_btf_data *d, uint32_t id)
{
	while (id - d->first_id >= d->nr_types) {
		struct ir_btf_type type;
		enum ir_status st = read_type(d, d->next, &type);

		if (st)
			return st;
		d->offsets[d->nr_types++] = d->next;
		d->next += length_of(&type);
	}
	return IR_OK;
}

enum ir_status ir_btf_type(struct ir_btf_data *d, uint32_t id, struct ir_btf_type *ret)
{
	enum ir_status st;
	uint32_t off;

	if (d->base && id < d->first_id)
		d = d->base;
	if (id < d->first_id)
		return IR_NOTFOUND;
	/* Who goes through all types needs no index. */
	if (id - d->first_id > d->nr_types && ir_btf_index_find(d, id, &off))
		return read_type(d, off, ret);
	st = number_types(d, id);
	return st ? st : read_type(d, d->offsets[id - d->first_id], ret);
}

bool ir_btf_target(const struct ir_btf_type *type, uint32_t *id)
{
	const uint32_t *array;

	switch (type->kind) {
	case IR_BTF_ARRAY:
		array = ir_btf_bytes(type->data, type->at, 12);
		if (array)
			*id = array[0];
		return array;
	case IR_BTF_PTR:
	case IR_BTF_TYPEDEF:
	case IR_BTF_VOLATILE:
	case IR_BTF_CONST:
	case IR_BTF_RESTRICT:
	case IR_BTF_TYPE_TAG: *id = type->size_or_type; return true;
	default: return false;
	}
}

uint32_t ir_btf_array_length(const struct ir_btf_type *type)
{
	const uint32_t *array = ir_btf_bytes(type->data, type->at, 12);

	return array ? array[2] : 0;
}

int ir_btf_name_cmp(struct ir_btf_data *d, uint32_t name, const char *s)
{
	if (d->base && name < d->first_str)
		d = d->base;
	for (name -= d->first_str;; name++, s++) {
		const unsigned char *p = NULL;

		if (name < d->str_len)
			p = ir_btf_bytes(d, d->str_off + (uint64_t)name, 1);
		if (!p || *p != (unsigned char)*s)
			return p ? *p - (unsigned char)*s : -1;
		if (!*p)
			return 0;
	}
}

bool ir_btf_name_is(struct ir_btf_data *d, uint32_t name, const char *s)
{
	uint64_t len = strlen(s) + 1;
	const char *p;

	if (d->base && name < d->first_str)
		d = d->base;
	name -= d->first_str;
	if (name >= d->str_len || len > d->str_len - name)
		return false;
	/* The first byte rules out most strings, without reading a second page. */
	p = ir_btf_bytes(d, d->str_off + (uint64_t)name, 1);
	if (!p || *p != *s)
		return false;
	p = ir_btf_bytes(d, d->str_off + (uint64_t)name, len);
	return p && !memcmp(p, s, len);
}
