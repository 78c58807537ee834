/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dumped kernel: the target that reads it, and what the diagnosis has learned about it so far.
 * Every reader function takes one. What belongs into the report as a sentence goes into its notes.
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
struct ir_proofs;
struct ir_xfs_layout;

/**
 * struct ir_kernel - see the top of this file
 * @t: the debugger or dump reader that answers
 * @arch: the processor
 * @arena: owns all that is read
 * @notes: sentences for the report: origins, what is unavailable or missing, observations
 * @stage: name of the running stage; slices record with it why a page was read
 * @layout: offsets of structure members; types/layout.c
 * @layout_proofs: asked for members that no type information has; the list ends with a NULL member;
 *	types/layout_sources.h
 * @btf: the dump's own types, NULL when there are none; types/btf.c
 * @btf_tried: @btf was looked for
 * @btf_opening: @btf is being looked for just now
 * @orc: the kernel's unwind tables; task/unwind_orc.c
 * @orc_tried: @orc was looked for
 * @have_orc: @orc can be used
 * @code: the function analysed last; arch/code.c
 * @tables: operation tables of inodes; vfs/inode_tables.c
 * @proofs: of members of other structures; proof/members.c
 * @xfs_layout: XFS's layout, proved where no type information has it; proof/xfs_layout.c
 * @xfs_layout_tried: @xfs_layout was tried
 * @stack_size: THREAD_SIZE in bytes, 0 until ir_stack_size() is called
 * @lookup_rcu: value of LOOKUP_RCU in this kernel, 0 when unknown
 * @pids_are_none: the PIDs in crash notes are other numbers: a task's note, by its stack, has another one
 * @lost_task: address at which the list of tasks breaks off, 0 when it does not
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
	struct ir_proofs *proofs;
	struct ir_xfs_layout *xfs_layout;
	bool xfs_layout_tried;
	uint64_t stack_size;
	uint32_t lookup_rcu;
	bool pids_are_none;
	uint64_t lost_task;
};

/** ir_fmt() - Return: formatted text in the kernel's arena; "" when memory ran out, never NULL */
#define ir_fmt(k, ...) ir_arena_printf((k)->arena, __VA_ARGS__)

/* Each adds @sentence to one list of the report; it must live as long as the arena. */

/** ir_note_origin() - where a symbol, an offset or a flag value came from; shown with -v */
void ir_note_origin(struct ir_kernel *k, const char *sentence);
/** ir_note_observation() - something a reader should know although it did not decide the verdict */
void ir_note_observation(struct ir_kernel *k, const char *sentence);
/** ir_note_unavailable() - something this debugger or dump reader cannot see */
void ir_note_unavailable(struct ir_kernel *k, const char *sentence);
/** ir_note_missing() - something the verdict would have needed */
void ir_note_missing(struct ir_kernel *k, const char *sentence);

#endif
