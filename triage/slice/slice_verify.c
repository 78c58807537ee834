// SPDX-License-Identifier: GPL-2.0-or-later
/* Is the diagnosis of a slice the diagnosis of the dump it was made of? */
#include "triage/slice/slice_verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/render/report.h"
#include "triage/file/input.h"
#include "triage/slice/slice_watch.h"

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

char *ir_slice_report(struct ir_kdump *k)
{
	static const struct ir_options look = IR_OPTIONS_DEFAULT;
	struct ir_diagnosis d;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	/* What the file is called, how it is packed and how long it is must not matter. */
	memset(&k->info, 0, sizeof(k->info));
	ir_diagnose_into(&k->target, &look, &d);
	ir_report_json(&d, emit, f);
	ir_diagnosis_release(&d);
	if (ferror(f) | fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

/* The report on the dump at @path, or NULL and what went wrong. */
static char *report_on(const char *path, uint64_t *promised, char *text, size_t size)
{
	struct ir_kdump k;
	struct ir_input in;
	char *report = NULL;

	ir_input_open(&in, path);
	memset(&k, 0, sizeof(k));
	*promised = 0;
	if (in.kind != IR_INPUT_DUMP) {
		snprintf(text, size, "%s is no dump", path);
	} else if (ir_kdump_open_watched(&k, &ir_slice_reader, in.fds, in.nr_fds, path, text, size)) {
		report = ir_slice_report(&k);
		if (ir_slice_of(&k))
			*promised = ir_slice_of(&k)->report;
		if (ir_kdump_complaint(&k, text, size)) {
			free(report);
			report = NULL;
		}
	}
	ir_kdump_close(&k);
	ir_input_close(&in);
	return report;
}

bool ir_slice_verify(const char *path, const char *original, char *text, size_t size)
{
	uint64_t promised, none;
	char *sliced = report_on(path, &promised, text, size), *whole = NULL;
	bool same = false;

	if (!sliced)
		return false;
	if (original)
		whole = report_on(original, &none, text, size);
	if (!original) {
		same = ir_slice_hash(sliced, strlen(sliced)) == promised;
		snprintf(text, size, "%s",
			 !promised ? "it is no slice"
			 : same	   ? "the report is the one that it was made with"
				   : "the report is not the one that it was made with");
	} else if (whole) {
		same = !strcmp(sliced, whole);
		snprintf(text, size,
			 same ? "the same report, but for dump.path, .format and .bytes"
			      : "the reports differ");
	}
	free(sliced);
	free(whole);
	return same;
}
