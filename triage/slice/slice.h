/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evidence slices: small dumps of just the pages a diagnosis read. docs/slices.md tells what is in
 * one. While a dump is sliced its reading is watched (triage/dump/page_watch.h); when a slice is
 * diagnosed, the same watch makes sure that nothing is asked for that the slice does not know of.
 */
#ifndef IR_SLICE_H
#define IR_SLICE_H

#include "core/stages/engine.h"
#include "triage/slice/slice_answers.h"
#include "triage/slice/slice_pages.h"
#include "triage/dump/target_kdump.h"

#define IR_SLICE_MAX_STAGES 32
#define IR_SLICE_MAX_NAMES  64
#define IR_SLICE_NAME	    256
#define IR_SLICE_MAX_COMMS  4096
#define IR_SLICE_COMM	    16
#define IR_SLICE_MAX_SPANS  16384

/** struct ir_slice_stage - a stage of the diagnosis, and the facts decided in it */
struct ir_slice_stage {
	char name[24];
	uint64_t facts; /* bit n for enum ir_fact n */
};

/**
 * struct ir_slice - what is recorded of a dump, or known of a slice
 * @watch: its place in the reader of dumps
 * @k: the dump it watches, NULL when that is closed
 * @recording: pages and answers are being collected; else they are being served
 * @learning: collect answers about symbols and types
 * @answering: answer them from what was learned, not from the dump's tables
 * @fine: record which bytes are read
 * @left_out: the pages asked for that are not known; @left_out_pfn[] are the first of them
 * @unanswered: the first question that has no answer, "" for none
 * @report: hash of the report the slice has to give
 * @note: how the slice was made, for its readers
 */
struct ir_slice {
	struct ir_page_watch watch;
	struct ir_kdump *k;
	bool recording, learning, answering, fine, redacted, for_crash;
	const struct ir_target_ops *inner;
	struct ir_target_ops ops;
	addrxlat_cb_t *cb;
	unsigned why;
	unsigned nr_stages;
	struct ir_slice_stage stages[IR_SLICE_MAX_STAGES];
	enum ir_tri facts[IR_NR_FACTS];
	struct ir_slice_pages pages;
	struct ir_learned learned;
	unsigned left_out;
	uint64_t left_out_pfn[64];
	char unanswered[IR_SYMBOL_MAX + 80];
	uint64_t report;
	char build_id[64];
	char note[2048];
	/* What --redact has to blank: names, the places of comms, lines of the log. */
	uint64_t text, data;
	unsigned nr_names, nr_comms, nr_spans;
	char names[IR_SLICE_MAX_NAMES][IR_SLICE_NAME];
	uint64_t comms[IR_SLICE_MAX_COMMS];
	struct ir_slice_span {
		uint64_t addr;
		unsigned len;
	} spans[IR_SLICE_MAX_SPANS];
};

/* slice_watch.c */

/** ir_slice_reader - for ir_kdump_open_watched(): a dump that is a slice is read as one */
extern const struct ir_page_watcher ir_slice_reader;
/** ir_slice_recorder() - the same: what is read of a dump is recorded in @s, which stays the caller's */
struct ir_page_watcher ir_slice_recorder(struct ir_slice *s);
/** ir_slice_of() - the slice that @k is, or that is recorded of it; NULL when it is just a dump */
struct ir_slice *ir_slice_of(const struct ir_kdump *k);

/* slice_ops.c */

/** ir_slice_wrap() - put the slice's operations in front of the target's */
void ir_slice_wrap(struct ir_slice *s, struct ir_kdump *k);

/* slice_manifest.c, slice_load.c */

/** ir_slice_manifest_text() - all but the pages' bytes as text, malloc'd; NULL: out of memory */
char *ir_slice_manifest_text(struct ir_slice *s, size_t *ret_len);
/** ir_slice_manifest_parse() - the reverse; @text is NUL-terminated and may be anything */
bool ir_slice_manifest_parse(struct ir_slice *s, char *text);
/** ir_slice_manifest_load() - find and read it; 0: @fd is no slice, -1: cannot be used */
int ir_slice_manifest_load(struct ir_slice *s, kdump_ctx_t *ctx, int fd, char *error, size_t size);

/** ir_slice_manifest_read() - its text, malloc'd, or NULL and *@why */
char *ir_slice_manifest_read(int fd, const char **why);
/** ir_slice_kernel() - what tells this kernel from others: its build-id, or else its release */
void ir_slice_kernel(kdump_ctx_t *ctx, char *buf, size_t size);
/** ir_slice_hash() - of bytes, as slices hold it of their manifest and their report */
uint64_t ir_slice_hash(const void *bytes, size_t len);

/* slice_write.c */

/** ir_slice_write() - the whole file; false with @error */
bool ir_slice_write(struct ir_slice *s, int fd, bool zlib, char *error, size_t size);

/* slice_verify.c */

/** ir_slice_report() - diagnose the open dump @k; its JSON without the file's name, malloc'd */
char *ir_slice_report(struct ir_kdump *k);
/** ir_slice_release() - free all @s holds */
void ir_slice_release(struct ir_slice *s);

/* slice.c */

/** ir_slice_main() - `inoderace slice` */
int ir_slice_main(int argc, char **argv);

#endif
