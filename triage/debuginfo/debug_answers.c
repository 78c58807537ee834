// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_answers.h"

#include <stddef.h>
#include <string.h>

#include "core/lib/hash.h"

/* Those of layout.def; then a size or a constant for each name in debug_units.def. */
static const struct ir_debug_question rows[] = {
#define IR_MEMBER(id, type, member)	{IR_DEBUG_MEMBER, type, member},
#define IR_MEMBER_ALT(id, type, member) {IR_DEBUG_MEMBER, type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
#define IR_UNIT(type, function)	    {IR_DEBUG_SIZE, type, NULL},
#define IR_CONSTANT(name, function) {IR_DEBUG_CONSTANT, name, NULL},
#include "triage/debuginfo/debug_units.def"
#undef IR_UNIT
#undef IR_CONSTANT
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= IR_DEBUG_NR, "IR_DEBUG_NR is too small");

static const struct ir_debug_question *all(unsigned *nr)
{
	static struct ir_debug_question questions[IR_DEBUG_NR];
	static unsigned count;

	/* A structure has several rows of units, one after the other: one question. */
	if (!count) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			if (rows[i].ask != IR_DEBUG_SIZE || strcmp(rows[i].name, rows[i - 1].name))
				questions[count++] = rows[i];
		}
	}
	*nr = count;
	return questions;
}

const struct ir_debug_question *ir_debug_questions(unsigned *nr)
{
	return all(nr);
}

const struct ir_debug_answer *ir_debug_find(const struct ir_debug_layouts *l, enum ir_debug_ask ask,
					    const char *name, const char *member)
{
	unsigned nr;
	const struct ir_debug_question *q = all(&nr);

	for (unsigned i = 0; i < nr; i++) {
		if (q[i].ask == ask && !strcmp(q[i].name, name) &&
		    (ask != IR_DEBUG_MEMBER || !strcmp(q[i].member, member)))
			return &l->answers[i];
	}
	return NULL;
}

uint64_t ir_debug_digest(void)
{
	unsigned nr;
	const struct ir_debug_question *q = all(&nr);
	uint64_t h = IR_HASH_START;

	for (unsigned i = 0; i < nr; i++) {
		unsigned char ask = (unsigned char)q[i].ask;

		h = ir_hash(h, &ask, 1);
		h = ir_hash_string(h, q[i].name);
		h = ir_hash_string(h, q[i].member ? q[i].member : "");
	}
	return h;
}
