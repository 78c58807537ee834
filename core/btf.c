// SPDX-License-Identifier: GPL-2.0-or-later
#include "btf.h"

#include <string.h>

#include "btf_data.h"
#include "engine.h"

#define MAX_NAMES 96 /* structures the engine asks for */
#define MAX_SAME  4  /* structures that share a name */
#define MAX_NEST  8  /* anonymous members inside one another */

struct name {
	const char *name;
	unsigned nr;
	struct ir_btf_type types[MAX_SAME];
};

/**
 * struct ir_btf - what has been looked up so far
 * @complete: every type of vmlinux could be read
 * @names: the structures of layout.def, found in one pass over all types
 */
struct ir_btf {
	struct ir_btf_data vmlinux, xfs;
	bool complete, xfs_tried;
	unsigned nr_names;
	struct name names[MAX_NAMES];
};

static const char *const wanted[] = {
#define IR_MEMBER(id, type, member)	type,
#define IR_MEMBER_ALT(id, type, member) type,
#include "layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	"thread_union", "btf", "btf_module", "btf_header",
};

static struct name *find_name(struct ir_btf *b, const char *type)
{
	for (unsigned i = 0; i < b->nr_names; i++) {
		if (!strcmp(b->names[i].name, type))
			return &b->names[i];
	}
	return NULL;
}

static void want_names(struct ir_btf *b)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!find_name(b, wanted[i]) && b->nr_names < MAX_NAMES)
			b->names[b->nr_names++].name = wanted[i];
	}
}

/* One pass: which structures of @d have a name that is asked for? False if some are unreadable. */
static bool collect(struct ir_btf *b, struct ir_btf_data *d)
{
	struct ir_btf_type type;

	for (uint32_t i = 0; i < d->nr_types; i++) {
		if (ir_btf_type(d, d->first_id + i, &type))
			return false;
		if ((type.kind != IR_BTF_STRUCT && type.kind != IR_BTF_UNION) || !type.name ||
		    !type.vlen)
			continue;
		for (unsigned n = 0; n < b->nr_names; n++) {
			if (b->names[n].nr < MAX_SAME &&
			    ir_btf_name_is(d, type.name, b->names[n].name))
				b->names[n].types[b->names[n].nr++] = type;
		}
	}
	return true;
}

static struct ir_btf *open_vmlinux(struct ir_engine *e)
{
	struct ir_btf *b = ir_arena_alloc(&e->d->arena, sizeof(*b));
	uint64_t start, stop;

	if (!b || ir_symbol_addr(e->t, "__start_BTF", &start) ||
	    ir_symbol_addr(e->t, "__stop_BTF", &stop) || stop <= start ||
	    ir_btf_open(&b->vmlinux, e->t, &e->d->arena, start, stop - start) ||
	    ir_btf_index(&b->vmlinux, &e->d->arena))
		return NULL;
	want_names(b);
	b->complete = collect(b, &b->vmlinux) && b->vmlinux.whole;
	ir_list_add(e, &e->d->origins,
		    ir_fmt(e, "types of the kernel: BTF in the dump at %016llx, %u types",
			   (unsigned long long)start, b->vmlinux.nr_types));
	return b;
}

static struct ir_btf *btf_of(struct ir_engine *e)
{
	if (!e->btf_tried) {
		e->btf_tried = true;
		e->btf = open_vmlinux(e);
	}
	return e->btf;
}

static uint64_t size_of(struct ir_btf_data *d, uint32_t id)
{
	uint64_t times = 1;

	for (unsigned i = 0; i < 16; i++) {
		struct ir_btf_type type;
		const uint32_t *array;

		if (ir_btf_type(d, id, &type))
			return 0;
		switch (type.kind) {
		case IR_BTF_INT:
		case IR_BTF_STRUCT:
		case IR_BTF_UNION:
		case IR_BTF_ENUM:
		case IR_BTF_ENUM64:
		case IR_BTF_FLOAT:
			return type.size_or_type * times;
		case IR_BTF_PTR:
			return 8 * times;
		case IR_BTF_ARRAY:
			array = ir_btf_bytes(type.data, type.at, 12);
			if (!array)
				return 0;
			id = array[0];
			times *= array[2];
			break;
		default: /* typedef and qualifiers */
			id = type.size_or_type;
		}
	}
	return 0;
}

/* @member in @type, whose own place is @bits into the structure asked for. */
static bool member_in(const struct ir_btf_type *type, const char *member, uint64_t bits,
		      unsigned nest, struct ir_member *ret)
{
	const uint32_t *m = ir_btf_bytes(type->data, type->at, 12ull * type->vlen);

	for (unsigned i = 0; m && i < type->vlen; i++, m += 3) {
		uint64_t at = bits + (type->kflag ? m[2] & 0xffffff : m[2]);
		struct ir_btf_type inner;

		if (m[0] && ir_btf_name_is(type->data, m[0], member)) {
			ret->offset = at / 8;
			ret->size = size_of(type->data, m[1]);
			return true;
		}
		if (!m[0] && nest < MAX_NEST && !ir_btf_type(type->data, m[1], &inner) &&
		    (inner.kind == IR_BTF_STRUCT || inner.kind == IR_BTF_UNION) &&
		    member_in(&inner, member, at, nest + 1, ret))
			return true;
	}
	return false;
}

