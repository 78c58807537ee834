// SPDX-License-Identifier: GPL-2.0-or-later
/* Structures and their members in the dump's BTF. btf_data.h teaches the format, btf_find.c finds. */
#include "core/types/btf.h"

#include <string.h>

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/types/btf_find.h"
#include "core/types/btf_index.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#define MAX_MODULES 4096

static struct ir_btf *open_vmlinux(struct ir_kernel *k)
{
	struct ir_btf *b = ir_arena_alloc(k->arena, sizeof(*b));
	uint64_t start, var, btf;

	if (!b || ir_symbol_addr(k->t, "__start_BTF", &start) ||
	    ir_btf_open(&b->vmlinux, k->t, k->arena, start))
		return NULL;
	if (!k->t->sparse && !ir_symbol_addr(k->t, "btf_vmlinux", &var) &&
	    !ir_read_u64(k->t, var, &btf))
		ir_btf_index_open(&b->vmlinux, k->arena, btf);
	ir_btf_collect_names(b);
	ir_note_origin(k, ir_fmt(k, "types of the kernel: BTF in the dump at %016llx",
				 (unsigned long long)start));
	return b;
}

static struct ir_btf *get_btf(struct ir_kernel *k)
{
	if (!k->btf_tried) {
		k->btf_tried = true;
		k->btf_opening = true;
		k->btf = open_vmlinux(k);
		k->btf_opening = false;
	}
	return k->btf;
}

static bool member_in(const struct ir_btf_type *type, const char *member, struct ir_member *ret)
{
	uint32_t id;

	if (!ir_btf_find_member(type, member, 0, 0, &ret->offset, &id))
		return false;
	ret->size = ir_btf_size(type->data, id);
	return true;
}

static bool find_member(struct ir_btf *b, const char *type, const char *member,
			struct ir_member *ret)
{
	struct ir_btf_name *n = ir_btf_find_name(b, type);

	return !ir_btf_find_type(b, &b->vmlinux, n) && member_in(&n->type, member, ret);
}

static bool read_member(struct ir_kernel *k, struct ir_btf *b, uint64_t base, const char *type,
			const char *member, uint64_t *ret)
{
	struct ir_member m;

	return find_member(b, type, member, &m) && m.size <= 8 &&
	       !ir_read_uint(k->t, base + m.offset, m.size, ret);
}

/* The kernel's struct btf for module @name, found through the list btf_modules. */
static bool module_btf(struct ir_kernel *k, struct ir_btf *b, const char *name, uint64_t *ret)
{
	struct ir_member list, modname;
	struct ir_list_walk w;
	uint64_t head, module;
	char buf[IR_MODULE_MAX];

	if (ir_symbol_addr(k->t, "btf_modules", &head) ||
	    !find_member(b, "btf_module", "list", &list) ||
	    !find_member(b, "module", "name", &modname))
		return false;
	ir_list_for_each (&w, k, head, list.offset, MAX_MODULES) {
		if (read_member(k, b, w.entry, "btf_module", "module", &module) &&
		    !ir_read_string(k->t, module + modname.offset, buf, sizeof(buf)) &&
		    !strcmp(buf, name))
			return read_member(k, b, w.entry, "btf_module", "btf", ret);
	}
	return false;
}

/*
 * The same without a type of the list's entries. Nothing points at struct btf_module, so all types would have to be gone through for
 * it. Since 36e68442d1af ("bpf: Load and verify kernel module BTFs", v5.11) it begins with its list_head and pointers to the
 * module and its struct btf: the module's name proves the one, ir_btf_index_open() the other.
 */
static bool listed_btf(struct ir_kernel *k, struct ir_btf *b, const char *name, uint64_t *ret)
{
	uint64_t head, entry[4]; /* next, prev, module, btf */
	struct ir_member modname;
	struct ir_list_walk w;
	char buf[IR_MODULE_MAX];

	if (ir_symbol_addr(k->t, "btf_modules", &head) ||
	    !find_member(b, "module", "name", &modname))
		return false;
	ir_list_for_each (&w, k, head, 0, MAX_MODULES) {
		if (!ir_read(k->t, w.entry, entry, sizeof(entry)) &&
		    !ir_read_string(k->t, entry[2] + modname.offset, buf, sizeof(buf)) &&
		    !strcmp(buf, name)) {
			*ret = entry[3];
			return true;
		}
	}
	return false;
}

/* The BTF of xfs at @data goes on counting where vmlinux's ends. */
static bool continue_vmlinux(struct ir_kernel *k, struct ir_btf *b, uint64_t data,
			     uint64_t start_id, uint64_t start_str)
{
	if (ir_btf_open(&b->xfs, k->t, k->arena, data))
		return false;
	b->xfs.base = &b->vmlinux;
	b->xfs.first_id = (uint32_t)start_id;
	b->xfs.first_str = (uint32_t)start_str;
	return true;
}

