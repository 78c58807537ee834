/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of the question whether the race can happen on a kernel. exposure.c puts them together:
 *
 * 1. Does XFS reset the whole VFS inode when it recycles one (exposure_reset.c)?
 * 2. Does it wait for an RCU grace period before that (exposure_wait.c)?
 * 3. Does path lookup check the dentry again before it uses the inode (exposure_walk.c)?
 */
#ifndef IR_EXPOSURE_H
#define IR_EXPOSURE_H

#include "core/stages/engine.h"

/**
 * struct ir_reset - the call by which XFS resets the inode that it recycles
 * @e: the diagnosis
 * @initialiser: name of the VFS inode's initialiser; NULL when the kernel has none by these names
 * @target: its address
 * @set_nlink: address of set_nlink(), 0 when it is not known
 * @found: address of the call; 0: none was found
 * @set: address of the call of set_nlink() after it, 0 when there is none
 * @in: the function with these calls
 * @how: how a live patch leads to it, "" if none does
 * @asked: some function was there to be searched
 * @unread: some code could not be read
 */
struct ir_reset {
	struct ir_engine *e;
	const char *initialiser;
	uint64_t target, set_nlink, found, set;
	struct ir_symbol in;
	const char *how;
	bool asked, unread;
};

/** ir_find_reset() - search for the call, and answer the first question as far as it tells */
void ir_find_reset(struct ir_engine *e, struct ir_reset *r);

/** ir_wait_before() - does every path to the call @r wait for walkers that may hold the inode? */
void ir_wait_before(struct ir_reset *r);

/** ir_walk_rechecks() - does path lookup check d_seq again between loading and calling get_link? */
void ir_walk_rechecks(struct ir_engine *e);

/** ir_code_size() - bytes to read of the function @sym, whose size may not be known */
uint64_t ir_code_size(const struct ir_symbol *sym);

/**
 * ir_show_insn() - add the instruction at @addr of the function @sym to those that @q rests on
 * @what: what it does here; static
 */
void ir_show_insn(struct ir_engine *e, struct ir_exposed_answer *q, const struct ir_symbol *sym,
		  uint64_t addr, const char *what);

#endif
