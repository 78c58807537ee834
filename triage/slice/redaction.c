// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/redaction.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/file/trouble.h"

/* A task's name has up to 15 bytes of any kind; where nothing marks its end, none that ends a sentence's part. */
#define COMM ".{1,15}"
#define COMM_PART "[^]:]{1,15}"

/* How each quotes a name, and which group of the expression that is. */
static const struct {
	const char *pattern;
	unsigned group;
} quotes[] = {
	{"PID [0-9]+ \"([^\"]*)\"", 1},	   /* our own reports */
	{"a task \"([^\"]*)\"", 1},	   /* our own, where the PID is not known */
	{"the name \"([^\"]*)\"", 1},	   /* our own, of files */
	{"path walk of \"([^\"]*)\"", 1},  /* our own, of another walker */
	{"task \"?([^ \"]+):[0-9]+", 1},   /* "INFO: task victim:133 blocked for more than" */
	{"task (" COMM "):[0-9]+ blocked", 1},
	{"task:(" COMM ") +state:", 1},	   /* and the task's own line, since 5.10 */
	{"([^ ].{14}) [A-Z] +[0-9]+ +[0-9]+ +[0-9]+ +0x[0-9a-f]", 1}, /* and before */
	{"\\[([^][ ]+):[0-9]+\\]", 1},	   /* "soft lockup - CPU#0 stuck for 22s! [victim:133]" */
	{"stuck for [0-9]+s! \\[(" COMM "):[0-9]+\\]", 1},
	{"process [0-9]+ \\(([^)]*)\\)", 1}, /* "Killed process 133 (victim)" */
	{"[Pp]rocess (" COMM ") \\(pid", 1}, /* kernels of old */
	{"[Cc]omm: ([^ ]+)", 1},
	{"[Cc]omm: (" COMM ") Kdump:", 1},
	{"[Cc]omm: ([^:]{1,15}) (Not t|T)ainted", 1},
	{"(" COMM_PART "(:[^]: ]+)?) invoked oom-killer", 1},
	{"(" COMM_PART "(:[^]: ]+)?): page allocation failure", 1},
	{"scheduling while atomic: (" COMM ")/-?[0-9]+/0x", 1},
	{"leaked (lock or )?atomic: (" COMM ")/0x", 2},
	{"in process (" COMM ") +p(fn|te):", 1},
	{"(" COMM_PART ")\\([0-9]+\\): Oops", 1},
	{"\\{i=[0-9a-f]+,n=([^}]*)\\}", 1}, /* "BUG: Dentry": a file */
	{"(^|[ \"'(])(/[^ ,;\"']+)", 2},
};

/*
 * What stands for a name: as many x. The second of a length ends in 1, and so on, as far as there is room: a diagnosis compares
 * names, and two must not become one.
 */
static char *stand_in(const struct ir_names *n, size_t len)
{
	char *with = ir_memory(malloc(len + 1)), number[16];
	unsigned before = 0;
	int digits;

	if (!with)
		return NULL;
	for (unsigned i = 0; i < n->nr; i++)
		before += strlen(n->all[i].name) == len;
	memset(with, 'x', len);
	with[len] = 0;
	digits = snprintf(number, sizeof(number), "%u", before);
	if (before && (size_t)digits < len)
		memcpy(with + len - digits, number, (size_t)digits);
	return with;
}

const char *ir_names_stand_in(const struct ir_names *n, const char *name, size_t len)
{
	for (unsigned i = 0; i < n->nr; i++) {
		if (!strncmp(n->all[i].name, name, len) && !n->all[i].name[len])
			return n->all[i].with;
	}
	return NULL;
}

bool ir_names_is_stand_in(const struct ir_names *n, const char *text, size_t len)
{
	for (unsigned i = 0; i < n->nr; i++) {
		if (!strncmp(n->all[i].with, text, len) && !n->all[i].with[len])
			return true;
	}
	return false;
}

static void add_one(struct ir_names *n, const char *name, size_t len)
{
	if (ir_names_stand_in(n, name, len))
		return;
	if (n->nr == IR_NAMES_MAX) {
		n->incomplete = true;
		return;
	}
	n->all[n->nr].with = stand_in(n, len);
	n->all[n->nr].name = ir_memory(strndup(name, len));
	if (n->all[n->nr].name && n->all[n->nr].with) {
		n->nr++;
		return;
	}
	free(n->all[n->nr].name);
	free(n->all[n->nr].with);
	n->incomplete = true;
}

size_t ir_name_part(const char *text)
{
	return strcspn(text, "/ \t\r\n");
}

void ir_names_add(struct ir_names *n, const char *text)
{
	while (text && *text) {
		size_t len = ir_name_part(text);

		if (len >= IR_NAME_MIN)
			add_one(n, text, len);
		text += len;
		text += *text != 0;
	}
}

