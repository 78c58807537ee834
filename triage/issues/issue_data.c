// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/issue_data.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/issues/field_names.h"

/* The members of an entry: a string, or an array of strings (LIST). */
enum { OPTIONAL, NEEDED, LIST };
static const struct {
	const char *name;
	int kind;
	size_t at;
} members[] = {
	{"id", NEEDED, offsetof(struct ir_issue, id)},
	{"title", NEEDED, offsetof(struct ir_issue, title)},
	{"owner", OPTIONAL, offsetof(struct ir_issue, owner)},
	{"advice", OPTIONAL, offsetof(struct ir_issue, advice)},
	{"fixed_in", LIST, offsetof(struct ir_issue, fixed_in)},
	{"links", LIST, offsetof(struct ir_issue, links)},
};

#define NR_MEMBERS (sizeof(members) / sizeof(members[0]))

/* One line of text, as an answer and a report want it. */
static bool one_line(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	}
	return len && len <= IR_ISSUE_MAX_TEXT;
}

/* A copy of the string @value, which is freed; NULL when it is none that an entry can have. */
static char *string(jv value)
{
	char *copy = NULL;

	if (jv_get_kind(value) == JV_KIND_STRING &&
	    one_line(jv_string_value(value), (size_t)jv_string_length_bytes(jv_copy(value))))
		copy = strdup(jv_string_value(value));
	jv_free(value);
	return copy;
}

static bool strings(jv value, struct ir_issue_strings *ret)
{
	bool ok = jv_get_kind(value) == JV_KIND_ARRAY && jv_array_length(jv_copy(value)) <= IR_ISSUE_MAX_STRINGS;

	for (int i = 0; ok && i < jv_array_length(jv_copy(value)); i++) {
		ret->all[ret->nr] = string(jv_array_get(jv_copy(value), i));
		ok = ret->all[ret->nr];
		ret->nr += ok;
	}
	jv_free(value);
	return ok;
}

/* An id goes into searches and file names of others. */
static bool is_id(const char *id)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.#";

	return strlen(id) <= 80 && !id[strspn(id, letters)];
}

static void take_member(struct ir_issue_set *set, struct ir_issue *issue, const char *name, jv value)
{
	for (size_t i = 0; i < NR_MEMBERS; i++) {
		char *at = (char *)issue + members[i].at;
		bool list = members[i].kind == LIST, ok;

		if (strcmp(members[i].name, name))
			continue;
		ok = list ? strings(value, (struct ir_issue_strings *)at) : (*(char **)at = string(value)) != NULL;
		if (!ok)
			ir_issue_wrong(set, issue, "%s must be %s", name,
				       list ? "an array of at most 16 strings, each one line" : "a string of one line");
		return;
	}
	jv_free(value);
	/* libjq adds these two to every header. */
	if (strcmp(name, "deps") && strcmp(name, "defs"))
		ir_issue_wrong(set, issue, "an entry has no %s (id, title, fixed_in, links, owner, advice)", name);
}

/* First of all, so that what is wrong is told with it. */
static void take_id(struct ir_issue_set *set, struct ir_issue *issue, jv id)
{
	char *text = string(jv_copy(id));

	if (text && is_id(text))
		issue->id = text;
	else if (jv_get_kind(id) != JV_KIND_INVALID)
		ir_issue_wrong(set, issue, "id must be a string of letters, digits, and - _ . #");
	if (!issue->id)
		free(text);
	jv_free(id);
}

void ir_issue_take_data(struct ir_issue_set *set, struct ir_issue *issue, jv header)
{
	if (jv_get_kind(header) == JV_KIND_OBJECT) {
		take_id(set, issue, jv_object_get(jv_copy(header), jv_string("id")));
		jv_object_foreach(header, key, value)
		{
			if (issue->left_out || !strcmp(jv_string_value(key), "id"))
				jv_free(value);
			else
				take_member(set, issue, jv_string_value(key), value);
			jv_free(key);
		}
	}
	for (size_t i = 0; i < NR_MEMBERS && !issue->left_out; i++) {
		if (members[i].kind == NEEDED && !*(char **)((char *)issue + members[i].at))
			ir_issue_wrong(set, issue, "it has no %s (module {id: \"...\", title: \"...\"};)", members[i].name);
	}
	jv_free(header);
}

void ir_issue_check_fields(struct ir_issue_set *set, struct ir_issue *issue)
{
	static char text[IR_ISSUE_MAX_BYTES + 1], name[80];
	FILE *f = fopen(issue->path, "re");
	unsigned line;
	size_t len = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	text[len] = 0;
	if (f)
		fclose(f);
	if (!f || !len)
		ir_issue_wrong(set, issue, f ? "it is empty" : "it cannot be read");
	else if (ir_field_unknown(text, name, sizeof(name), &line))
		ir_issue_wrong(set, issue, "line %u: no diagnosis has a field .%s", line, name);
}

void ir_issue_mask(struct ir_issue_set *set)
{
	for (unsigned i = 0; i < set->nr; i++) {
		for (unsigned k = 0; k < i && !set->all[i].left_out; k++) {
			const struct ir_issue *first = &set->all[k];

			if (first->left_out || strcmp(first->id, set->all[i].id))
				continue;
			if (first->rank == set->all[i].rank)
				ir_issue_wrong(set, &set->all[i], "%s has the same id", first->path);
			set->all[i].left_out = true;
		}
	}
}
