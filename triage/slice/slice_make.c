// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Making a slice: diagnose the dump while its reading is recorded, write what was read, diagnose
 * that, and add what turned out to be missing until nothing is. A compact one is recorded a second
 * time, with symbols and types answered from what the first time taught.
 */
#include "triage/slice/slice_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/dump/opened.h"
#include "triage/file/trouble.h"
#include "triage/slice/slice_load.h"
#include "triage/slice/slice_redact.h"
#include "triage/slice/slice_verify.h"
#include "triage/slice/slice_watch.h"
#include "triage/slice/slice_write.h"

#define MAX_ROUNDS 8

struct maker {
	const struct ir_slice_plan *plan;
	struct ir_opened o;
	struct ir_slice s;
	char lost[sizeof(((struct ir_dump_info *)0)->lost)]; /* of the dump, "" when nothing is */
	char *report;
	char *text;
	size_t size;
};

static bool fail(struct maker *m, const char *what)
{
	snprintf(m->text, m->size, "%s", what);
	return false;
}

static void start_pass(struct ir_slice *s)
{
	ir_slice_pages_release(&s->pages);
	s->nr_stages = 0;
	memset(s->stages, 0, sizeof(s->stages));
	memset(s->facts, 0, sizeof(s->facts));
	s->unanswered[0] = 0;
	ir_names_release(&s->names);
	s->nr_comms = s->nr_spans = 0;
}

/* Diagnose the original once; it stays open. */
static bool record(struct maker *m)
{
	struct ir_page_watcher recorder = ir_slice_recorder(&m->s);

	start_pass(&m->s);
	free(m->report);
	m->report = NULL;
	if (!ir_open_again(&m->o, &recorder))
		return fail(m, m->o.error);
	ir_slice_kernel(m->o.kdump->ctx, m->s.build_id, sizeof(m->s.build_id));
	m->report = ir_slice_report(m->o.kdump);
	if (ir_trouble_met())
		return fail(m, ir_trouble_text());
	return m->report ? true : fail(m, "not enough memory");
}

/* Watching must not change what is seen: the report of the dump as everybody reads it. */
static bool record_unchanged(struct maker *m)
{
	char *plain = ir_slice_report(m->o.kdump);
	bool same = record(m) && plain && !strcmp(plain, m->report);

	if (m->report && !same)
		(void)fail(m, "the report changes when its reading is watched (please report this)");
	free(plain);
	return same;
}

/* Each answer can lead to a question nobody asked before. */
static bool record_compact(struct maker *m)
{
	char *whole = m->report;
	bool same;

	m->report = NULL;
	for (unsigned i = 0; i < MAX_ROUNDS; i++) {
		m->s.learning = false;
		m->s.answering = true;
		if (!record(m))
			break;
		if (!m->s.unanswered[0])
			break;
		m->s.learning = true;
		m->s.answering = false;
		if (!record(m))
			break;
	}
	same = m->report && m->s.answering && !m->s.unanswered[0] && !strcmp(whole, m->report);
	free(whole);
	if (m->report && !same)
		return fail(m,
			    "what was learned does not replace the tables (leave out --compact)");
	return same;
}

/* ELF dumps can end in the middle of a page. */
static void clip(struct maker *m)
{
	const struct ir_dumpfile *f = &m->o.kdump->file;

	for (unsigned i = 0; f->nr_segments && i < m->s.pages.nr; i++) {
		struct ir_slice_page *p = m->s.pages.all[i];
		uint64_t at = p->pfn * IR_SLICE_PAGE;

		p->from = 0;
		while (p->from < IR_SLICE_PAGE && !ir_dumpfile_has(f, at + p->from, 1))
			p->from++;
		p->to = p->from;
		while (p->to < IR_SLICE_PAGE && ir_dumpfile_has(f, at + p->to, 1))
			p->to++;
	}
}

/* Page @pfn of the original, for @why; false when it is not there. */
static bool add_page(struct ir_slice *s, uint64_t pfn, unsigned why)
{
	unsigned char bytes[IR_SLICE_PAGE];
	struct ir_slice_page *p = ir_slice_pages_find(&s->pages, pfn);
	size_t len = sizeof(bytes);
	kdump_status st;

	if (p) {
		p->why |= why;
		return p->status == IR_OK;
	}
	p = ir_slice_pages_add(&s->pages, pfn);
	if (!p)
		return false;
	p->why = why;
	st = kdump_read(s->k->ctx, KDUMP_MACHPHYSADDR, pfn * IR_SLICE_PAGE, bytes, &len);
	kdump_clear_err(s->k->ctx);
	if (st == KDUMP_OK)
		return !ir_slice_page_keep(p, bytes);
	p->status = st == KDUMP_ERR_CORRUPT  ? IR_CORRUPT
		    : st == KDUMP_ERR_SYSTEM ? IR_IO
					     : IR_ABSENT;
	return false;
}

/*
 * The page tables of an ELF dump of QEMU's are found by a register in its notes, which a slice does not have: that one is
 * read from the top table that VMCOREINFO names. What lies below it is missed when the slice is diagnosed.
 */
static void add_top_table(struct maker *m)
{
	uint64_t top;

	if (ir_kdump_top_table(m->o.kdump, &top))
		(void)add_page(&m->s, top / IR_SLICE_PAGE, IR_WHY_TABLE);
}