static bool open_by_index(struct ir_kernel *k, struct ir_btf *b, uint64_t *data)
{
	uint32_t nr = ir_btf_index_count(&b->vmlinux);
	uint64_t btf;

	if (!nr || !listed_btf(k, b, "xfs", &btf) || ir_read_u64(k->t, btf, data) ||
	    !continue_vmlinux(k, b, *data, nr, b->vmlinux.str_len))
		return false;
	ir_btf_index_open(&b->xfs, k->arena, btf);
	if (!b->xfs.index.size)
		b->xfs.size = 0;
	return b->xfs.size;
}

static bool open_by_types(struct ir_kernel *k, struct ir_btf *b, uint64_t *data)
{
	uint64_t btf, start_id, start_str;

	return module_btf(k, b, "xfs", &btf) && read_member(k, b, btf, "btf", "data", data) &&
	       read_member(k, b, btf, "btf", "start_id", &start_id) &&
	       read_member(k, b, btf, "btf", "start_str_off", &start_str) &&
	       continue_vmlinux(k, b, *data, start_id, start_str);
}

static void open_xfs(struct ir_kernel *k, struct ir_btf *b)
{
	uint64_t data;
	bool opened;

	b->xfs_tried = true;
	if (k->t->ops->module_btf && !k->t->ops->module_btf(k->t, "xfs", &data))
		opened =
			continue_vmlinux(k, b, data, ir_btf_count(&b->vmlinux), b->vmlinux.str_len);
	else
		opened = open_by_index(k, b, &data) || open_by_types(k, b, &data);
	if (opened)
		ir_note_origin(k, ir_fmt(k, "types of xfs: the module's BTF in the dump at %016llx",
					 (unsigned long long)data));
}

/* Find the structure @type. XFS's are in its module's BTF, or in vmlinux's if XFS is built in. */
static enum ir_status find_structure(struct ir_kernel *k, const char *type,
				     struct ir_btf_name **ret)
{
	struct ir_btf *b = get_btf(k);
	bool of_xfs = !strncmp(type, "xfs_", 4);
	enum ir_status st = IR_UNSUPPORTED;

	*ret = b ? ir_btf_find_name(b, type) : NULL;
	if (!*ret)
		return IR_UNSUPPORTED;
	if (of_xfs && !b->xfs_tried)
		open_xfs(k, b);
	if (of_xfs && b->xfs.size)
		st = ir_btf_find_type(b, &b->xfs, *ret);
	if (st)
		st = ir_btf_find_type(b, &b->vmlinux, *ret);
	if (!st)
		return IR_OK;
	/*
	 * All types of vmlinux were seen, so the structure does not exist. Not so for XFS's: the
	 * debugger may know them.
	 */
	return of_xfs || b->vmlinux.torn ? IR_UNSUPPORTED : IR_NOTFOUND;
}

enum ir_status ir_btf_member(struct ir_kernel *k, const char *type, const char *member,
			     struct ir_member *ret)
{
	struct ir_btf_name *n;
	enum ir_status st = find_structure(k, type, &n);

	if (st)
		return st;
	if (member_in(&n->type, member, ret))
		return IR_OK;
	return n->type.data->torn ? IR_UNSUPPORTED : IR_NOTFOUND;
}

enum ir_status ir_btf_type_size(struct ir_kernel *k, const char *type, uint64_t *ret)
{
	struct ir_btf_name *n;
	enum ir_status st = find_structure(k, type, &n);

	if (!st)
		*ret = n->type.size_or_type;
	return st;
}

enum ir_status ir_btf_enumerator(struct ir_kernel *k, const char *name, int64_t *ret)
{
	struct ir_btf *b = get_btf(k);
	struct ir_btf_type type;

	if (!b)
		return IR_UNSUPPORTED;
	for (uint32_t id = b->vmlinux.first_id; !ir_btf_type(&b->vmlinux, id, &type); id++) {
		const uint32_t *v;

		if (type.kind != IR_BTF_ENUM)
			continue;
		v = ir_btf_bytes(type.data, type.at, 8ull * type.vlen);
		for (unsigned j = 0; v && j < type.vlen; j++, v += 2) {
			if (!ir_btf_name_is(type.data, v[0], name))
				continue;
			*ret = type.kflag ? (int64_t)(int32_t)v[1] : (int64_t)v[1];
			return IR_OK;
		}
	}
	return b->vmlinux.torn ? IR_UNSUPPORTED : IR_NOTFOUND;
}
