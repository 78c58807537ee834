// SPDX-License-Identifier: GPL-2.0-or-later
/* What the argument is: a diagnosis as JSON, or something to diagnose first. */
#include "triage/ticket/ticket_read.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "triage/dump/json_report.h"
#include "triage/dump/opened.h"
#include "triage/slice/slice_watch.h"

#define MAX_JSON (16u << 20)

static bool fail(char *error, size_t size, const char *what)
{
	snprintf(error, size, "%s", what);
	return false;
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

static bool diagnose(struct ir_ticket_diagnosis *td, const struct ir_opened *o, char *error,
		     size_t size)
{
	struct ir_diagnosis d;
	char *text = ir_json_report(o->target, &d);
	const char *why = ir_opened_complaint(o, &d, error, size);

	if (text && !why) {
		td->json = json_loads(text, 0, NULL);
		td->extra = json_pack("{s:o, s:o}", "check", checks(&d), "stop", stops(&d));
	}
	free(text);
	ir_diagnosis_release(&d);
	return td->json && td->extra ? true : why ? false : fail(error, size, "not enough memory");
}

static bool diagnose_file(struct ir_ticket_diagnosis *td, const struct ir_opened *o, char *error,
			  size_t size)
{
	const struct ir_slice *slice = o->kdump ? ir_slice_of(o->kdump) : NULL;

	if (!diagnose(td, o, error, size))
		return false;
	td->dump = o->kdump;
	td->slice = slice;
	td->redacted = slice && slice->redacted;
	return true;
}

static bool read_file(struct ir_ticket_diagnosis *td, const char *path, char *error, size_t size)
{
	struct ir_opened *o = malloc(sizeof(*o));
	bool ok;

	if (!o)
		return fail(error, size, "not enough memory");
	ok = ir_open_paths(o, (char *[]){(char *)path, NULL}, &ir_slice_reader)
		     ? diagnose_file(td, o, error, size)
		     : fail(error, size, o->error);
	ir_opened_close(o);
	free(o);
	return ok;
}

/* 1: it is JSON and was read; 0: it is not; -1: @error */
static int read_json(struct ir_ticket_diagnosis *td, FILE *f, char *error, size_t size)
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
		return fail(error, size, "no diagnosis of schema 2 (inoderace -j makes one)");
	if (json_is_string(json_object_get(j, "error"))) {
		snprintf(error, size, "it has no verdict: the dump could not be analysed: %s",
			 json_string_value(json_object_get(j, "error")));
		return false;
	}
	if (ir_class_find(json_string_value(json_object_get(verdict, "class"))) == IR_CLASS_NONE)
		return fail(error, size, "no diagnosis: it has no verdict that this version knows");
	if (!signature && !json_is_null(json_object_get(verdict, "signature")))
		return fail(error, size, "no diagnosis: its signature is none");
	/* It goes into searches. */
	if (signature && (strlen(signature) > 100 || !*signature || signature[strspn(signature, letters)]))
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
		json = read_json(td, f, error, size);
	if (!standard)
		fclose(f);
	if (json < 0)
		return false;
	if (!json && standard)
		return fail(error, size, "no JSON on standard input (give other files by name)");
	if (!json && !read_file(td, path, error, size))
		return false;
	return is_diagnosis(td->json, error, size);
}

void ir_ticket_release(struct ir_ticket_diagnosis *td)
{
	json_decref(td->json);
	json_decref(td->extra);
	json_decref(td->advice);
	td->json = td->extra = td->advice = NULL;
}
