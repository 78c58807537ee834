// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What redacted slices blank (slice_redact.c) is overwritten in a diagnosis as well: the fields
 * that hold names, and these names wherever a sentence quotes them. So are paths and task names
 * that stand in sentences only.
 */
#include "triage/ticket/ticket_redact.h"

#include <stdlib.h>
#include <string.h>

#include "triage/slice/redaction.h"

const char ir_ticket_redacted[] = IR_REDACTED;
const char ir_ticket_kept[] = IR_KEPT ", and the line of the log that names the event";

struct redaction {
	struct ir_names names;
	struct ir_quotes quotes;
};

/* Fields that are names as a whole, and fields that are sentences. */
static const char *const names[] = {"path", "nodename", "cmdline", "comm", "name", "dentry_name"};
/* No sentence quotes these: their words in it are words only. */
static const char *const unquoted[] = {"path", "cmdline"};
static const char *const sentences[] = {"panic",	"text",	       "source",  "summary",
					"observations", "unavailable", "missing", "stop"};

static bool among(const char *key, const char *const *list, size_t nr)
{
	for (size_t i = 0; key && i < nr; i++) {
		if (!strcmp(key, list[i]))
			return true;
	}
	return false;
}

#define AMONG(key, list) among(key, list, sizeof(list) / sizeof((list)[0]))

static void add_quoted(char *at, size_t len, void *arg)
{
	struct redaction *r = arg;
	char *name = strndup(at, len);

	ir_names_add(&r->names, name);
	free(name);
}

static void overwrite(char *at, size_t len, void *arg)
{
	const struct redaction *r = arg;

	for (size_t i = 0, n; i < len; i += n + 1) {
		const char *with;

		n = ir_name_part(at + i);
		if (n > len - i)
			n = len - i;
		with = ir_names_stand_in(&r->names, at + i, n);
		if (with)
			memcpy(at + i, with, n);
		else if (!ir_names_is_stand_in(&r->names, at + i, n)) /* two forms may quote one name */
			memset(at + i, 'x', n);
	}
}

/* Calls @visit for all strings in @j that are names or sentences. */
static void each_string(struct redaction *r, json_t *j, const char *key,
			void (*visit)(struct redaction *r, json_t *j, const char *key),
			unsigned depth)
{
	const char *k;
	json_t *item;
	size_t i;

	if (depth > 16)
		return;
	if (json_is_string(j) && (AMONG(key, names) || AMONG(key, sentences)))
		visit(r, j, key);
	json_array_foreach(j, i, item) each_string(r, item, key, visit, depth + 1);
	json_object_foreach(j, k, item)
	{
		if (strcmp(k, "tool")) /* whose name is our own */
			each_string(r, item, k, visit, depth + 1);
	}
}

static void collect(struct redaction *r, json_t *j, const char *key)
{
	char *text = strdup(json_string_value(j));

	if (text && !AMONG(key, names))
		ir_quotes_each(&r->quotes, text, add_quoted, r);
	else if (text && !AMONG(key, unquoted))
		ir_names_add(&r->names, text);
	free(text);
}

static void blank(struct redaction *r, json_t *j, const char *key)
{
	char *text = strdup(json_string_value(j));

	if (!text)
		return;
	if (AMONG(key, names)) {
		overwrite(text, strlen(text), r);
	} else {
		ir_quotes_each(&r->quotes, text, overwrite, r);
		ir_names_mask(&r->names, text, strlen(text));
	}
	json_string_set(j, text);
	free(text);
}

bool ir_ticket_redact(struct ir_ticket_diagnosis *td)
{
	struct redaction *r = calloc(1, sizeof(*r));
	bool ok = r && ir_quotes_open(&r->quotes);

	if (ok) {
		each_string(r, td->json, NULL, collect, 0);
		ok = !r->names.incomplete;
	}
	if (ok) {
		each_string(r, td->json, NULL, blank, 0);
		each_string(r, td->extra, NULL, blank, 0);
	}
	if (r) {
		ir_quotes_close(&r->quotes);
		ir_names_release(&r->names);
	}
	free(r);
	return ok;
}
