// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/json_read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 32

struct reader {
	const char *at, *err;
	unsigned depth;
};

static struct json *value(struct reader *r);

static struct json *fail(struct reader *r, struct json *json, const char *err)
{
	if (!r->err)
		r->err = err;
	json_free(json);
	return NULL;
}

static struct json *make(enum json_type type)
{
	struct json *json = calloc(1, sizeof(*json));

	if (!json)
		abort();
	json->type = type;
	return json;
}

static void skip(struct reader *r)
{
	r->at += strspn(r->at, " \t\r\n");
}

/* \uXXXX as UTF-8; surrogates are of no use here and refused. */
static bool unicode(struct reader *r, char **out)
{
	unsigned long c;
	char hex[5] = {0}, *end;

	memcpy(hex, r->at, strnlen(r->at, 4));
	c = strtoul(hex, &end, 16);
	if (end != hex + 4 || (c >= 0xd800 && c < 0xe000))
		return false;
	r->at += 4;
	if (c < 0x80) {
		*(*out)++ = (char)c;
	} else if (c < 0x800) {
		*(*out)++ = (char)(0xc0 | c >> 6);
		*(*out)++ = (char)(0x80 | (c & 0x3f));
	} else {
		*(*out)++ = (char)(0xe0 | c >> 12);
		*(*out)++ = (char)(0x80 | (c >> 6 & 0x3f));
		*(*out)++ = (char)(0x80 | (c & 0x3f));
	}
	return true;
}

static char *string(struct reader *r)
{
	static const char escapes[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	char *text, *out;

	if (*r->at != '"')
		return NULL;
	text = out = malloc(strlen(r->at) + 1);
	if (!text)
		abort();
	for (r->at++; *r->at != '"';) {
		const char *e;

		if ((unsigned char)*r->at < 0x20)
			goto bad;
		if (*r->at != '\\') {
			*out++ = *r->at++;
			continue;
		}
		r->at++;
		e = *r->at ? strchr(escapes, *r->at) : NULL;
		if (e) {
			*out++ = meaning[e - escapes];
			r->at++;
		} else if (*r->at++ != 'u' || !unicode(r, &out)) {
			goto bad;
		}
	}
	r->at++;
	*out = 0;
	return text;
bad:
	free(text);
	return NULL;
}

/* Members or elements, from behind the opening bracket. */
static struct json *container(struct reader *r, enum json_type type, char close)
{
	struct json *json = make(type), **tail = &json->child;

	r->at++;
	skip(r);
	if (*r->at == close) {
		r->at++;
		return json;
	}
	for (;;) {
		char *key = NULL;

		skip(r);
		if (type == JSON_OBJECT) {
			key = string(r);
			skip(r);
			if (!key || *r->at++ != ':') {
				free(key);
				return fail(r, json, "no \"key\": where one must be");
			}
		}
		*tail = value(r);
		if (!*tail) {
			free(key);
			return fail(r, json, "no value");
		}
		(*tail)->key = key;
		tail = &(*tail)->next;
		skip(r);
		if (*r->at == close) {
			r->at++;
			return json;
		}
		if (*r->at++ != ',')
			return fail(r, json, "no comma");
	}
}

static struct json *word(struct reader *r)
{
	size_t n = strspn(r->at, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");
	struct json *json;
	char *end;

	if (!n)
		return fail(r, NULL, "no value");
	json = make(JSON_WORD);
	json->text = strndup(r->at, n);
	if (!json->text)
		abort();
	r->at += n;
	if (strcmp(json->text, "true") && strcmp(json->text, "false") &&
	    strcmp(json->text, "null")) {
		strtod(json->text, &end);
		if (*end || !(isdigit((unsigned char)*json->text) || *json->text == '-'))
			return fail(r, json, "not a number");
	}
	return json;
}

static struct json *value(struct reader *r)
{
	struct json *json = NULL;

	if (r->depth >= MAX_DEPTH)
		return fail(r, NULL, "nested too deep");
	r->depth++;
	skip(r);
	if (*r->at == '{') {
		json = container(r, JSON_OBJECT, '}');
	} else if (*r->at == '[') {
		json = container(r, JSON_ARRAY, ']');
	} else if (*r->at == '"') {
		char *text = string(r);

		if (!text)
			return fail(r, NULL, "a string that is none");
		json = make(JSON_STRING);
		json->text = text;
	} else {
		json = word(r);
	}
	r->depth--;
	return json;
}

struct json *json_parse(const char *text, char *err, size_t size)
{
	struct reader r = {.at = text};
	struct json *json = value(&r);

	if (json) {
		skip(&r);
		if (*r.at)
			json = fail(&r, json, "something behind the value");
	}
	if (!json)
		snprintf(err, size, "%s at byte %zu", r.err, (size_t)(r.at - text));
	return json;
}

static const struct json *element(const struct json *array, const char *name, struct json *scratch)
{
	const struct json *j;
	unsigned n = 0;
	char number[16];

	for (j = array->child; j; j = j->next, n++) {
		struct json ignored;
		const struct json *id = j->type == JSON_OBJECT ? json_at(j, "id", &ignored) : NULL;

		snprintf(number, sizeof(number), "%u", n);
		if (!strcmp(name, number) || (id && id->text && !strcmp(id->text, name)))
			return j;
	}
	if (strcmp(name, "length"))
		return NULL;
	snprintf(number, sizeof(number), "%u", n);
	*scratch = (struct json){.type = JSON_WORD, .text = scratch->text};
	strcpy(scratch->text, number);
	return scratch;
}

const struct json *json_at(const struct json *root, const char *path, struct json *scratch)
{
	static char length[16];

	scratch->text = length;
	while (root && *path) {
		char name[128];
		size_t n = strcspn(path, ".");

		if (!n || n >= sizeof(name))
			return NULL;
		memcpy(name, path, n);
		name[n] = 0;
		path += n + (path[n] == '.');
		if (root->type == JSON_ARRAY) {
			root = element(root, name, scratch);
		} else if (root->type == JSON_OBJECT) {
			for (root = root->child; root; root = root->next)
				if (!strcmp(root->key, name))
					break;
		} else {
			return NULL;
		}
	}
	return root;
}

void json_free(struct json *json)
{
	while (json) {
		struct json *next = json->next;

		json_free(json->child);
		free(json->key);
		free(json->text);
		free(json);
		json = next;
	}
}
