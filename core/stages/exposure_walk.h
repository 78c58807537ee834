/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of the third question of exposure.h: what path lookup does with the inode of a link. */
#ifndef IR_EXPOSURE_WALK_H
#define IR_EXPOSURE_WALK_H

#include "core/arch/code.h"
#include "core/stages/engine.h"

/**
 * struct ir_walk_offsets - offsets of the members by which the code is recognised
 * @get_link: in struct inode_operations
 * @i_op: in struct inode
 * @d_seq: in struct dentry
 * @saved_seq: of seq in struct saved, nameidata's entry for a link
 * @next_seq: in struct nameidata; -1 where there is none
 * @done: in struct saved
 * @d_inode: in struct dentry; -1 where it was not asked
 */
struct ir_walk_offsets {
	int64_t get_link, i_op, d_seq, saved_seq, next_seq, done, d_inode;
};

/**
 * ir_side_of() - one side of the compare @s as a place in memory
 * @first: the operand that may be in memory, else the other one
 * @mem: set to the operand, or to where its register was loaded from
 *
 * Return: false when it comes from no place that is known.
 */
bool ir_side_of(const struct ir_code *c, const struct ir_step *s, bool first, struct ir_place *mem);

/**
 * ir_compares_d_seq() - does @s compare a d_seq with the saved one?
 * @site: the call of get_link, whose third argument tells where the saved one is
 *
 * Return: IR_UNKNOWN when it compares a d_seq with something that is not understood.
 */
enum ir_tri ir_compares_d_seq(const struct ir_walk_offsets *o, const struct ir_code *c,
			      const struct ir_step *site, const struct ir_step *s);

/**
 * ir_text_unchecked() - is a link's text read without a compare of d_seq?
 * @site: the call of get_link, before which i_link is loaded
 * @load: set, unless IR_UNKNOWN is returned, to the offset of the instruction that loads i_link
 * @use: and of the one that reads the text's first byte
 *
 * Return: IR_FALSE when every way from the one to the other passes a compare; IR_UNKNOWN when no such pair was found.
 */
enum ir_tri ir_text_unchecked(struct ir_engine *e, const struct ir_walk_offsets *o,
			      struct ir_code *c, const struct ir_step *site, size_t *load,
			      size_t *use);

#endif
