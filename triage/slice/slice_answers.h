/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers to questions about symbols and types, as one diagnosis asked them: a compact slice
 * carries these instead of the tables they came from. A question that is not among them has no
 * answer, and asking it is an error of the slice, never "there is no such symbol".
 */
#ifndef IR_SLICE_ANSWERS_H
#define IR_SLICE_ANSWERS_H

#include "core/target/target.h"

#define IR_LEARNED_MAX 65536

/** enum ir_question - kinds of questions */
enum ir_question {
	IR_ASK_NAME,   /* each_symbol(key) */
	IR_ASK_ADDR,   /* symbol_at(addr) */
	IR_ASK_MEMBER, /* member(key, key2) */
	IR_ASK_SIZE,   /* type_size(key) */
	IR_ASK_ENUM,   /* enumerator(key) */
};

/**
 * struct ir_answer - one question and what came of it
 * @a, @b: offset and size of a member; size of a type; value of an enumerator
 * @symbols: of IR_ASK_NAME and IR_ASK_ADDR
 */
struct ir_answer {
	enum ir_question ask;
	char key[IR_SYMBOL_MAX], key2[64];
	uint64_t addr;
	enum ir_status status;
	uint64_t a, b;
	unsigned nr;
	struct ir_symbol *symbols;
	struct ir_answer *next;
};

/** struct ir_learned - all of them; zero-initialise it to make an empty one */
struct ir_learned {
	unsigned nr, room;
	struct ir_answer **all;
	struct ir_answer *buckets[1024];
};

/** ir_learned_find() - the answer to that question or NULL; @key and @key2 may be "" */
struct ir_answer *ir_learned_find(const struct ir_learned *l, enum ir_question ask, const char *key,
				  const char *key2, uint64_t addr);

/** ir_learned_add() - a new question, without an answer yet; NULL: out of memory, or too many */
struct ir_answer *ir_learned_add(struct ir_learned *l, enum ir_question ask, const char *key,
				 const char *key2, uint64_t addr);

/** ir_answer_symbol() - append @sym to the answer; false when out of memory */
bool ir_answer_symbol(struct ir_answer *a, const struct ir_symbol *sym);

/** ir_learned_release() - free everything. Idempotent. */
void ir_learned_release(struct ir_learned *l);

#endif
