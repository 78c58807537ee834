// SPDX-License-Identifier: GPL-2.0-or-later
/* What is written into the ticket. */
#include "triage/ticket/ticket_comment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lib/hash.h"
#include "core/render/report.h"
#include "core/verdict/rules_json.h"
#include "triage/ticket/diagnosis_from_json.h"
#include "triage/ticket/ticket_redact.h"

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

static void add_rules(const char *text, void *arg)
{
	uint64_t *sum = arg;

	*sum = ir_hash(*sum, text, strlen(text));
}

/* Which rules decided; they have no number, so what they say is summed up. */
static uint64_t rules_version(void)
{
	uint64_t sum = IR_HASH_START;

	ir_rules_json(add_rules, &sum);
	return sum;
}

/* Anybody may have written the file: what is no version stays out of the comment. */
static bool is_version(const char *s)
{
	size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+~-");

	return len && len <= 20 && !s[len];
}

static void tail(FILE *f, const struct ir_ticket_diagnosis *td, const struct ir_tracker *t,
		 bool redacted)
{
	const char *version =
		json_string_value(json_object_get(json_object_get(td->json, "tool"), "version"));

	if (version && !strcmp(version, IR_TOOL_VERSION))
		fprintf(f, "\nRules `%016llx`.\n", (unsigned long long)rules_version());
	else if (version)
		fprintf(f, "\nThe diagnosis was made by version `%s`.\n", is_version(version) ? version : "?");
	for (unsigned i = 0; i < t->nr_files; i++)
		fprintf(f, "%s`%s`", i ? ", " : "\nAttached: ", t->files[i].name);
	if (t->nr_files)
		fputs(".\n", f);
	if (redacted)
		fprintf(f, "\nOverwritten with x: %s. Left as they are: %s.\n", ir_ticket_redacted,
			ir_ticket_kept);
	/* In a code span, where no system takes it for a number or a commit. */
	fprintf(f, "\ninoderace-mark: `%s`\n", t->mark);
}

/* Leave the section out that starts with @heading; false when there is none. */
static bool drop(char *text, const char *heading)
{
	char *at = strstr(text, heading), *end;

	if (!at)
		return false;
	end = strstr(at + 1, "\n### ");
	if (!end)
		end = strstr(at + 1, "\nSignature: ");
	if (!end)
		return false;
	memmove(at, end, strlen(end) + 1);
	return true;
}

static size_t characters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

char *ir_ticket_comment(const struct ir_ticket_diagnosis *td, const struct ir_tracker *t,
			enum ir_markup markup, size_t max, bool redacted)
{
	/* What is the least missed first; all of it is in the JSON. */
	static const char *const sections[] = {
		"\n### Unavailable\n", "\n### Next\n",	   "\n### Observed\n", "\n### Missing\n",
		"\n### Kernel\n",      "\n### Recycler\n", "\n### Walker\n",   "\n### Task\n"};
	struct ir_diagnosis d;
	char *markdown = NULL, *text;
	size_t size = 0;
	FILE *f = open_memstream(&markdown, &size);

	if (!f)
		return NULL;
	ir_diagnosis_from_json(td, &d);
	ir_report_markdown(&d, emit, f);
	ir_diagnosis_release(&d);
	tail(f, td, t, redacted);
	if (ferror(f) | fclose(f)) {
		free(markdown);
		return NULL;
	}
	text = ir_markup(markup, markdown);
	for (unsigned i = 0; text && max && characters(text) > max; i++) {
		if (i == sizeof(sections) / sizeof(sections[0]))
			break;
		if (drop(markdown, sections[i])) {
			free(text);
			text = ir_markup(markup, markdown);
		}
	}
	free(markdown);
	return text;
}

char *ir_ticket_mail(const struct ir_ticket_diagnosis *td, bool redacted)
{
	struct ir_diagnosis d;
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	ir_diagnosis_from_json(td, &d);
	ir_report_mail(&d, emit, f);
	ir_diagnosis_release(&d);
	if (redacted) {
		struct ir_out out = {.emit = emit, .arg = f, .width = 72};
		struct ir_str str = {0};

		ir_str_add(&str, "Overwritten with x: %s.", ir_ticket_redacted);
		ir_out_wrap(&out, 0, str.s);
		ir_out_raw(&out, "\n");
		ir_out_flush(&out);
	}
	if (ferror(f) | fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

char *ir_ticket_subject(const struct ir_ticket_diagnosis *td)
{
	const json_t *v = json_object_get(td->json, "verdict");
	const char *phase = json_string_value(json_object_get(v, "phase"));
	const char *class = json_string_value(json_object_get(v, "class"));
	const char *signature = json_string_value(json_object_get(v, "signature"));
	char *subject = NULL;

	/* The signature stands there for the next one to find. */
	if (asprintf(&subject, "%s%s%s%s%s%s", ir_class_title(ir_class_find(class)), phase ? ", " : "", phase ? phase : "",
		     signature ? " [" : "", signature ? signature : "", signature ? "]" : "") < 0)
		return NULL;
	for (char *c = subject; *c; c++) {
		if (*c < ' ' || *c > '~')
			*c = '?';
	}
	return subject;
}
