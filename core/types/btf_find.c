// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BTF has no index: a type record does not say where the next but one starts, and names are not
 * hashed. So types are read in their order, once, and no further than necessary: finding a
 * structure reads the pages up to it, finding out that one does not exist reads all pages. Three
 * shortcuts save most of this: nearly every structure is the type of a member of another, the first
 * of which is task_struct (find_by_member()); the kernel has an index of its own (btf_index.h); and
 * in newer kernels the types are sorted by name (search_sorted()).
 */
#include "core/types/btf_find.h"

#include <string.h>

#define MAX_CHAIN  16  /* pointers, arrays, typedefs and qualifiers before a structure */
#define NR_UNNAMED 256 /* a sorted list begins with at least so many types without a name */
#define MAX_SAME   8   /* types that have the same name: a typedef, a function, a structure */

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
	/* On the way to others: find_by_member() */
	{"nsproxy", "uts_ns"},
	{"pid_namespace", "pid_cachep"},
};
#define NR_WANTED (sizeof(wanted) / sizeof(wanted[0]))

struct ir_btf_name *ir_btf_find_name(struct ir_btf *b, const char *type)
{
	for (unsigned i = 0; i < b->nr_names; i++) {
		if (!strcmp(b->names[i].name, type))
			return &b->names[i];
	}
	return NULL;
}

void ir_btf_collect_names(struct ir_btf *b)
{
	for (size_t i = 0; i < NR_WANTED; i++) {
		if (!ir_btf_find_name(b, wanted[i].type) && b->nr_names < IR_BTF_NAMES)
			b->names[b->nr_names++].name = wanted[i].type;
	}
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

static bool record_if_wanted(struct ir_btf_name *n, const struct ir_btf_type *type)
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
static bool find_by_member(struct ir_btf *b, struct ir_btf_name *n)
{
	static const struct {
		const char *name, *type, *member;
		bool only_indexed; /* else the way there is longer than through all types */
	} rows[] = {
		{"thread_info", "task_struct", "thread_info", false},
		{"thread_struct", "task_struct", "thread", false},
		{"vm_struct", "task_struct", "stack_vm_area", false},
		{"signal_struct", "task_struct", "signal", false},
		{"nameidata", "task_struct", "nameidata", false},
		{"saved", "nameidata", "internal", false},
		{"path", "nameidata", "path", false},
		{"inode", "nameidata", "inode", false},
		{"filename", "nameidata", "name", false},
		{"dentry", "path", "dentry", false},
		{"vfsmount", "path", "mnt", false},
		{"lockref", "dentry", "d_lockref", false},
		{"qstr", "dentry", "d_name", true},
		{"super_block", "inode", "i_sb", false},
		{"inode_operations", "inode", "i_op", false},
		{"file_system_type", "super_block", "s_type", false},
		{"module", "file_system_type", "owner", true},
		{"module_layout", "module", "core_layout", true},
		{"module_memory", "module", "mem", true},
		{"mod_kallsyms", "module", "kallsyms", false},
		{"mod_arch_specific", "module", "arch", false},
		{"orc_entry", "mod_arch_specific", "orc_unwind", true},
		{"module_notes_attrs", "module", "notes_attrs", true},
		{"bin_attribute", "module_notes_attrs", "attrs", true},
		{"attribute", "bin_attribute", "attr", true},
		{"nsproxy", "task_struct", "nsproxy", true},
		{"uts_namespace", "nsproxy", "uts_ns", true},
		{"new_utsname", "uts_namespace", "name", true},
		{"page", "vm_struct", "pages", true},
		{"pid_namespace", "nsproxy", "pid_ns_for_children", true},
		{"kmem_cache", "pid_namespace", "pid_cachep", true},
		{"kmem_cache_cpu", "kmem_cache", "cpu_slab", true},
		{"slab", "kmem_cache_cpu", "slab", true},
		{"xfs_mount", "xfs_inode", "i_mount", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ir_btf_name *of = ir_btf_find_name(b, rows[i].type);
		struct ir_btf_type type;
		uint64_t offset;
		uint32_t id;

		if (strcmp(rows[i].name, n->name) || !of ||
		    (rows[i].only_indexed && !b->vmlinux.index.size) ||
		    !(of->found || find_by_member(b, of)) ||
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
static bool search_sorted(struct ir_btf_data *d, struct ir_btf_name *n)
{
	struct ir_btf_type type;
	uint32_t lo = d->first_id, hi;

	if (!is_sorted(d))
		return false;
	hi = ir_btf_count(d);
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
static enum ir_status scan(struct ir_btf *b, struct ir_btf_data *d, struct ir_btf_name *n)
{
	struct ir_btf_type type;
	enum ir_status st = IR_OK;

	while (!n->found && !(st = ir_btf_type(d, d->first_id + d->nr_seen, &type))) {
		d->nr_seen++;
		if (!is_structure(&type))
			continue;
		for (unsigned i = 0; i < b->nr_names; i++)
			(void)(b->names[i].found || record_if_wanted(&b->names[i], &type));
	}
	return n->found ? IR_OK : st;
}

/* The structure that find_by_member() starts from: as the kernel's first source needs it, it is one of the first types. */
static void find_root(struct ir_btf *b)
{
	struct ir_btf_name *root = ir_btf_find_name(b, "task_struct");

	if (b->root_tried || !root || !b->vmlinux.index.size)
		return;
	b->root_tried = true;
	if (!root->found && !search_sorted(&b->vmlinux, root))
		(void)scan(b, &b->vmlinux, root);
}

enum ir_status ir_btf_find_type(struct ir_btf *b, struct ir_btf_data *d, struct ir_btf_name *n)
{
	find_root(b);
	if (n->found || find_by_member(b, n) || search_sorted(d, n))
		return IR_OK;
	return scan(b, d, n);
}
