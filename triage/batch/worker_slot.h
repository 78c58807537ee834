/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A worker as the scheduler sees it. */
#ifndef IR_WORKER_SLOT_H
#define IR_WORKER_SLOT_H

#include "triage/batch/batch.h"
#include "triage/batch/digest.h"

/** enum ir_slot_state - where the conversation stands */
enum ir_slot_state {
	IR_SLOT_FREE,
	IR_SLOT_NAMING,	  /* its fingerprint is awaited */
	IR_SLOT_WHOLE,	  /* the digest of all its bytes */
	IR_SLOT_OTHER,	  /* that of a file with the same fingerprint */
	IR_SLOT_WORKING,  /* its diagnosis */
	IR_SLOT_ANSWERED, /* nothing more */
};

/** enum ir_slot_result - what is to be recorded when the worker has ended */
enum ir_slot_result {
	IR_RESULT_NONE,	     /* it ended without a word: the reason is how it ended */
	IR_RESULT_DIAGNOSIS, /* the text is its JSON */
	IR_RESULT_ERROR,     /* the text is the reason */
	IR_RESULT_KNOWN,     /* it is content @known */
	IR_RESULT_LATER,     /* another worker is busy with the same content */
	IR_RESULT_NEITHER,   /* neither a dump nor a log */
};

#define IR_SLOT_OTHERS 8

/**
 * struct ir_slot - a worker and its unit
 * @text: what it wrote and nobody has read, @len bytes, room for @room
 * @want: bytes of JSON that are still to come with what is there
 * @others: contents with the same fingerprint; @at the one in question
 * @content: what a new diagnosis is of; 0 for a new content
 */
struct ir_slot {
	enum ir_slot_state state;
	enum ir_slot_result result;
	int socket;
	bool ended, closed, killed;
	struct ir_unit unit;
	struct ir_store_file file;
	char path_text[4096], log_text[4096];
	double deadline;
	char *text;
	size_t len, room, want;
	char fingerprint[IR_DIGEST_TEXT], whole[IR_DIGEST_TEXT];
	bool sampled;
	unsigned nr_others, at;
	struct ir_store_content others[IR_SLOT_OTHERS];
	struct ir_store_content known;
	int64_t content;
	struct ir_exit exit;
};

/** struct ir_pool - all workers, and the units that wait for one of them to end */
struct ir_pool {
	struct ir_slot slot[IR_BATCH_JOBS_MAX];
	size_t nr_waiting, room;
	struct ir_unit *waiting;
};

/** ir_pool_wait() - keep @u for later; it is the pool's then */
bool ir_pool_wait(struct ir_pool *p, struct ir_unit *u);

/**
 * ir_slot_start() - open @unit's files and have them looked at
 * Returns NULL when it was sent, else why it could not be opened.
 */
const char *ir_slot_start(struct ir_batch *b, struct ir_pool *p, unsigned nr);
/** ir_slot_hear() - read what a worker says and answer it; false when the database fails */
bool ir_slot_hear(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s);
/** ir_slot_file() - fill in @s->file and its texts from the unit; false when it is not there */
bool ir_slot_file(struct ir_slot *s, const char **why);

/** ir_slot_free() - it may be used again */
void ir_slot_free(struct ir_slot *s);

/** ir_open_recorded() - the file of a content that was seen before if it is still what it was; 1, else 0 */
unsigned ir_open_recorded(const struct ir_store_content *c, int *fds);

#endif
