// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/issue_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/issues/issue_data.h"

/* The first thing libjq complains of; others follow from it. */
struct complaint {
	char text[400];
};

static void take_complaint(void *arg, jv message)
{
	struct complaint *c = arg;
	jv text = jq_format_error(message);

	if (!c->text[0])
		snprintf(c->text, sizeof(c->text), "%s", jv_string_value(text));
	jv_free(text);
}

static void cut_out(char *text, const char *what)
{
	char *at = strstr(text, what);

	if (at)
		memmove(at, at + strlen(what), strlen(at + strlen(what)) + 1);
}

/*
 * "jq: error: syntax error, unexpected ';' (Unix shell quoting issues?) at FILE, line 2:" and the line itself become
 * "line 2: syntax error, unexpected ';'".
 */
static void tell_complaint(struct ir_issue_set *set, struct ir_issue *issue, struct complaint *c)
{
	unsigned line = 0;
	char *at;

	c->text[strcspn(c->text, "\n")] = 0;
	while (!strncmp(c->text, "jq: error: ", 11))
		cut_out(c->text, "jq: error: ");
	cut_out(c->text, " (Unix shell quoting issues?)");
	if (strstr(c->text, "::" IR_ISSUE_FITS "/0 is not defined")) {
		ir_issue_wrong(set, issue, "it does not define " IR_ISSUE_FITS);
		return;
	}
	at = strstr(c->text, " at /");
	if (at && strstr(at, ", line ") && sscanf(strstr(at, ", line "), ", line %u", &line) == 1)
		*at = 0;
	if (line)
		ir_issue_wrong(set, issue, "line %u: %s", line, c->text);
	else
		ir_issue_wrong(set, issue, "%s", c->text[0] ? c->text : "it is no jq module");
}

/* A JSON string is a jq string, if it has no "\(", which JSON does not know. */
static void put_string(FILE *f, const char *s)
{
	jv text = jv_dump_string(jv_string(s), 0);

	fputs(jv_string_value(text), f);
	jv_free(text);
}

static void put_entry(FILE *f, unsigned i)
{
	fprintf(f, ",\n(if $skip[%u] then empty else try [%u, [limit(1; e%u::" IR_ISSUE_FITS ")]] catch [%u, .] end)", i, i, i, i);
}

/* Of all that are not left out, or of @only. A string as input asks for a module's header instead. */
static char *program_text(const struct ir_issue_set *set, const struct ir_issue *only)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	for (unsigned i = 0; i < set->nr; i++) {
		const struct ir_issue *issue = &set->all[i];

		if (only ? issue != only : issue->left_out)
			continue;
		fputs("import ", f);
		put_string(f, issue->name);
		fprintf(f, " as e%u {search: ", i);
		put_string(f, issue->folder);
		fputs("};\n", f);
	}
	fputs("if type == \"string\" then modulemeta else . as [$skip, $d] | $d | select(.verdict | type == \"object\") | (empty", f);
	for (unsigned i = 0; i < set->nr; i++) {
		if (only ? &set->all[i] == only : !set->all[i].left_out)
			put_entry(f, i);
	}
	fputs(") end", f);
	if (ferror(f) | fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

static jq_state *compile(const struct ir_issue_set *set, const struct ir_issue *only, struct complaint *c)
{
	char *text = program_text(set, only);
	jq_state *jq = text ? jq_init() : NULL;
	bool ok = false;

	*c = (struct complaint){.text = ""};
	if (jq) {
		jq_set_error_cb(jq, take_complaint, c);
		ok = jq_compile(jq, text);
	}
	free(text);
	if (jq && !ok)
		jq_teardown(&jq);
	return jq;
}

static unsigned count(const struct ir_issue_set *set)
{
	unsigned n = 0;

	for (unsigned i = 0; i < set->nr; i++)
		n += !set->all[i].left_out;
	return n;
}

/* Which are the ones that cannot be compiled? */
static void find_broken(struct ir_issue_set *set)
{
	for (unsigned i = 0; i < set->nr; i++) {
		struct ir_issue *issue = &set->all[i];
		struct complaint c;
		jq_state *jq = issue->left_out ? NULL : compile(set, issue, &c);

		if (!jq && !issue->left_out)
			tell_complaint(set, issue, &c);
		if (jq)
			jq_teardown(&jq);
	}
}

static jv header(jq_state *jq, const struct ir_issue *issue)
{
	jv found;

	jq_set_attr(jq, jv_string("JQ_LIBRARY_PATH"), JV_ARRAY(jv_string(issue->folder)));
	jq_start(jq, jv_string(issue->name), 0);
	found = jq_next(jq);
	return found;
}

jq_state *ir_issue_compile(struct ir_issue_set *set)
{
	static struct complaint c;
	jq_state *jq;

	for (unsigned i = 0; i < set->nr; i++) {
		if (!set->all[i].left_out)
			ir_issue_check_fields(set, &set->all[i]);
	}
	jq = count(set) ? compile(set, NULL, &c) : NULL;
	if (!jq) {
		find_broken(set);
		jq = count(set) ? compile(set, NULL, &c) : NULL;
	}
	for (unsigned i = 0; jq && i < set->nr; i++) {
		if (!set->all[i].left_out)
			ir_issue_take_data(set, &set->all[i], header(jq, &set->all[i]));
	}
	ir_issue_mask(set);
	if (jq && count(set))
		return jq;
	if (jq)
		jq_teardown(&jq);
	return NULL;
}
