/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dumped kernel as we can read it: the target, and what has been learned of the kernel on the way.
 * All readers take one. What they want to tell the reader of the report goes into its notes.
 */
#ifndef IR_KERNEL_H
#define IR_KERNEL_H

#include "core/lib/arena.h"
#include "core/lib/notes.h"
#include "core/target/target.h"

struct ir_arch;
struct ir_btf;
struct ir_code;
struct ir_inode_tables;
struct ir_layout;
struct ir_orc;
struct ir_xfs_layout;

/**
 * struct ir_kernel - see the top of this file
 * @t: the debugger or dump reader that answers
 * @arch: the processor
 * @arena: owns all that is read
 * @notes: what the report tells of origins, of what was not to be had, and of what is odd
 * @stage: what is being done; slices tell by it what a page was needed for
 * @layout: places of structure members; types/layout.c
 * @layout_proofs: who is asked for a member that no type tells, NULL-ended; types/layout_sources.h
 * @btf, @btf_tried, @btf_opening: the dump's own types; types/btf.c
 * @orc, @orc_tried, @have_orc: the kernel's unwind tables; task/unwind_orc.c
 * @code: the function looked at last; arch/code.c
 * @tables: operation tables of inodes; vfs/inode_tables.c
 * @xfs_layout, @xfs_layout_tried: XFS's layout where no types tell; proof/xfs_layout.c
 * @stack_size: THREAD_SIZE, 0 until ir_stack_size()
 * @lookup_rcu: value of LOOKUP_RCU in this kernel, 0 when unknown
 * @lost_task: where the list of tasks breaks off, 0 when it does not
 */
struct ir_kernel {
	struct ir_target *t;
	const struct ir_arch *arch;
	struct ir_arena *arena;
	struct ir_notes *notes;
	const char *stage;
	struct ir_layout *layout;
	const struct ir_layout_proof *layout_proofs;
	struct ir_btf *btf;
	bool btf_tried, btf_opening;
	struct ir_orc *orc;
	bool orc_tried, have_orc;
	struct ir_code *code;
	struct ir_inode_tables *tables;
	struct ir_xfs_layout *xfs_layout;
	bool xfs_layout_tried;
	uint64_t stack_size;
	uint32_t lookup_rcu;
	uint64_t lost_task;
};

/** ir_fmt() - formatted text in the kernel's arena; NULL when memory ran out */
#define ir_fmt(k, ...) ir_arena_printf((k)->arena, __VA_ARGS__)

/** ir_note_origin() - tell, for -v, where a symbol, an offset or a flag value came from */
void ir_note_origin(struct ir_kernel *k, const char *sentence);
/** ir_note_observation() - tell what a reader should know although it did not decide */
void ir_note_observation(struct ir_kernel *k, const char *sentence);
/** ir_note_unavailable() - tell what this door cannot see */
void ir_note_unavailable(struct ir_kernel *k, const char *sentence);
/** ir_note_missing() - tell what the verdict lacks */
void ir_note_missing(struct ir_kernel *k, const char *sentence);

#endif
