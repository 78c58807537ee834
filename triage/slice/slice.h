/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evidence slices: small dumps of just the pages a diagnosis read. docs/slices.md tells what is in
 * one. While a dump is sliced its reading is watched (triage/dump/page_watch.h); when a slice is
 * diagnosed, the same watch makes sure that nothing is asked for that the slice does not know of.
 */
#ifndef IR_SLICE_H
#define IR_SLICE_H

#include "core/target/kernel.h"
#include "triage/dump/target_kdump.h"
#include "triage/slice/redaction.h"
#include "triage/slice/slice_answers.h"
#include "triage/slice/slice_pages.h"
#include "core/facts/facts.h"

#define IR_SLICE_MAX_STAGES 32
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
 * @diagnosis: the one that is running, while it is recorded
 * @report: hash of the report the slice has to give
 * @note: how the slice was made, for its readers
 */
struct ir_slice {
	struct ir_page_watch watch;
	struct ir_kdump *k;
	const struct ir_diagnosis *diagnosis;
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
	struct ir_quotes quotes;
	struct ir_names names;
	unsigned nr_comms, nr_spans;
	uint64_t comms[IR_SLICE_MAX_COMMS];
	struct ir_slice_span {
		uint64_t addr;
		unsigned len;
	} spans[IR_SLICE_MAX_SPANS];
};

/** ir_slice_hash() - of bytes, as slices hold it of their manifest and their report */
uint64_t ir_slice_hash(const void *bytes, size_t len);

/** ir_slice_release() - free what @s holds, not @s itself; accepts NULL. Idempotent. */
void ir_slice_release(struct ir_slice *s);

#endif
