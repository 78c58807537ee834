/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target from which something is taken away: first it records what a diagnosis asks for, then it answers as a dump
 * that does not have this or that.
 */
#ifndef WITHOUT_H
#define WITHOUT_H

#include "core/arch/arch.h"
#include "core/inoderace.h"
#include "core/types/layout.h"

/**
 * enum thing_kind - what can be taken away
 * @THING_SYMBOL: a symbol, by name and by address
 * @THING_MODULE: all symbols of a module
 * @THING_MEMBER: a member of a structure; @v is its enum ir_member_id
 * @THING_SIZE: the size of a type
 * @THING_ENUM: an enumerator
 * @THING_PAGE: 4 KiB of memory at @v
 * @THING_BYTES: the bytes that a symbol covers: a function's code, a table
 * @THING_UNREAD: the code of a function is there, but its instructions are none that we know
 * @THING_NOTE: crash note @v
 * @THING_REGISTER: register @v of the exception frame and of the log; the crash notes are lost with it
 * @THING_LINE: line @v of the log
 * @THING_LOG_FROM: the log from line @v on
 * @THING_LOG_TO: the log up to line @v
 * @THING_INFO: a value of VMCOREINFO
 * @THING_PANIC_TASK: the debugger's opinion which task crashed
 */
enum thing_kind {
	THING_SYMBOL,
	THING_MODULE,
	THING_MEMBER,
	THING_SIZE,
	THING_ENUM,
	THING_PAGE,
	THING_BYTES,
	THING_UNREAD,
	THING_NOTE,
	THING_REGISTER,
	THING_LINE,
	THING_LOG_FROM,
	THING_LOG_TO,
	THING_INFO,
	THING_PANIC_TASK,
	THING_NR_KINDS
};

/** struct thing - one of them; @size is of THING_BYTES and THING_UNREAD */
struct thing {
	enum thing_kind kind;
	char name[IR_SYMBOL_MAX];
	uint64_t v, size;
};

#define WITHOUT_MAX 3

/**
 * struct without - the target, over another one
 * @target: hand this to core/
 * @inner: the whole machine
 * @k: the kernel of the diagnosis that runs
 * @arch: the processor, with our kernel_frame()
 * @record: note in @things what is asked for and answered
 * @taken: what is not there now, @nr_taken of them
 * @in_symbols: calls of the symbol operations that have not returned
 * @reads: where memory was read while recording; what has a symbol there is noted at the end
 */
struct without {
	struct ir_target target;
	struct ir_target_ops ops;
	struct ir_target *inner;
	struct ir_kernel *k;
	struct ir_arch arch;
	bool record;
	struct thing *things;
	unsigned nr, room;
	unsigned *slots, nr_slots;
	uint64_t *reads;
	unsigned nr_reads, room_reads;
	const struct thing *taken[WITHOUT_MAX];
	unsigned nr_taken;
	unsigned in_symbols;
};

/** without_open() - lay @w over @inner; only one at a time */
void without_open(struct without *w, struct ir_target *inner);
/** without_close() - free the list of things */
void without_close(struct without *w);
/** thing_words() - @thing in words, as messages have it */
const char *thing_words(const struct thing *thing, char *buf, size_t size);

#endif