#define ESCAPE		6 /* bytes of "\\u000a" */
#define REGISTER_DIGITS 16

/* A name stands alone, or as a part of a path: not inside a longer word. */
static bool is_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-';
}

/* Does a word begin at @at? What stands before it may be an end of line, as our JSON has it: "\\u000aroot=". */
static bool begins_word(const unsigned char *text, const unsigned char *at)
{
	if (at == text || !is_word(at[-1]))
		return true;
	return at - text >= ESCAPE && !memcmp(at - ESCAPE, "\\u00", 4);
}

static void mask(unsigned char *text, size_t size, const struct ir_name *n)
{
	unsigned char *at = text, *end = text + size;
	size_t len = strlen(n->name);

	for (; (at = memmem(at, (size_t)(end - at), n->name, len)); at += len) {
		if (begins_word(text, at) && (at + len == end || !is_word(at[len])))
			memcpy(at, n->with, len);
	}
}

/* A path is walked eight bytes at a time as well: "link2/li" holds a name as text does. */
static bool mask_in_word(const struct ir_names *n, uint64_t *word)
{
	uint64_t old = *word;

	for (unsigned i = 0; i < n->nr; i++)
		mask((unsigned char *)word, sizeof(*word), &n->all[i]);
	return *word != old;
}

/* Is it one word of a name, in the order in which a little-endian machine loads it? Or does it hold one? */
static bool mask_word(const struct ir_names *n, uint64_t *word)
{
	for (unsigned i = 0; i < n->nr; i++) {
		size_t len = strlen(n->all[i].name);

		for (size_t at = 0; at + IR_NAME_MIN <= len; at += sizeof(*word)) {
			size_t part = len - at < sizeof(*word) ? len - at : sizeof(*word);
			uint64_t of_name = 0;

			memcpy(&of_name, n->all[i].name + at, part);
			if (*word != of_name)
				continue;
			memcpy(word, n->all[i].with + at, part);
			return true;
		}
	}
	return mask_in_word(n, word);
}

void ir_names_mask_words(const struct ir_names *n, void *bytes, size_t size)
{
	for (size_t at = 0; at + sizeof(uint64_t) <= size; at += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, (char *)bytes + at, sizeof(word));
		if (mask_word(n, &word))
			memcpy((char *)bytes + at, &word, sizeof(word));
	}
}

/* Reports and logs write registers with all their digits; shorter numbers may be anything. */
static void mask_registers(const struct ir_names *n, char *text, size_t size)
{
	char digits[REGISTER_DIGITS + 1];

	for (size_t at = 0, len; at < size; at += len + 1) {
		uint64_t word;

		for (len = 0; at + len < size && isxdigit((unsigned char)text[at + len]); len++)
			;
		if (len != REGISTER_DIGITS)
			continue;
		memcpy(digits, text + at, len);
		digits[len] = 0;
		word = strtoull(digits, NULL, 16);
		if (!mask_word(n, &word))
			continue;
		snprintf(digits, sizeof(digits), "%016" PRIx64, word);
		memcpy(text + at, digits, len);
	}
}

void ir_names_mask(const struct ir_names *n, char *text, size_t size)
{
	for (unsigned i = 0; i < n->nr; i++)
		mask((unsigned char *)text, size, &n->all[i]);
	mask_registers(n, text, size);
}

void ir_names_release(struct ir_names *n)
{
	for (unsigned i = 0; i < n->nr; i++) {
		free(n->all[i].name);
		free(n->all[i].with);
	}
	memset(n, 0, sizeof(*n));
}

bool ir_quotes_open(struct ir_quotes *q)
{
	_Static_assert(sizeof(quotes) / sizeof(quotes[0]) <= sizeof(q->all) / sizeof(q->all[0]),
		       "there is room for all");
	for (q->nr = 0; q->nr < sizeof(quotes) / sizeof(quotes[0]); q->nr++) {
		if (regcomp(&q->all[q->nr], quotes[q->nr].pattern, REG_EXTENDED))
			return false;
	}
	return true;
}

void ir_quotes_each(const struct ir_quotes *q, char *text, ir_quote_fn *fn, void *arg)
{
	for (unsigned i = 0; i < q->nr; i++) {
		regmatch_t m[3];
		char *at = text;

		while (!regexec(&q->all[i], at, 3, m, at == text ? 0 : REG_NOTBOL)) {
			const regmatch_t *g = &m[quotes[i].group];

			fn(at + g->rm_so, (size_t)(g->rm_eo - g->rm_so), arg);
			if (!m[0].rm_eo)
				break;
			at += m[0].rm_eo;
		}
	}
}

void ir_quotes_close(struct ir_quotes *q)
{
	while (q->nr)
		regfree(&q->all[--q->nr]);
}
