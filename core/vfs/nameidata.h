/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The path walk that a task is in. */
#ifndef IR_NAMEIDATA_H
#define IR_NAMEIDATA_H

#include "core/lib/value.h"
#include "core/target/kernel.h"
#include "core/types/flags.h"

/**
 * struct ir_walk - the path walk that a task is in (struct nameidata)
 * @nameidata: its address
 * @mode: "rcu", "ref" or NULL when unknown
 * @flags: LOOKUP_* flags
 * @depth: number of symlinks that are being followed
 * @link: address of the struct saved of the link (nd->stack + depth - 1)
 * @name: the path that was given, NULL when unknown
 * @at_directory: @dentry and @walk_seq are those of the directory that is being entered, not of a link
 * @directory: nd->inode then
 * @dentry: of the link, saved.link.dentry; or nd->path.dentry
 * @dentry_name: its last component, NULL when unknown
 * @dentry_inode: its d_inode in the dump; known and 0 for a negative dentry
 * @dentry_seq: its d_seq in the dump
 * @walk_seq: its d_seq when the walk checked it, saved.seq or nd->seq
 * @dentry_count: its d_lockref.count, a signed 32-bit number
 * @dentry_flags: its d_flags
 * @dentry_type: its DCACHE_ENTRY_TYPE as a word ("symlink", "miss", ...), NULL when unknown
 */
struct ir_walk {
	struct ir_value nameidata;
	const char *mode;
	struct ir_flags flags;
	struct ir_value depth, link;
	const char *name;
	bool at_directory;
	struct ir_value directory;
	struct ir_value dentry;
	const char *dentry_name;
	struct ir_value dentry_inode;
	struct ir_value dentry_seq, walk_seq, dentry_count, dentry_flags;
	const char *dentry_type;
};

/**
 * ir_read_walk() - decode the path walk of a task, which need not be the one that crashed
 * @task_addr: of its task_struct
 * @w: overwritten; what cannot be read stays unknown
 *
 * Return: IR_NOTFOUND when the task is in no path walk; IR_CORRUPT when its nameidata does not
 * point into its stack; or the error of reading the pointer.
 */
enum ir_status ir_read_walk(struct ir_kernel *k, uint64_t task_addr,
			    struct ir_walk *w) IR_MUST_CHECK;

/**
 * ir_read_walked_directory() - the directory in which walk @w looks up the next name
 * @dir: receives the same walk with nd->path.dentry and nd->seq as the dentry and the saved count, and no link
 */
void ir_read_walked_directory(struct ir_kernel *k, const struct ir_walk *w, struct ir_walk *dir);

#endif
