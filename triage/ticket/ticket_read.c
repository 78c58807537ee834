// SPDX-License-Identifier: GPL-2.0-or-later
/* What the argument is: a diagnosis as JSON, or something to diagnose first. */
#include "triage/ticket/ticket_diagnosis.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "triage/file/input.h"
#include "triage/slice/slice_watch.h"
#include "triage/dump/target_kdump.h"
#include "triage/dump/target_log.h"

#define MAX_JSON (16u << 20)

static bool fail(char *error, size_t size, const char *what)
{
	snprintf(error, size, "%s", what);
	return false;
}

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

static json_t *checks(const struct ir_diagnosis *d)
{
	json_t *all = json_object();

	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		json_t *list = json_array();

		for (unsigned n = 0; n < IR_MAX_CHECKS; n++) {
			const char *check = d->facts[i].check[n];

			/* The same place, so that the order stays. */
			json_array_append_new(list, check ? json_string(check) : json_null());
		}
		json_object_set_new(all, ir_fact_id(i), list);
	}
	return all;
}

static json_t *stops(const struct ir_diagnosis *d)
{
	json_t *list = json_array();

	for (unsigned i = 0; i <= d->nr_peers; i++) {
		const char *stop = i ? d->peers[i - 1].backtrace.stop : d->fault.backtrace.stop;

		json_array_append_new(list, stop ? json_string(stop) : json_null());
	}
	return list;
}

static bool take(struct ir_ticket_diagnosis *td, struct ir_target *target, char *error, size_t size)
{
	static const struct ir_options look = IR_OPTIONS_DEFAULT;
	struct ir_diagnosis d;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return fail(error, size, "not enough memory");
	ir_diagnose_into(target, &look, &d);
	ir_report_json(&d, emit, f);
	if (!(ferror(f) | fclose(f))) {
		td->json = json_loadb(text, len, 0, NULL);
		td->extra = json_pack("{s:o, s:o}", "check", checks(&d), "stop", stops(&d));
	}
	free(text);
	ir_diagnosis_release(&d);
	return td->json && td->extra ? true : fail(error, size, "not enough memory");
}

static bool take_dump(struct ir_ticket_diagnosis *td, struct ir_input *in, const char *path,
		      char *error, size_t size)
{
	struct ir_kdump *k = calloc(1, sizeof(*k));
	bool ok = k && ir_kdump_open_watched(k, &ir_slice_reader, in->fds, in->nr_fds, path, error,
					     size);
	const struct ir_slice *slice = ok ? ir_slice_of(k) : NULL;

	if (ok)
		ok = take(td, &k->target, error, size) && !ir_kdump_complaint(k, error, size);
	td->dump = ok;
	td->slice = ok && slice;
	td->redacted = td->slice && slice->redacted;
	if (k)
		ir_kdump_close(k);
	free(k);
	return ok;
}

static bool take_file(struct ir_ticket_diagnosis *td, const char *path, char *error, size_t size)
{
	struct ir_text_log log;
	struct ir_input in;
	bool ok = false;

	ir_input_open(&in, path);
	if (in.kind == IR_INPUT_DUMP) {
		ok = take_dump(td, &in, path, error, size);
	} else if (in.kind == IR_INPUT_LOG) {
		ir_text_log_open(&log, in.text, in.len, path);
		in.text = NULL;
		ok = take(td, &log.target, error, size);
		ir_text_log_close(&log);
	} else {
		fail(error, size, in.error);
	}
	ir_input_close(&in);
	return ok;
}

/* 1: it is JSON and was read; 0: it is not; -1: @error */
static int take_json(struct ir_ticket_diagnosis *td, FILE *f, char *error, size_t size)
{
	json_error_t why;
	char *text;
	size_t len;
	int c;

	while (isspace(c = getc(f)))
		;
	if (c != '{')
		return 0;
	text = malloc(MAX_JSON);
	if (!text)
		return fail(error, size, "not enough memory") - 1;
	text[0] = '{';
	len = 1 + fread(text + 1, 1, MAX_JSON - 1, f);
	td->json = len < MAX_JSON ? json_loadb(text, len, 0, &why) : NULL;
	free(text);
	if (len == MAX_JSON)
		return fail(error, size, "too long for a diagnosis") - 1;
	if (td->json)
		return 1;
	/* JSON Lines hold more than one. */
	snprintf(error, size,
		 json_error_code(&why) == json_error_end_of_input_expected
			 ? "it holds more than one diagnosis (give one at a time)"
			 : "no JSON: line %d: %s",
		 why.line, why.text);
	return -1;
}

static bool is_diagnosis(const json_t *j, char *error, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-/";
	const json_t *verdict = json_object_get(j, "verdict");
	const char *signature = json_string_value(json_object_get(verdict, "signature"));

	if (json_integer_value(json_object_get(j, "schema")) != IR_JSON_SCHEMA)
		return fail(error, size, "no diagnosis of schema 1 (inoderace -j makes one)");
	if (json_is_string(json_object_get(j, "error"))) {
		snprintf(error, size, "it has no verdict: the dump could not be analysed: %s",
			 json_string_value(json_object_get(j, "error")));
		return false;
	}
	if (!json_string_value(json_object_get(verdict, "class")) || !signature)
		return fail(error, size, "no diagnosis: it has no verdict or no signature");
	/* It goes into searches. */
	if (strlen(signature) > 100 || !*signature || signature[strspn(signature, letters)])
		return fail(error, size, "no diagnosis: its signature is none");
	return true;
}

bool ir_ticket_read(struct ir_ticket_diagnosis *td, const char *path, char *error, size_t size)
{
	bool standard = !strcmp(path, "-");
	struct stat st;
	int json = 0;
	FILE *f;

	memset(td, 0, sizeof(*td));
	f = standard ? stdin : fopen(path, "re");
	if (!f)
		return fail(error, size, strerror(errno));
	if (standard || (!fstat(fileno(f), &st) && !S_ISDIR(st.st_mode)))
		json = take_json(td, f, error, size);
	if (!standard)
		fclose(f);
	if (json < 0)
		return false;
	if (!json && standard)
		return fail(error, size, "no JSON on standard input (give other files by name)");
	if (!json && !take_file(td, path, error, size))
		return false;
	return is_diagnosis(td->json, error, size);
}

void ir_ticket_release(struct ir_ticket_diagnosis *td)
{
	json_decref(td->json);
	json_decref(td->extra);
	td->json = td->extra = NULL;
}
