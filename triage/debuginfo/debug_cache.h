/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layouts learned from debug files, in ${XDG_CACHE_HOME:-~/.cache}/inoderace/layouts: a text file for
 * each build-id. It may be deleted at any time. One that is not ours to trust (another's, writable by
 * others), of another build-id, of other questions, or damaged, counts as not there.
 */
#ifndef IR_DEBUG_CACHE_H
#define IR_DEBUG_CACHE_H

#include "triage/debuginfo/debug_answers.h"

/** ir_debug_cache_load() - what was learned of @id; false: nothing that can be used */
bool ir_debug_cache_load(const struct ir_build_id *id, struct ir_debug_layouts *ret);
/** ir_debug_cache_save() - keep @l for the next time; nothing happens where that is not possible */
void ir_debug_cache_save(const struct ir_debug_layouts *l);
/** ir_debug_cache_forget() - what is kept of @id is not to be trusted */
void ir_debug_cache_forget(const struct ir_build_id *id);

#endif