static bool member_of(struct name *n, const char *member, struct ir_member *ret)
{
	for (unsigned i = 0; i < n->nr; i++) {
		if (member_in(&n->types[i], member, 0, 0, ret))
			return true;
	}
	return false;
}

static bool get(struct ir_engine *e, uint64_t base, struct name *n, const char *member,
		uint64_t *ret)
{
	struct ir_member m;

	return member_of(n, member, &m) && m.size <= 8 &&
	       !ir_read_uint(e->t, base + m.offset, m.size, ret);
}

/* The struct btf the kernel made of module @name's BTF. */
static bool module_btf(struct ir_engine *e, struct ir_btf *b, const char *name, uint64_t *ret)
{
	struct name *bm = find_name(b, "btf_module"), *mod = find_name(b, "module");
	struct ir_member list, modname;
	uint64_t head, node, module;
	char buf[IR_MODULE_MAX];

	if (!member_of(bm, "list", &list) || !member_of(mod, "name", &modname) ||
	    ir_symbol_addr(e->t, "btf_modules", &head) || ir_read_u64(e->t, head, &node))
		return false;
	for (unsigned n = 0; node != head && n < 4096 && e->arch->canonical(node); n++) {
		if (get(e, node - list.offset, bm, "module", &module) &&
		    !ir_read_string(e->t, module + modname.offset, buf, sizeof(buf)) &&
		    !strcmp(buf, name))
			return get(e, node - list.offset, bm, "btf", ret);
		if (ir_read_u64(e->t, node, &node))
			return false;
	}
	return false;
}

static void open_xfs(struct ir_engine *e, struct ir_btf *b)
{
	struct name *n = find_name(b, "btf"), *header = find_name(b, "btf_header");
	uint64_t btf, data, start_id, start_str, str_off, str_len, hdr_len;
	struct ir_member hdr;

	b->xfs_tried = true;
	if (!module_btf(e, b, "xfs", &btf) || !get(e, btf, n, "data", &data) ||
	    !get(e, btf, n, "start_id", &start_id) ||
	    !get(e, btf, n, "start_str_off", &start_str) || !member_of(n, "hdr", &hdr) ||
	    !get(e, btf + hdr.offset, header, "str_off", &str_off) ||
	    !get(e, btf + hdr.offset, header, "str_len", &str_len) ||
	    !get(e, btf + hdr.offset, header, "hdr_len", &hdr_len) ||
	    ir_btf_open(&b->xfs, e->t, &e->d->arena, data, hdr_len + str_off + str_len))
		return;
	b->xfs.base = &b->vmlinux;
	b->xfs.first_id = (uint32_t)start_id;
	b->xfs.first_str = (uint32_t)start_str;
	if (ir_btf_index(&b->xfs, &e->d->arena))
		return;
	(void)collect(b, &b->xfs);
	ir_list_add(e, &e->d->origins,
		    ir_fmt(e, "types of xfs: the module's BTF in the dump at %016llx, %u types",
			   (unsigned long long)data, b->xfs.nr_types));
}

/* The structures called @type; XFS's are in its module's BTF, or in vmlinux's when built in. */
static enum ir_status structures(struct ir_engine *e, const char *type, struct name **ret)
{
	struct ir_btf *b = btf_of(e);
	bool of_xfs = !strncmp(type, "xfs_", 4);

	*ret = b ? find_name(b, type) : NULL;
	if (!*ret)
		return IR_UNSUPPORTED;
	if (!(*ret)->nr && of_xfs && !b->xfs_tried)
		open_xfs(e, b);
	if ((*ret)->nr)
		return IR_OK;
	/* vmlinux's BTF is complete: what it lacks does not exist, unless part of it is missing. */
	return of_xfs || !b->complete ? IR_UNSUPPORTED : IR_NOTFOUND;
}

enum ir_status ir_btf_member(struct ir_engine *e, const char *type, const char *member,
			     struct ir_member *ret)
{
	struct name *n;
	enum ir_status st = structures(e, type, &n);

	if (st)
		return st;
	return member_of(n, member, ret) ? IR_OK : IR_NOTFOUND;
}

enum ir_status ir_btf_type_size(struct ir_engine *e, const char *type, uint64_t *ret)
{
	struct name *n;
	enum ir_status st = structures(e, type, &n);

	if (st)
		return st;
	*ret = n->types[0].size_or_type;
	return IR_OK;
}

enum ir_status ir_btf_enumerator(struct ir_engine *e, const char *name, int64_t *ret)
{
	struct ir_btf *b = btf_of(e);
	struct ir_btf_type type;

	if (!b)
		return IR_UNSUPPORTED;
	for (uint32_t i = 0; i < b->vmlinux.nr_types; i++) {
		const uint32_t *v;

		if (ir_btf_type(&b->vmlinux, b->vmlinux.first_id + i, &type) ||
		    type.kind != IR_BTF_ENUM)
			continue;
		v = ir_btf_bytes(type.data, type.at, 8ull * type.vlen);
		for (unsigned k = 0; v && k < type.vlen; k++, v += 2) {
			if (!ir_btf_name_is(type.data, v[0], name))
				continue;
			*ret = type.kflag ? (int64_t)(int32_t)v[1] : (int64_t)v[1];
			return IR_OK;
		}
	}
	return IR_NOTFOUND;
}
