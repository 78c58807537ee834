// SPDX-License-Identifier: GPL-2.0-or-later
/* What must hold of every run and every report, whatever went in. */
#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "core/lib/hash.h"

#define CPU_SECONDS 1.0
#define TEXT_MAX    (4u << 20)

static double started, took;

#ifndef __SANITIZE_ADDRESS__
/* libkdumpfile 0.5.1 leaks a few bytes for each page it fails to read; gcc's build has this in triage/dump. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libkdumpfile";
}
#endif

void fuzz_wrong(const char *rule, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "ORACLE %s: ", rule);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	abort();
}

static double cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void fuzz_start(void)
{
	started = cpu();
}

void fuzz_stop(void)
{
	took = cpu() - started;
}

/* What takes long once may have met a machine that stood still; what does each time is slow. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	double least = 1e9;
	int ret = 0;

	for (unsigned n = 0; n < 3 && least > CPU_SECONDS; n++) {
		took = 0;
		ret = fuzz_one(data, size);
		least = took < least ? took : least;
	}
	if (least > CPU_SECONDS)
		fuzz_wrong("time", "%.1f s of CPU time", least);
	return ret;
}

void fuzz_keep(const char *text, void *arg)
{
	struct fuzz_text *t = arg;
	size_t len = strlen(text);

	if (t->len + len >= TEXT_MAX)
		fuzz_wrong("length", "more than %u bytes of report", TEXT_MAX);
	if (t->len + len >= t->room) {
		t->room = 2 * (t->len + len) + 4096;
		t->s = realloc(t->s, t->room);
		if (!t->s)
			abort();
	}
	memcpy(t->s + t->len, text, len + 1);
	t->len += len;
}

void fuzz_plain_check(const char *what, const char *text)
{
	for (const char *s = text; *s;) {
		uint32_t cp = 0;
		size_t len = ir_utf8(s, &cp);

		if (!len)
			fuzz_wrong("text", "%s: byte %02x at %zu is no UTF-8", what, (unsigned char)*s, (size_t)(s - text));
		if ((cp < 0x20 && cp != '\n') || (cp >= 0x7f && cp < 0xa0) || cp == 0x061c || cp == 0x2028 || cp == 0x2029 ||
		    (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff)
			fuzz_wrong("text", "%s: control character U+%04x at %zu", what, cp, (size_t)(s - text));
		s += len;
	}
}

/* A line outside of code, its code spans taken out: letters, numbers and the punctuation of the report's own sentences. */
static void markdown_line(const char *line, size_t len)
{
	static const char link[] = "  https://lore.kernel.org/r/";
	bool in_code = false;

	if (len > strlen(link) && !strncmp(line, link, strlen(link)))
		return;
	for (size_t i = 0; i < len; i++) {
		if (line[i] == '`')
			in_code = !in_code;
		else if (!in_code && !(line[i] == '#' && (!i || line[i - 1] == '#')) &&
			 !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;()'?!|-", line[i]))
			fuzz_wrong("markdown", "'%c' outside of code: %.*s", line[i], (int)len, line);
	}
	if (in_code)
		fuzz_wrong("markdown", "code does not end: %.*s", (int)len, line);
}

void fuzz_markdown_check(const char *text)
{
	bool block = false, advice = false; /* advice quotes nothing: its sentences stand in class_advice.c */

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		if (!block && !strncmp(line, "### ", 4))
			advice = len == 8 && !strncmp(line, "### Next", 8);
		if (len == 3 && !strncmp(line, "```", 3))
			block = !block;
		else if (block && memchr(line, '`', len))
			fuzz_wrong("markdown", "a backquote in a block: %.*s", (int)len, line);
		else if (!block && !(advice && line[0] == '-'))
			markdown_line(line, len);
		line += len + (line[len] == '\n');
	}
	if (block)
		fuzz_wrong("markdown", "a block does not end");
	if (strlen(text) > 65536)
		fuzz_wrong("markdown", "more than a tracker takes: %zu bytes", strlen(text));
}

void fuzz_report_check(const struct ir_diagnosis *d, struct fuzz_text *json)
{
	static const struct ir_report_options verbose = {.verbose = true};
	struct fuzz_text text = {0};

	if (d->arena.total > IR_ARENA_MAX)
		fuzz_wrong("memory", "%zu bytes in the arena", d->arena.total);
	ir_report_json(d, fuzz_keep, json);
	fuzz_json_check(json->s, json->len);
	ir_report_text(d, &verbose, fuzz_keep, &text);
	ir_report_inode(d, fuzz_keep, &text);
	ir_report_in_flight(d, fuzz_keep, &text);
	fuzz_plain_check("text", text.s);
	text.len = 0;
	ir_report_markdown(d, fuzz_keep, &text);
	fuzz_plain_check("markdown", text.s);
	fuzz_markdown_check(text.s);
	free(text.s);
}

bool fuzz_run_twice(const uint8_t *data, size_t size)
{
	return !(ir_hash(IR_HASH_START, data, size) >> 8 & 7);
}

void fuzz_same_check(const struct ir_diagnosis *d, const struct fuzz_text *json)
{
	struct fuzz_text again = {0};

	ir_report_json(d, fuzz_keep, &again);
	if (strcmp(again.s, json->s))
		fuzz_wrong("same", "two runs differ:\n%s%s", json->s, again.s);
	free(again.s);
}

char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	return text;
}

int fuzz_file(const void *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0)
		abort();
	for (size_t at = 0; at < size;) {
		ssize_t n = pwrite(fd, (const char *)data + at, size - at, (off_t)at);

		if (n <= 0)
			abort();
		at += (size_t)n;
	}
	return fd;
}
