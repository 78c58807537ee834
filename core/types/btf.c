// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find structures and their members in the dump's BTF. btf_data.h teaches the format.
 *
 * BTF has no index: a type record does not say where the next but one starts, and names are not
 * hashed. So types are read in their order, once, and no further than necessary: finding a
 * structure reads the pages up to it, finding out that one does not exist reads all pages. Two
 * shortcuts save most of this: a structure can be the type of a member of one that is already known
 * (find_by_member()), and in newer kernels the types are sorted by name (search_sorted()).
 */
#include "core/types/btf.h"

#include <string.h>

#include "core/types/btf_data.h"
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#define MAX_MODULES 4096
#define MAX_NAMES   96	/* structures of layout.def */
#define MAX_CHAIN   16	/* pointers, arrays, typedefs and qualifiers before a structure */
#define NR_UNNAMED  256 /* a sorted list begins with at least so many types without a name */
#define MAX_SAME    8	/* types that have the same name: a typedef, a function, a structure */

/*
 * A structure of layout.def, and, once @found, the type with this name and a member of layout.def.
 */
struct name {
	const char *name;
	bool found;
	struct ir_btf_type type;
};

/**
 * struct ir_btf - what has been found so far
 * @vmlinux: the kernel's BTF
 * @xfs: the xfs module's BTF; its size is 0 when there is none
 * @xfs_tried: @xfs was looked for
 * @nr_names: entries of @names
 * @names: the structures of layout.def
 */
struct ir_btf {
	struct ir_btf_data vmlinux, xfs;
	bool xfs_tried;
	unsigned nr_names;
	struct name names[MAX_NAMES];
};

static const struct {
	const char *type, *member;
} wanted[] = {
#define IR_MEMBER(id, type, member)	{type, member},
#define IR_MEMBER_ALT(id, type, member) {type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	{"btf", "data"},
	{"btf_module", "btf"},
};
#define NR_WANTED (sizeof(wanted) / sizeof(wanted[0]))

static struct name *find_name(struct ir_btf *b, const char *type)
{
	for (unsigned i = 0; i < b->nr_names; i++) {
		if (!strcmp(b->names[i].name, type))
			return &b->names[i];
	}
	return NULL;
}

static void collect_names(struct ir_btf *b)
{
	for (size_t i = 0; i < NR_WANTED; i++) {
		if (!find_name(b, wanted[i].type) && b->nr_names < MAX_NAMES)
			b->names[b->nr_names++].name = wanted[i].type;
	}
}

static struct ir_btf *open_vmlinux(struct ir_kernel *k)
{
	struct ir_btf *b = ir_arena_alloc(k->arena, sizeof(*b));
	uint64_t start;

