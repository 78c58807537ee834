/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole machine whose memory, notes and VMCOREINFO are changed by the input: so pointers, counts, lists and tables are hit at once,
 * and not behind a file's checksums.
 *
 * The input is a byte that chooses the machine, and records of 20 bytes: what to do, how many bytes, a small number, where, and a value
 * (overlay.c has the list). An address below 2^32 stands for that entry in the list of all places that the intact diagnosis reads, so
 * that mutators which know nothing of machines hit what counts.
 */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "tests/fuzz/fuzz.h"

#define OVERLAY_RECORD	20u
#define OVERLAY_PATCHES 24u
#define OVERLAY_BYTES	64u
#define OVERLAY_RANGES	32u

struct overlay_patch {
	uint64_t addr;
	uint32_t len;
	enum ir_status status; /* other than IR_OK: these addresses cannot be read */
	unsigned char bytes[OVERLAY_BYTES];
};

/** struct overlay_read - a place that the intact diagnosis reads */
struct overlay_read {
	uint64_t addr;
	uint32_t len;
};

/**
 * struct overlay - a machine and what is changed of it
 * @target: hand this to core/
 * @inner: the machine as it is; it reads its own tables through @target
 * @whole: the verdict on it; its strings are static
 * @deciding: the objects that verdict rests on, @nr_deciding of them
 * @reads: in the order of reading
 * @partly: it has answers to the questions of the intact diagnosis only
 * @unanswered: of this run, one had none
 */
struct overlay {
	struct ir_target target;
	struct ir_target_ops ops;
	struct ir_target *inner;
	const struct ir_options *options;
	const char *name;
	struct ir_verdict whole;
	unsigned nr_deciding;
	struct overlay_read deciding[OVERLAY_RANGES];
	unsigned nr_reads, room, nr_slots;
	struct overlay_read *reads;
	unsigned *slots;
	bool recording, partly, unanswered;

	unsigned nr_patches;
	struct overlay_patch patches[OVERLAY_PATCHES];
	unsigned nr_changed; /* registers in notes and numbers in VMCOREINFO */
	struct {
		bool is_note;
		unsigned which, word;
		uint64_t value;
	} changed[OVERLAY_PATCHES];
};

/** overlay_open() - put @o around @inner, and diagnose that as it is. Never closed: a harness keeps its machines. */
void overlay_open(struct overlay *o, struct ir_target *inner, const struct ir_options *options, const char *name);

/** overlay_run() - diagnose @o as the @size bytes of records at @data change it, and hold the reports to their rules */
void overlay_run(struct overlay *o, const uint8_t *data, size_t size);

/** overlay_mutate() - a LLVMFuzzerCustomMutator() for @machines, of which the first byte chooses one */
size_t overlay_mutate(struct overlay *machines, unsigned nr, uint8_t *data, size_t size, size_t room, unsigned seed);

/** overlay_fake() - a described machine (tests/fake); false when it cannot be opened */
bool overlay_fake(struct overlay *o, const char *path);
/**
 * overlay_slice() - a slice, as the pages that its diagnosis reads, with the symbols and types that it carries
 * False when it cannot be opened.
 */
bool overlay_slice(struct overlay *o, const char *path);
/** overlay_dump() - a dump as the pages that its diagnosis reads: symbols and types are found in them, too */
bool overlay_dump(struct overlay *o, const char *path);

#endif
