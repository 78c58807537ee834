// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The path walk of a task, in fs/namei.c's struct nameidata. Since 4.2 task_struct.nameidata points
 * at it; it is a local variable, so it lies on the walker's own stack. The members read here:
 *	flags	LOOKUP_*; LOOKUP_RCU means that the walk holds no references (32 bits)
 *	name	struct filename, whose name is the path that was given
 *	depth	number of symlinks being followed (32 bits)
 *	stack	array of struct saved, one for each of them; the last is stack[depth - 1]
 *	path	mount and dentry of the directory that the walk stands in; inode, seq: that dentry's, when it was checked
 * A struct saved has the link's path (mount and dentry) in "link", and in "seq" the dentry's d_seq
 * from when the walk checked it (32 bits). Its "done" is what ->get_link() gets as third argument.
 */
#include "core/mm/object.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/types/layout.h"
#include "core/vfs/nameidata.h"
#include "core/types/flags.h"

#include <string.h>

#define MAX_DEPTH 40 /* MAXSYMLINKS */

static bool on_stack(struct ir_kernel *k, uint64_t task, uint64_t addr)
{
	uint64_t stack;

	return !ir_get(k, task, IR_M_TASK_STACK, &stack) && ir_on_stack(k, stack, addr);
}

static void read_dentry(struct ir_kernel *k, uint64_t dentry, struct ir_walk *w)
{
	uint64_t lockref = ir_addr(k, dentry, IR_M_DENTRY_LOCKREF);
	uint64_t name = ir_addr(k, dentry, IR_M_DENTRY_NAME), ptr;
	struct ir_value count;

	if (ir_object_present(k, dentry, 128))
		return;
	w->dentry_seq = ir_get_value(k, dentry, IR_M_DENTRY_SEQ);
	w->dentry_seq.v &= UINT32_MAX;
	w->dentry_inode = ir_get_value(k, dentry, IR_M_DENTRY_INODE);
	w->dentry_flags = ir_get_value(k, dentry, IR_M_DENTRY_FLAGS);
	w->dentry_flags.v &= UINT32_MAX;
	if (w->dentry_flags.known)
		w->dentry_type = ir_dentry_type(k, w->dentry_flags.v);
	count = lockref ? ir_get_value(k, lockref, IR_M_LOCKREF_COUNT) : (struct ir_value){0};
	w->dentry_count = (struct ir_value){count.known, (uint64_t)(int64_t)(int32_t)count.v};
	if (name && !ir_get(k, name, IR_M_QSTR_NAME, &ptr))
		w->dentry_name = ir_string_at(k, ptr, 256);
}

enum ir_status ir_read_walk(struct ir_kernel *k, uint64_t task, struct ir_walk *w)
{
	struct ir_value flags;
	uint64_t nd, stack, name, saved = 0;
	enum ir_status st = ir_get(k, task, IR_M_TASK_NAMEIDATA, &nd);
	uint64_t size = 0;

	memset(w, 0, sizeof(*w));
	if (st)
		return st;
	if (!nd)
		return IR_NOTFOUND;
	/* set_nameidata() stores nothing but the address of a local variable. */
	if (!on_stack(k, task, nd))
		return IR_CORRUPT;
	w->nameidata = (struct ir_value){true, nd};
	flags = ir_get_value(k, nd, IR_M_ND_FLAGS);
	flags.v &= UINT32_MAX;
	w->flags = ir_flags_of(k, flags, ir_lookup_flags(k), IR_FLAGS_NONE);
	if (flags.known && k->lookup_rcu)
		w->mode = flags.v & k->lookup_rcu ? "rcu" : "ref";
	if (!ir_get(k, nd, IR_M_ND_NAME, &name) && !ir_get(k, name, IR_M_FILENAME_NAME, &name))
		w->name = ir_string_at(k, name, 1024);
	w->depth = ir_get_value(k, nd, IR_M_ND_DEPTH);
	w->depth.v &= UINT32_MAX;
	if (!w->depth.known || !w->depth.v || w->depth.v > MAX_DEPTH ||
	    ir_get(k, nd, IR_M_ND_STACK, &stack))
		return IR_OK;
	/* The first one is found without knowing how large they are. */
	if (w->depth.v > 1 && (ir_type_size(k, "saved", &size) || size > 256))
		return IR_OK;
	saved = stack + (w->depth.v - 1) * size;
	w->link = (struct ir_value){true, saved};
	w->walk_seq = ir_get_value(k, saved, IR_M_SAVED_SEQ);
	w->walk_seq.v &= UINT32_MAX;
	saved = ir_addr(k, saved, IR_M_SAVED_LINK);
	if (!saved)
		return IR_OK;
	w->dentry = ir_get_value(k, saved, IR_M_PATH_DENTRY);
	if (w->dentry.known && w->dentry.v)
		read_dentry(k, w->dentry.v, w);
	return IR_OK;
}

void ir_read_walked_directory(struct ir_kernel *k, const struct ir_walk *w, struct ir_walk *dir)
{
	uint64_t path = ir_addr(k, w->nameidata.v, IR_M_ND_PATH);

	*dir = (struct ir_walk){.nameidata = w->nameidata,
				.mode = w->mode,
				.flags = w->flags,
				.depth = w->depth,
				.name = w->name,
				.at_directory = true};
	dir->directory = ir_get_value(k, w->nameidata.v, IR_M_ND_INODE);
	dir->walk_seq = ir_get_value(k, w->nameidata.v, IR_M_ND_SEQ);
	dir->walk_seq.v &= UINT32_MAX;
	if (path)
		dir->dentry = ir_get_value(k, path, IR_M_PATH_DENTRY);
	if (dir->dentry.known && dir->dentry.v)
		read_dentry(k, dir->dentry.v, dir);
}
