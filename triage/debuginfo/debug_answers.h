/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything that is asked of one debug file, and its answers. */
#ifndef IR_DEBUG_ANSWERS_H
#define IR_DEBUG_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/symbols/build_id.h"
#include "core/lib/status.h"

/** enum ir_debug_ask - kinds of questions */
enum ir_debug_ask { IR_DEBUG_MEMBER, IR_DEBUG_SIZE, IR_DEBUG_CONSTANT };

/** struct ir_debug_question - @member is NULL but for IR_DEBUG_MEMBER */
struct ir_debug_question {
	enum ir_debug_ask ask;
	const char *name, *member;
};

/** IR_DEBUG_NR - room for all questions; ir_debug_questions() tells how many there are */
#define IR_DEBUG_NR 256

/**
 * struct ir_debug_answer - @status is IR_OK, IR_NOTFOUND (there is no such thing) or IR_UNSUPPORTED
 * @value: offset, size or the constant's value; @size of a member
 */
struct ir_debug_answer {
	enum ir_status status;
	int64_t value;
	uint64_t size;
};

/**
 * struct ir_debug_layouts - what a debug file says
 * @build_id: whose layouts these are
 * @units: compilation units that were read for it
 * @error: why something is missing, "" when nothing is
 */
struct ir_debug_layouts {
	struct ir_build_id build_id;
	unsigned units;
	char error[128];
	struct ir_debug_answer answers[IR_DEBUG_NR];
};

/** ir_debug_questions() - all questions, in the order of the answers */
const struct ir_debug_question *ir_debug_questions(unsigned *nr);
/** ir_debug_find() - the answer to that question or NULL */
const struct ir_debug_answer *ir_debug_find(const struct ir_debug_layouts *l, enum ir_debug_ask ask,
					    const char *name, const char *member);
/** ir_debug_digest() - a hash of all questions: other questions, other answers */
uint64_t ir_debug_digest(void);

#endif
