/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Just enough of a JSON reader to look into reports, and strict about what it reads. */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

/** enum json_type - numbers, true, false and null are words: kept as they are written */
enum json_type { JSON_WORD, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/**
 * struct json - a value
 * @key: its name in the object around it, NULL in an array
 * @text: of a word or a string, escapes undone
 * @child: first member or element; @next: the one behind this
 */
struct json {
	enum json_type type;
	char *key, *text;
	struct json *child, *next;
};

/** json_parse() - the value that is all of @text, or NULL and why in @err */
struct json *json_parse(const char *text, char *err, size_t size);
/**
 * json_at() - the value at @path: member names and array indices between dots
 * An array of objects with an "id" is also indexed by it, and any array has a "length". Returns
 * NULL when there is no such value; @scratch holds what had to be made up (a length).
 */
const struct json *json_at(const struct json *root, const char *path, struct json *scratch);
/** json_free() - free the value and all in it; accepts NULL */
void json_free(struct json *json);

#endif
