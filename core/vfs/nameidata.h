/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The path walk a task is in. */
#ifndef IR_NAMEIDATA_H
#define IR_NAMEIDATA_H

#include "core/lib/value.h"
#include "core/target/kernel.h"
#include "core/types/flags.h"

/**
 * struct ir_walk - the path walk the task is in (struct nameidata)
 * @mode: "rcu", "ref" or NULL
 * @link: address of the struct saved the walk uses for the link (nd->stack + depth - 1)
 * @dentry: saved.link.dentry; @dentry_seq its d_seq now; @walk_seq the saved one
 * @dentry_type: DCACHE_ENTRY_TYPE of @dentry as a word ("symlink", "miss", ...)
 */
struct ir_walk {
	struct ir_value nameidata;
	const char *mode;
	struct ir_flags flags;
	struct ir_value depth, link;
	const char *name;
	struct ir_value dentry;
	const char *dentry_name;
	struct ir_value dentry_inode; /* known and 0: a negative dentry */
	struct ir_value dentry_seq, walk_seq, dentry_count, dentry_flags;
	const char *dentry_type;
};

/** ir_read_walk() - decode the nameidata of @task_addr; also for tasks that did not crash */
enum ir_status ir_read_walk(struct ir_kernel *k, uint64_t task_addr,
			    struct ir_walk *w) IR_MUST_CHECK;

#endif