/* What the slice lacked when it was diagnosed itself. True when there was something. */
static bool add_missing(struct maker *m, const struct ir_slice *sliced)
{
	unsigned max = sizeof(sliced->left_out_pfn) / sizeof(sliced->left_out_pfn[0]), n = 0;

	for (; n < sliced->left_out && n < max; n++)
		(void)add_page(&m->s, sliced->left_out_pfn[n], IR_WHY_TABLE);
	return n;
}

/*
 * Of a redacted slice it is enough that the reports are the same with all names blanked in both: words
 * of our own sentences may be names, too. The slice then promises the report that it gives.
 */
static bool reports_agree(struct maker *m, const char *report, bool *promised)
{
	char *masked = strdup(report);
	uint64_t hash = ir_slice_hash(report, strlen(report));
	bool same;

	if (masked && m->plan->redact)
		ir_slice_mask(&m->s, masked);
	same = masked && !strcmp(masked, m->report);
	free(masked);
	*promised = m->s.report == hash;
	if (same)
		m->s.report = hash;
	return same;
}

static bool write_and_prove(struct maker *m, int fd)
{
	struct ir_kdump sliced;
	char complaint[256];
	bool again, same, promised = true;

	for (unsigned i = 0; i < MAX_ROUNDS; i++) {
		const char *why;
		char *report;

		clip(m);
		if (!ir_slice_write(&m->s, fd, m->plan->zlib, m->text, m->size))
			return false;
		if (!ir_kdump_open_watched(&sliced, &ir_slice_reader, &fd, 1, "", m->text,
					   m->size)) {
			ir_kdump_close(&sliced);
			return false;
		}
		report = ir_slice_report(&sliced);
		why = ir_kdump_complaint(&sliced, complaint, sizeof(complaint));
		same = report && reports_agree(m, report, &promised);
		if (getenv("IR_SLICE_DEBUG") && report && !same)
			fprintf(stderr, "%s%s", m->report, report);
		if (ir_trouble_met())
			why = ir_trouble_text();
		again = !ir_trouble_met() && (add_missing(m, ir_slice_of(&sliced)) || (same && !promised));
		free(report);
		ir_kdump_close(&sliced);
		if (!again)
			return same && !why ? true
					    : fail(m, why ? why : "the slice's report differs");
	}
	return fail(m, "the slice does not become complete");
}

/* Blank the pages, and in the report that was seen the same names. */
static void redact(struct maker *m)
{
	struct ir_slice *s = &m->s;

	ir_slice_redact(s);
	ir_slice_mask(s, m->report);
	snprintf(s->note, sizeof(s->note),
		 "blanked: %u names, the names of %u tasks, %u lines of the log, and every byte of "
		 "data that the diagnosis did not read\n"
		 "kept: symbols, types, code, page tables, " IR_KEPT
		 ", and the log's lines of events and stacks\n",
		 s->names.nr, s->nr_comms, s->nr_spans);
}

static void summarise(struct maker *m)
{
	unsigned held = 0, absent = 0;

	for (unsigned i = 0; i < m->s.pages.nr; i++) {
		held += m->s.pages.all[i]->status == IR_OK;
		absent += m->s.pages.all[i]->status != IR_OK;
	}
	snprintf(m->text, m->size, "%u pages%s; %u pages known to be absent; verified%s%s", held,
		 m->s.answering ? " and what was learned" : "", absent,
		 m->lost[0] ? "; missing from the original: " : "", m->lost);
}

static bool make(struct maker *m, int fd)
{
	m->s.recording = true;
	m->s.learning = m->plan->compact;
	m->s.fine = m->plan->redact;
	m->s.redacted = m->plan->redact;
	m->s.for_crash = m->plan->for_crash;
	if (!m->o.target)
		return fail(m, m->o.error);
	if (!m->o.kdump)
		return fail(m, "a log has no pages (give a dump)");
	if (ir_slice_of(m->o.kdump))
		return fail(m, "it is a slice already");
	memcpy(m->lost, m->o.kdump->info.lost, sizeof(m->lost));
	if (!record_unchanged(m) || (m->plan->compact && !record_compact(m)))
		return false;
	add_top_table(m);
	if (m->plan->redact && m->s.names.incomplete)
		return fail(m, "it holds more names or log lines than can be blanked");
	if (m->plan->redact)
		redact(m);
	m->s.report = ir_slice_hash(m->report, strlen(m->report));
	if (!write_and_prove(m, fd))
		return false;
	summarise(m);
	return true;
}

bool ir_slice_make(const struct ir_slice_plan *plan, const char *path, int fd, char *text,
		   size_t size)
{
	struct maker *m = calloc(1, sizeof(*m));
	bool done;

	if (!m) {
		snprintf(text, size, "not enough memory");
		return false;
	}
	m->plan = plan;
	m->text = text;
	m->size = size;
	(void)ir_open_paths(&m->o, (char *[]){(char *)path, NULL}, &ir_slice_reader);
	done = make(m, fd);
	ir_opened_close(&m->o);
	ir_slice_release(&m->s);
	free(m->report);
	free(m);
	return done;
}
