// SPDX-License-Identifier: GPL-2.0-or-later
/* Is the diagnosis of a slice the diagnosis of the dump it was made of? */
#include "triage/slice/slice_verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/dump/json_report.h"
#include "triage/dump/opened.h"
#include "triage/file/trouble.h"
#include "triage/slice/slice_watch.h"

char *ir_slice_report(struct ir_kdump *k)
{
	struct ir_slice *slice = ir_slice_of(k);
	struct ir_diagnosis d;
	char *text;

	/* What is being recorded looks at the diagnosis while it runs. */
	if (slice)
		slice->diagnosis = &d;
	/* What the file is called, how it is packed and how long it is must not matter. */
	memset(&k->info, 0, sizeof(k->info));
	text = ir_json_report(&k->target, &d);
	if (slice)
		slice->diagnosis = NULL;
	ir_diagnosis_release(&d);
	return text;
}

/* The report on the dump at @path, and the one it promises if it is a slice; or NULL and what went
 * wrong. */
static char *report_on(const char *path, uint64_t *promised, char *text, size_t size)
{
	struct ir_opened *o = malloc(sizeof(*o));
	const struct ir_slice *slice;
	char *report = NULL;

	*promised = 0;
	if (!o) {
		snprintf(text, size, "not enough memory");
		return NULL;
	}
	if (!ir_open_paths(o, (char *[]){(char *)path, NULL}, &ir_slice_reader)) {
		snprintf(text, size, "%s", o->error);
	} else if (!o->kdump) {
		snprintf(text, size, "a log has no pages (give a dump)");
	} else {
		report = ir_slice_report(o->kdump);
		slice = ir_slice_of(o->kdump);
		*promised = slice ? slice->report : 0;
		if (!report)
			snprintf(text, size, "not enough memory");
		if (ir_kdump_complaint(o->kdump, text, size) || ir_trouble_met()) {
			if (ir_trouble_met())
				snprintf(text, size, "%s", ir_trouble_text());
			free(report);
			report = NULL;
		}
	}
	ir_opened_close(o);
	free(o);
	return report;
}

bool ir_slice_verify(const char *path, const char *original, char *text, size_t size)
{
	char error[512];
	uint64_t promised, none;
	char *sliced = report_on(path, &promised, text, size), *whole = NULL;
	bool same = false;

	if (!sliced)
		return false;
	if (!original) {
		same = ir_slice_hash(sliced, strlen(sliced)) == promised;
		snprintf(text, size, "%s",
			 !promised ? "it is no slice"
			 : same	   ? "the report is the one that it was made with"
				   : "the report is not the one that it was made with");
	} else if (!(whole = report_on(original, &none, error, sizeof(error)))) {
		snprintf(text, size, "nothing to compare with: %s: %s", original, error);
	} else {
		same = !strcmp(sliced, whole);
		snprintf(text, size,
			 same ? "the same report, but for dump.path, .format and .bytes"
			      : "the reports differ");
	}
	free(sliced);
	free(whole);
	return same;
}
