// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * docs/diagnosis.schema.json, held against a report. JSON Schema has many more words than that file uses; an unknown one ends the
 * program, so that no rule of the file is ever passed over. "description", "title" and the like are no rules.
 */
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA "docs/diagnosis.schema.json"

static json_t *schema;

static bool fits(json_t *rules, json_t *v, const char **why);

static bool has_type(const char *type, json_t *v)
{
	return !strcmp(type, "object") ? json_is_object(v) : !strcmp(type, "array") ? json_is_array(v) :
	       !strcmp(type, "string") ? json_is_string(v) : !strcmp(type, "integer") ? json_is_integer(v) :
	       !strcmp(type, "boolean") ? json_is_boolean(v) : !strcmp(type, "null") && json_is_null(v);
}

static bool type_fits(json_t *type, json_t *v)
{
	size_t i;
	json_t *one;

	if (json_is_string(type))
		return has_type(json_string_value(type), v);
	json_array_foreach(type, i, one)
		if (has_type(json_string_value(one), v))
			return true;
	return false;
}

static bool is_one_of(json_t *values, json_t *v)
{
	size_t i;
	json_t *one;

	json_array_foreach(values, i, one)
		if (json_equal(one, v))
			return true;
	return false;
}

/* Each pattern is compiled once. */
static bool matches(const char *pattern, const char *s)
{
	static struct {
		const char *pattern;
		regex_t re;
	} known[16];
	size_t i;

	for (i = 0; known[i].pattern && strcmp(known[i].pattern, pattern); i++)
		;
	if (!known[i].pattern) {
		if (i + 1 == sizeof(known) / sizeof(known[0]) || regcomp(&known[i].re, pattern, REG_EXTENDED | REG_NOSUB))
			abort();
		known[i].pattern = pattern;
	}
	return !regexec(&known[i].re, s, 0, NULL, 0);
}

/* How many of @list does @v fit? */
static size_t fitting(json_t *list, json_t *v, const char **why)
{
	size_t i, nr = 0;
	json_t *one;

	json_array_foreach(list, i, one)
		nr += fits(one, v, why);
	return nr;
}

static bool members_fit(json_t *rules, json_t *v, const char **why)
{
	json_t *properties = json_object_get(rules, "properties"), *more = json_object_get(rules, "additionalProperties");
	json_t *names = json_object_get(rules, "propertyNames"), *member;
	const char *key;

	json_object_foreach(v, key, member) {
		json_t *one = json_object_get(properties, key), *name;
		bool good = true;

		if (names) {
			name = json_string(key);
			good = fits(names, name, why);
			json_decref(name);
		}
		if (one)
			good = good && fits(one, member, why);
		else if (more)
			good = good && (json_is_object(more) ? fits(more, member, why) : json_is_true(more));
		if (!good) {
			*why = key;
			return false;
		}
	}
	return true;
}

static bool required_are_there(json_t *names, json_t *v, const char **why)
{
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name) {
		*why = json_string_value(name);
		if (json_is_object(v) && !json_object_get(v, *why))
			return false;
	}
	return true;
}

static bool items_fit(json_t *rules, json_t *v, const char **why)
{
	size_t i;
	json_t *item;

	json_array_foreach(v, i, item)
		if (!fits(rules, item, why))
			return false;
	return true;
}

static bool referred_fits(const char *ref, json_t *v, const char **why)
{
	static const char where[] = "#/$defs/";
	json_t *rules = strncmp(ref, where, strlen(where)) ? NULL : json_object_get(json_object_get(schema, "$defs"), ref + strlen(where));

	if (!rules)
		fuzz_wrong("schema", "%s leads nowhere", ref);
	return fits(rules, v, why);
}

static bool condition_fits(json_t *rules, json_t *v, const char **why)
{
	const char *ignored;
	json_t *then = json_object_get(rules, fits(json_object_get(rules, "if"), v, &ignored) ? "then" : "else");

	return !then || fits(then, v, why);
}

static bool rule_fits(json_t *rules, const char *word, json_t *rule, json_t *v, const char **why)
{
	if (!strcmp(word, "$ref"))
		return referred_fits(json_string_value(rule), v, why);
	if (!strcmp(word, "type"))
		return type_fits(rule, v);
	if (!strcmp(word, "const"))
		return json_equal(rule, v);
	if (!strcmp(word, "enum"))
		return is_one_of(rule, v);
	if (!strcmp(word, "anyOf"))
		return fitting(rule, v, why) > 0;
	if (!strcmp(word, "oneOf"))
		return fitting(rule, v, why) == 1;
	if (!strcmp(word, "allOf"))
		return fitting(rule, v, why) == json_array_size(rule);
	if (!strcmp(word, "required"))
		return required_are_there(rule, v, why);
	if (!strcmp(word, "items"))
		return items_fit(rule, v, why);
	if (!strcmp(word, "pattern"))
		return !json_is_string(v) || matches(json_string_value(rule), json_string_value(v));
	if (!strcmp(word, "minimum"))
		return !json_is_integer(v) || json_integer_value(v) >= json_integer_value(rule);
	if (!strcmp(word, "maxLength"))
		return !json_is_string(v) || json_string_length(v) <= (size_t)json_integer_value(rule);
	if (!strcmp(word, "if"))
		return condition_fits(rules, v, why);
	if (!strcmp(word, "properties") || (!strcmp(word, "additionalProperties") && !json_object_get(rules, "properties")) ||
	    (!strcmp(word, "propertyNames") && !json_object_get(rules, "additionalProperties")))
		return members_fit(rules, v, why);
	if (strcmp(word, "additionalProperties") && strcmp(word, "propertyNames") && strcmp(word, "then") && strcmp(word, "else") &&
	    strcmp(word, "description") && strcmp(word, "title") && strcmp(word, "$schema") && strcmp(word, "$defs"))
		fuzz_wrong("schema", "%s is a word that is not known here", word);
	return true;
}

static bool fits(json_t *rules, json_t *v, const char **why)
{
	const char *word;
	json_t *rule;

	json_object_foreach(rules, word, rule)
		if (!rule_fits(rules, word, rule, v, why))
			return false;
	return true;
}

void fuzz_json_check(const char *text, size_t len)
{
	const char *why = "";
	json_error_t error;
	json_t *v;

	if (!schema)
		schema = json_load_file(SCHEMA, 0, &error);
	if (!schema)
		fuzz_wrong("schema", "%s cannot be read here: run it in the top folder", SCHEMA);
	if (!len || text[len - 1] != '\n' || strlen(text) != len)
		fuzz_wrong("json", "no line: %s", text);
	for (size_t i = 0; i + 1 < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			fuzz_wrong("json", "control character %02x at %zu", (unsigned char)text[i], i);
	v = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!v)
		fuzz_wrong("json", "%s: %s", error.text, text);
	if (!fits(schema, v, &why))
		fuzz_wrong("json", "not as the schema has it (%s): %s", why, text);
	json_decref(v);
}
