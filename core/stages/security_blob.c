// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * security-blob: up to v5.0 security_inode_alloc() sets inode->i_security to NULL before it allocates the
 * new blob. A hook that a walk calls in that moment reads through NULL.
 *
 * A walk asks about a link that it is going to follow, whose dentry is in the last struct saved; or about the directory that it is
 * going to enter, whose dentry is in nd->path. Below overlayfs the walk has overlayfs's dentry and inode, and
 * ovl_permission() asks about the real inode, which only the registers lead to.
 */
#include "core/stages/shapes.h"

#include "core/arch/arch.h"
#include "core/mm/object.h"
#include "core/symbols/functions.h"

#include <string.h>

#define MAX_MEMBER 4096 /* what lies further from NULL is no member of a blob */

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name);

	return len > strlen(end) && !strcmp(name + len - strlen(end), end);
}

/* Is @name a hook that path lookup calls, or a module's answer to it where the hook was inlined? */
static bool is_hook(const char *name)
{
	/* do_inode_permission() and the like are no hooks */
	return !ir_function_has_role(name, IR_ROLE_WALK) &&
	       (ends_with(name, "_inode_follow_link") || ends_with(name, "_inode_permission"));
}

/*
 * Did path lookup ask a security module, and did it die there? What a module calls has any name; only path lookup,
 * XFS, and what works for nobody on the stack do not work for the hook. *@hook: the outermost hook
 */
static enum ir_tri died_in_hook(const struct ir_backtrace *bt, const char **hook)
{
	enum ir_tri otherwise = IR_FALSE;

	*hook = NULL;
	for (unsigned f = 0; f < bt->nr; f++) {
		const struct ir_frame *frame = &bt->frames[f];
		const char *name = frame->symbol;

		if (!name) {
			otherwise = IR_UNKNOWN;
			continue;
		}
		if (is_hook(name)) {
			*hook = name;
			continue;
		}
		if (ir_function_in_walk(name, NULL) && *hook)
			return IR_TRUE;
		if (frame->reliable &&
		    (ir_function_in_walk(name, NULL) || ir_function_in_xfs(name, frame->module) ||
		     ir_function_has_role(name, IR_ROLE_NO_METHOD)))
			return *hook ? IR_UNKNOWN : otherwise;
		if (!frame->reliable)
			otherwise = IR_UNKNOWN;
	}
	return IR_UNKNOWN;
}

/* A read through a register that is 0: the blob's pointer */
static bool read_through_null(struct ir_engine *e, const char **reg)
{
	int base;
	int64_t disp;

	if (!e->k->arch->load_at ||
	    e->k->arch->load_at(e->k->t, e->regs.v[e->k->arch->ip], &base, &disp)) {
		*reg = "?";
		return true; /* another instruction: the address itself is small */
	}
	*reg = e->k->arch->reg_names[base];
	return ir_reg_known(&e->regs, base) && !e->regs.v[base];
}

bool ir_enters_directory(const struct ir_engine *e)
{
	const char *hook;

	return ir_fact_holds(e->d, IR_FACT_EVENT_FAULT) == IR_TRUE &&
	       died_in_hook(&e->d->fault.backtrace, &hook) == IR_TRUE &&
	       ends_with(hook, "_inode_permission");
}

/* Did overlayfs ask, for the inode below its own? */
static bool asked_by_overlay(const struct ir_backtrace *bt)
{
	bool hook = false;

	for (unsigned f = 0; f < bt->nr; f++) {
		const char *name = bt->frames[f].symbol;

		hook |= name && is_hook(name);
		if (hook && name && !strncmp(name, "ovl_", 4))
			return true;
		if (hook && name && ir_function_in_walk(name, NULL) &&
		    !ends_with(name, "inode_permission") && strcmp(name, "inode_permission"))
			return false;
	}
	return false;
}

/* Overlayfs's dentry, and an inode of XFS */
static bool is_below_overlay(struct ir_engine *e, uint64_t addr)
{
	uint64_t sb, of_dentry;
	const char *fs;

	if (!ir_looks_like_inode(e, addr, &sb) ||
	    ir_get(e->k, e->d->walk.dentry.v, IR_M_DENTRY_SB, &of_dentry))
		return false;
	fs = ir_fs_name(e->k, of_dentry);
	if (!fs || strcmp(fs, "overlay"))
		return false;
	fs = ir_fs_name(e->k, sb);
	return fs && !strcmp(fs, "xfs");
}

/* Can the hook have been asked about the inode at @addr? @overlay: by overlayfs */
static bool can_be_asked(struct ir_engine *e, uint64_t addr, bool overlay)
{
	const struct ir_value *directory = &e->d->walk.directory;

	if (overlay)
		return is_below_overlay(e, addr);
	return ir_is_inode_of_walk(e, addr) &&
	       (!directory->known || !directory->v || addr == directory->v);
}

/* The inode that the hook was asked about: the registers lead to it; of a directory, nd->inode as well */
static bool asked_inode(struct ir_engine *e, uint64_t *ret)
{
	const struct ir_value *directory = &e->d->walk.directory;
	bool overlay = asked_by_overlay(&e->d->fault.backtrace);

	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		*ret = e->regs.v[i];
		if (ir_reg_known(&e->regs, (int)i) && can_be_asked(e, *ret, overlay))
			return true;
	}
	*ret = directory->v;
	return directory->known && can_be_asked(e, *ret, overlay);
}

bool ir_read_security_blob(struct ir_engine *e, uint64_t *ret)
{
	const char *name, *reg;
	uint64_t blob;
	bool checked;

	if (died_in_hook(&e->d->fault.backtrace, &name) != IR_TRUE ||
	    ir_accessed(e, &checked).v >= MAX_MEMBER || !read_through_null(e, &reg) ||
	    !asked_inode(e, ret))
		return false;
	ir_fact_set(e->d, IR_FACT_NULL_SECURITY, IR_TRUE,
		    ir_fmt(e->k, "%s read the inode's security blob through NULL", name),
		    ir_fmt(e->k, "fault at %llx, %s %s; inode %016llx .i_security %s",
			   (unsigned long long)e->d->fault.address.v, reg, *reg == '?' ? "" : "0",
			   (unsigned long long)*ret,
			   ir_get(e->k, *ret, IR_M_INODE_SECURITY, &blob)
				   ? "not known"
				   : ir_fmt(e->k, "%llx now", (unsigned long long)blob)),
		    ir_fmt(e->k, "struct inode.i_security,i_op %llx", (unsigned long long)*ret));
	return true;
}

/*
 * What rules out that a security blob was read: nothing was read at a small address, the walk held references, or the
 * function that faulted is none that works for a hook.
 */
static bool cannot_be_blob(struct ir_engine *e)
{
	const struct ir_walk *w = &e->d->walk;
	bool checked;
	const struct ir_value address = ir_accessed(e, &checked);
	const char *hook;

	return !e->task || ir_walks_no_path(e) || (w->mode && strcmp(w->mode, "rcu")) ||
	       ir_fact_holds(e->d, IR_FACT_CALLED_NULL) == IR_TRUE ||
	       (address.known && address.v >= MAX_MEMBER) ||
	       died_in_hook(&e->d->fault.backtrace, &hook) == IR_FALSE;
}

void ir_rule_out_security_blob(struct ir_engine *e)
{
	if (cannot_be_blob(e))
		ir_fact_set(e->d, IR_FACT_NULL_SECURITY, IR_FALSE, NULL, NULL, NULL);
}
