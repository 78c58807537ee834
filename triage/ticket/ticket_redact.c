// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What redacted slices blank (slice_redact.c) is overwritten in a diagnosis as well: the fields
 * that hold names, and these names wherever a sentence quotes them. So are paths and task names
 * that stand in sentences only.
 */
#include "triage/ticket/ticket_redact.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_NAME  2
#define MAX_NAMES 1024

const char ir_ticket_redacted[] =
	"names of files, processes and the machine, its command line, and paths";
const char ir_ticket_kept[] =
	"addresses, registers, process numbers, functions, the kernel's release and build ID, the "
	"time of the crash, names of modules, devices and file systems, and the line of the log "
	"that names the event";

struct redaction {
	unsigned nr;
	char *names[MAX_NAMES];
	regex_t quotes[8];
	unsigned nr_quotes;
};

/* How sentences and log lines quote a task or a path: the first group goes. */
static const char *const quotes[] = {
	"PID [0-9]+ \"([^\"]*)\"", "task \"?([^ \"]+):[0-9]+",
	"\\[([^][ ]+):[0-9]+\\]",  "process [0-9]+ \\(([^)]*)\\)",
	"Comm: ([^ ]+)",	   "(^|[ \"'(])(/[^ ,;\"']+)",
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

static void add_name(struct redaction *r, const char *name)
{
	while (*name) {
		size_t n = strcspn(name, "/ ");

		if (n >= MIN_NAME && r->nr < MAX_NAMES)
			r->names[r->nr++] = strndup(name, n);
		name += n;
		name += *name != 0;
	}
}

/* Calls @found for what the patterns find in @text. */
static void each_quote(struct redaction *r, char *text,
		       void (*found)(struct redaction *r, char *at, size_t len))
{
	for (unsigned i = 0; i < r->nr_quotes; i++) {
		regmatch_t m[3];
		char *at = text;

		while (!regexec(&r->quotes[i], at, 3, m, at == text ? 0 : REG_NOTBOL)) {
			const regmatch_t *g = m[2].rm_so >= 0 ? &m[2] : &m[1];

			found(r, at + g->rm_so, (size_t)(g->rm_eo - g->rm_so));
			if (!m[0].rm_eo)
				break;
			at += m[0].rm_eo;
		}
	}
}

static void note(struct redaction *r, char *at, size_t len)
{
	char *name = strndup(at, len);

	if (name)
		add_name(r, name);
	free(name);
}

static void overwrite(struct redaction *r, char *at, size_t len)
{
	(void)r;
	for (; len--; at++) {
		if (*at != '/' && *at != ' ')
			*at = 'x';
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
		each_quote(r, text, note);
	else if (text && !AMONG(key, unquoted))
		add_name(r, text);
	free(text);
}

static bool is_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-';
}

static void mask(char *text, const char *name)
{
	size_t len = strlen(name);

	for (char *at = text; (at = strstr(at, name)); at += len) {
		if ((at == text || !is_word((unsigned char)at[-1])) &&
		    !is_word((unsigned char)at[len]))
			memset(at, 'x', len);
	}
}

static void blank(struct redaction *r, json_t *j, const char *key)
{
	char *text = strdup(json_string_value(j));

	if (!text)
		return;
	if (AMONG(key, names)) {
		overwrite(r, text, strlen(text));
	} else {
		each_quote(r, text, overwrite);
		for (unsigned i = 0; i < r->nr; i++)
			mask(text, r->names[i]);
	}
	json_string_set(j, text);
	free(text);
}

bool ir_ticket_redact(struct ir_ticket_diagnosis *td)
{
	struct redaction *r = calloc(1, sizeof(*r));
	bool ok = r != NULL;

	for (unsigned i = 0; ok && i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		ok = !regcomp(&r->quotes[i], quotes[i], REG_EXTENDED);
		r->nr_quotes += ok;
	}
	if (ok) {
		each_string(r, td->json, NULL, collect, 0);
		each_string(r, td->json, NULL, blank, 0);
		each_string(r, td->extra, NULL, blank, 0);
	}
	for (unsigned i = 0; r && i < r->nr_quotes; i++)
		regfree(&r->quotes[i]);
	for (unsigned i = 0; r && i < r->nr; i++)
		free(r->names[i]);
	free(r);
	return ok;
}
