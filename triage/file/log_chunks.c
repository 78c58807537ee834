// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/log_chunks.h"

#include <stdlib.h>
#include <string.h>

#include "triage/file/trouble.h"

#define CHUNK ((size_t)1 << 20)

void ir_log_without_nul(char *text, size_t len)
{
	char *end = text + len;

	while ((text = memchr(text, 0, (size_t)(end - text))))
		*text++ = ' ';
}

/* The bytes of the whole lines in @buf, or all of it where it is one line or the text's last. */
static size_t whole_lines(const char *buf, size_t len, bool last)
{
	size_t n = len;

	while (!last && n && buf[n - 1] != '\n')
		n--;
	return n ? n : len;
}

/* As much as fits is read behind the @used bytes of @buf. Returns -1 when it cannot be read. */
static ssize_t fill(int fd, char *buf, size_t used, off_t at)
{
	size_t got = ir_read_at(fd, buf + used, CHUNK - used, (uint64_t)at);

	return got < CHUNK - used && ir_trouble_met() ? -1 : (ssize_t)got;
}

bool ir_log_chunks(int fd, ir_chunk_fn *fn, void *arg)
{
	char *buf = ir_memory(malloc(CHUNK + 1)), after;
	size_t used = 0;
	ssize_t got = 0;
	off_t at = 0;
	bool on = buf;

	while (on && (got = fill(fd, buf, used, at)) >= 0 && used + (size_t)got) {
		size_t len = used + (size_t)got, n = whole_lines(buf, len, len < CHUNK);

		at += got;
		ir_log_without_nul(buf, len);
		after = buf[n];
		buf[n] = 0;
		on = fn(buf, n, arg);
		buf[n] = after;
		used = len - n;
		memmove(buf, buf + n, used);
	}
	free(buf);
	return buf && got >= 0;
}
