// SPDX-License-Identifier: GPL-2.0-or-later
/* From a file to words. */
#include "tests/fake/tgt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *tgt_alloc(struct fake *f, size_t size)
{
	void *p = ir_arena_alloc(&f->arena, size);

	if (!p) {
		fputs("a *.tgt file takes too much memory\n", stderr);
		exit(2);
	}
	return p;
}

void *tgt_grow(struct fake *f, void *items, unsigned nr, size_t size)
{
	void *bigger;

	if (nr & (nr - 1)) /* room is always a power of two */
		return items;
	if (nr == 1)
		return items; /* the first allocation has room for two */
	bigger = tgt_alloc(f, (nr ? 2 * (size_t)nr : 2) * size);
	if (nr)
		memcpy(bigger, items, nr * size);
	return bigger;
}

int tgt_fail(struct fake *f, const struct tgt_line *l, const char *fmt, ...)
{
	int n = snprintf(f->err, sizeof(f->err), "%s:%u: ", l->file, l->nr);
	va_list ap;

	va_start(ap, fmt);
	if (n > 0 && (size_t)n < sizeof(f->err))
		vsnprintf(f->err + n, sizeof(f->err) - n, fmt, ap);
	va_end(ap);
	return -1;
}

static int hex_digit(int c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* A quoted word, from behind its opening quote; shrinks in place. */
static int read_string(struct fake *f, const struct tgt_line *l, char **pos, struct tgt_word *w)
{
	char *in = *pos, *out = in;

	w->text = out;
	w->quoted = true;
	while (*in != '"') {
		if (!*in)
			return tgt_fail(f, l, "the string has no end");
		if (*in != '\\') {
			*out++ = *in++;
			continue;
		}
		in++;
		if (*in == 'n') {
			*out++ = '\n';
		} else if (*in == 'x' && hex_digit(in[1]) >= 0 && hex_digit(in[2]) >= 0) {
			*out++ = hex_digit(in[1]) << 4 | hex_digit(in[2]);
			in += 2;
		} else if (*in == '"' || *in == '\\') {
			*out++ = *in;
		} else {
			return tgt_fail(f, l, "a string knows \\n, \\xHH, \\\" and \\\\");
		}
		in++;
	}
	w->len = out - w->text;
	*pos = in + 1;
	*out = 0;
	return 0;
}

static int split_line(struct fake *f, struct tgt_line *l, char *text)
{
	struct tgt_word words[64];
	unsigned nr = 0;

	l->indented = *text == ' ' || *text == '\t';
	for (;;) {
		struct tgt_word *w = &words[nr];

		text += strspn(text, " \t\r\n");
		if (!*text || *text == '#')
			break;
		if (++nr > 64)
			return tgt_fail(f, l, "more than 64 words");
		memset(w, 0, sizeof(*w));
		if (*text == '"') {
			text++;
			if (read_string(f, l, &text, w))
				return -1;
			if (*text && !strchr(" \t\r\n", *text))
				return tgt_fail(f, l, "no blank after the string");
			continue;
		}
		w->text = text;
		w->len = strcspn(text, " \t\r\n");
		text += w->len;
		if (*text)
			*text++ = 0;
	}
	l->nr_words = nr;
	l->words = tgt_alloc(f, (nr + 1) * sizeof(*l->words));
	memcpy(l->words, words, nr * sizeof(*words));
	return 0;
}

/* @path is relative to the folder of the file that includes it. */
static int include(struct fake *f, const struct tgt_line *l, const char *path)
{
	const char *slash = strrchr(l->file, '/');
	char full[1024];

	if (l->depth + 1 >= TGT_MAX_DEPTH)
		return tgt_fail(f, l, "includes go too deep");
	if (snprintf(full, sizeof(full), "%.*s%s", slash ? (int)(slash + 1 - l->file) : 0, l->file,
		     path) >= (int)sizeof(full))
		return tgt_fail(f, l, "that path is too long");
	if (!tgt_load(f, full, l->depth + 1))
		return 0;
	return f->err[0] ? -1 : tgt_fail(f, l, "cannot read %s", full);
}

static int add_line(struct fake *f, const char *file, unsigned nr, unsigned depth, char *text)
{
	struct tgt_line l = {.file = file, .nr = nr, .depth = depth};

	if (f->nr_lines >= TGT_MAX_LINES)
		return tgt_fail(f, &l, "more than %u lines in all", TGT_MAX_LINES);
	if (split_line(f, &l, text))
		return -1;
	if (!l.nr_words)
		return 0;
	if (!l.indented && !strcmp(l.words[0].text, "include")) {
		if (l.nr_words != 2)
			return tgt_fail(f, &l, "include FILE");
		return include(f, &l, l.words[1].text);
	}
	*tgt_push(f, lines) = l;
	return 0;
}

int tgt_load(struct fake *f, const char *path, unsigned depth)
{
	const char *file = ir_arena_strdup(&f->arena, path);
	FILE *in = fopen(path, "r");
	char buf[1024];
	unsigned nr = 0;
	int err = 0;

	if (!in || !file) {
		if (in)
			fclose(in);
		if (!depth)
			snprintf(f->err, sizeof(f->err), "%s: cannot read it", path);
		return -1;
	}
	while (!err && fgets(buf, sizeof(buf), in)) {
		struct tgt_line l = {.file = file, .nr = ++nr};

		if (strlen(buf) + 1 == sizeof(buf))
			err = tgt_fail(f, &l, "the line is longer than 1000 bytes");
		else
			err = add_line(f, file, nr, depth, ir_arena_strdup(&f->arena, buf));
	}
	fclose(in);
	return err;
}