	if (!b || ir_symbol_addr(k->t, "__start_BTF", &start) ||
	    ir_btf_open(&b->vmlinux, k->t, k->arena, start))
		return NULL;
	collect_names(b);
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

/* Several structures may have this name. The wanted one has a member that layout.def names. */
static bool has_wanted_member(const struct ir_btf_type *type, const char *name)
{
	uint64_t offset;
	uint32_t id;

	for (size_t i = 0; i < NR_WANTED; i++) {
		if (!strcmp(wanted[i].type, name) &&
		    ir_btf_find_member(type, wanted[i].member, 0, 0, &offset, &id))
			return true;
	}
	return false;
}

/* Does @type have a name and members? Most types do not. */
static bool is_structure(const struct ir_btf_type *type)
{
	return (type->kind == IR_BTF_STRUCT || type->kind == IR_BTF_UNION) && type->name &&
	       type->vlen;
}

static bool record_if_wanted(struct name *n, const struct ir_btf_type *type)
{
	if (!is_structure(type) || !ir_btf_name_is(type->data, type->name, n->name) ||
	    !has_wanted_member(type, n->name))
		return false;
	n->found = true;
	n->type = *type;
	return true;
}

/*
 * Find @n as the type of a member of a structure that is known, or that can be found so itself (the
 * rows have no cycle). This reads the records on the way only, instead of all types before @n.
 */
static bool find_by_member(struct ir_btf *b, struct name *n)
{
	static const struct {
		const char *name, *type, *member;
	} rows[] = {
		{"thread_info", "task_struct", "thread_info"},
		{"thread_struct", "task_struct", "thread"},
		{"vm_struct", "task_struct", "stack_vm_area"},
		{"signal_struct", "task_struct", "signal"},
		{"nameidata", "task_struct", "nameidata"},
		{"saved", "nameidata", "internal"},
		{"path", "nameidata", "path"},
		{"inode", "nameidata", "inode"},
		{"filename", "nameidata", "name"},
		{"dentry", "path", "dentry"},
		{"vfsmount", "path", "mnt"},
		{"lockref", "dentry", "d_lockref"},
		{"super_block", "inode", "i_sb"},
		{"inode_operations", "inode", "i_op"},
		{"file_system_type", "super_block", "s_type"},
		{"mod_kallsyms", "module", "kallsyms"},
		{"mod_arch_specific", "module", "arch"},
		{"xfs_mount", "xfs_inode", "i_mount"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct name *of = find_name(b, rows[i].type);
		struct ir_btf_type type;
		uint64_t offset;
		uint32_t id;

		if (strcmp(rows[i].name, n->name) || !of || !(of->found || find_by_member(b, of)) ||
		    !ir_btf_find_member(&of->type, rows[i].member, 0, 0, &offset, &id))
			continue;
		for (unsigned j = 0; j < MAX_CHAIN && !ir_btf_type(of->type.data, id, &type); j++) {
			if (record_if_wanted(n, &type))
				return true;
			if (!ir_btf_target(&type, &id))
				break;
		}
	}
	return false;
}

/* Are the types sorted by name (seen in 7.2)? Then the types without a name come first. */
static bool is_sorted(struct ir_btf_data *d)
{
	struct ir_btf_type type;

	for (uint32_t i = 0; i < NR_UNNAMED; i++) {
		if (ir_btf_type(d, d->first_id + i, &type) || type.name)
			return false;
	}
	return true;
}

/* Binary search, if the types are sorted. A type that it does not find may still exist. */
static bool search_sorted(struct ir_btf_data *d, struct name *n)
{
	struct ir_btf_type type;
	uint32_t lo = d->first_id, hi = lo;

	if (!is_sorted(d))
		return false;
	while (!ir_btf_type(d, hi, &type))
		hi = d->first_id + d->nr_types;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (ir_btf_type(d, mid, &type))
			return false;
		if (!type.name || ir_btf_name_cmp(type.data, type.name, n->name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (unsigned j = 0; j < MAX_SAME && !ir_btf_type(d, lo + j, &type); j++) {
		if (record_if_wanted(n, &type))
			return true;
	}
	return false;
}

/* Go through the types of @d until @n is found. IR_NOTFOUND is certain: every type was seen. */
static enum ir_status find_type(struct ir_btf *b, struct ir_btf_data *d, struct name *n)
{
	struct ir_btf_type type;
	enum ir_status st = IR_OK;

	if (n->found || find_by_member(b, n) || search_sorted(d, n))
		return IR_OK;
	while (!n->found && !(st = ir_btf_type(d, d->first_id + d->nr_seen, &type))) {
		d->nr_seen++;
		if (!is_structure(&type))
			continue;
		for (unsigned i = 0; i < b->nr_names; i++)
			(void)(b->names[i].found || record_if_wanted(&b->names[i], &type));
	}
	return n->found ? IR_OK : st;
}

static bool find_member(struct ir_btf *b, const char *type, const char *member,
			struct ir_member *ret)
{
	struct name *n = find_name(b, type);

	return !find_type(b, &b->vmlinux, n) && member_in(&n->type, member, ret);
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

	if (!find_member(b, "btf_module", "list", &list) ||
	    !find_member(b, "module", "name", &modname) ||
	    ir_symbol_addr(k->t, "btf_modules", &head))
		return false;
	ir_list_for_each (&w, k, head, list.offset, MAX_MODULES) {
		if (read_member(k, b, w.entry, "btf_module", "module", &module) &&
		    !ir_read_string(k->t, module + modname.offset, buf, sizeof(buf)) &&
		    !strcmp(buf, name))
			return read_member(k, b, w.entry, "btf_module", "btf", ret);
	}
	return false;
}

/* The BTF of xfs at @data goes on counting where vmlinux's ends. */
static void continue_vmlinux(struct ir_kernel *k, struct ir_btf *b, uint64_t data,
			     uint64_t start_id, uint64_t start_str)
{
	if (ir_btf_open(&b->xfs, k->t, k->arena, data))
		return;
	b->xfs.base = &b->vmlinux;
	b->xfs.first_id = (uint32_t)start_id;
	b->xfs.first_str = (uint32_t)start_str;
	ir_note_origin(k, ir_fmt(k, "types of xfs: the module's BTF in the dump at %016llx",
				 (unsigned long long)data));
}

static void open_xfs(struct ir_kernel *k, struct ir_btf *b)
{
	uint64_t btf, data, start_id, start_str;

	b->xfs_tried = true;
	if (k->t->ops->module_btf && !k->t->ops->module_btf(k->t, "xfs", &data)) {
		continue_vmlinux(k, b, data, ir_btf_count(&b->vmlinux), b->vmlinux.str_len);
		return;
	}
	if (!module_btf(k, b, "xfs", &btf) || !read_member(k, b, btf, "btf", "data", &data) ||
	    !read_member(k, b, btf, "btf", "start_id", &start_id) ||
	    !read_member(k, b, btf, "btf", "start_str_off", &start_str))
		return;
	continue_vmlinux(k, b, data, start_id, start_str);
}

/* Find the structure @type. XFS's are in its module's BTF, or in vmlinux's if XFS is built in. */
static enum ir_status find_structure(struct ir_kernel *k, const char *type, struct name **ret)
{
	struct ir_btf *b = get_btf(k);
	bool of_xfs = !strncmp(type, "xfs_", 4);
	enum ir_status st = IR_UNSUPPORTED;

	*ret = b ? find_name(b, type) : NULL;
	if (!*ret)
		return IR_UNSUPPORTED;
	if (of_xfs && !b->xfs_tried)
		open_xfs(k, b);
	if (of_xfs && b->xfs.size)
		st = find_type(b, &b->xfs, *ret);
	if (st)
		st = find_type(b, &b->vmlinux, *ret);
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
	struct name *n;
	enum ir_status st = find_structure(k, type, &n);

	if (st)
		return st;
	if (member_in(&n->type, member, ret))
		return IR_OK;
	return n->type.data->torn ? IR_UNSUPPORTED : IR_NOTFOUND;
}

enum ir_status ir_btf_type_size(struct ir_kernel *k, const char *type, uint64_t *ret)
{
	struct name *n;
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
