/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other places where a walk can die of an inode that is recycled under it. */
#ifndef IR_SHAPES_H
#define IR_SHAPES_H

#include "core/stages/engine.h"

/**
 * ir_find_shape() - did the walk die in one of them? Decides READ_OTHERS_LINK and NULL_SECURITY.
 * @inode: receives the inode that it was using
 */
bool ir_find_shape(struct ir_engine *e, uint64_t *inode);

/** ir_died_before_call() - did ir_find_shape() find one? Then no operation of the inode was called. */
bool ir_died_before_call(const struct ir_diagnosis *d);

/**
 * ir_shares_link() - the member that a file of type @mode keeps where a symlink has i_link
 * @words: receives what such a file is, for people; NULL where a file of that type keeps nothing there: a directory did
 */
const char *ir_shares_link(uint64_t mode, const char **words);

/**
 * ir_accessed() - the address that was accessed: what KASAN was asked about, if its check died
 * @checked: set then; the address is known to 8 bytes only
 */
struct ir_value ir_accessed(const struct ir_engine *e, bool *checked);

/**
 * ir_looks_like_inode() - is there memory at @addr, with the address of a super block where an inode has it?
 * @sb: receives that
 */
bool ir_looks_like_inode(struct ir_engine *e, uint64_t addr, uint64_t *sb);

/** ir_is_inode_of_walk() - is there an inode at @addr, of the file system of the walk's dentry? */
bool ir_is_inode_of_walk(struct ir_engine *e, uint64_t addr);

/** ir_enters_directory() - was a security module asked for leave to enter a directory when the fault came? */
bool ir_enters_directory(const struct ir_engine *e);

/** ir_rule_out_security_blob() - sets NULL_SECURITY false where something was seen that excludes it */
void ir_rule_out_security_blob(struct ir_engine *e);

/**
 * ir_read_security_blob() - did a hook read an inode's security blob through NULL? Decides NULL_SECURITY.
 * @ret: receives that inode
 */
bool ir_read_security_blob(struct ir_engine *e, uint64_t *ret);

/**
 * ir_read_healed_text() - was the link's text read at @address, a small number that @inode had for i_link then? (healed_text.c)
 *
 * Decides READ_OTHERS_LINK where the inode is no directory any more that has such a number.
 */
bool ir_read_healed_text(struct ir_engine *e, uint64_t address, uint64_t *inode);

/** ir_judge_shape() - after the inode was read: the facts that these shapes need besides */
void ir_judge_shape(struct ir_engine *e);

#endif
