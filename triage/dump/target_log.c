// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/target_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/log_chunks.h"

struct reader {
	ir_line_fn *fn;
	void *arg;
};

static bool read_chunk(char *text, size_t size, void *arg)
{
	const struct reader *r = arg;
	const char *end = text + size;

	for (const char *line = text; line < end;) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((nl ? nl : end) - line);

		if (!r->fn(line, len && line[len - 1] == '\r' ? len - 1 : len, r->arg))
			return false;
		line = nl ? nl + 1 : end;
	}
	return true;
}

static enum ir_status lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	const struct ir_text_log *log = t->priv;
	struct reader r = {fn, arg};

	if (!log->text)
		return ir_log_chunks(log->fd, read_chunk, &r) ? IR_OK : IR_IO;
	read_chunk(log->text, log->len, &r);
	return IR_OK;
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	const struct ir_text_log *log = t->priv;

	*ret = log->info;
	return IR_OK;
}

static const struct ir_target_ops ops = {
	.door = "log",
	.log = lines,
	.dump_info = dump_info,
};

static void open_log(struct ir_text_log *log, size_t bytes, const char *path)
{
	memset(log, 0, sizeof(*log));
	log->target.ops = &ops;
	log->target.priv = log;
	log->fd = -1;
	log->info.bytes = bytes;
	snprintf(log->info.path, sizeof(log->info.path), "%s", path);
}

void ir_text_log_open(struct ir_text_log *log, char *text, size_t len, const char *path)
{
	open_log(log, len, path);
	log->text = text;
	log->len = len;
}

void ir_text_log_open_file(struct ir_text_log *log, int fd, const char *path)
{
	struct stat st;

	open_log(log, fstat(fd, &st) ? 0 : (size_t)st.st_size, path);
	log->fd = fd;
}

void ir_text_log_close(struct ir_text_log *log)
{
	free(log->text);
	if (log->target.ops && log->fd >= 0)
		close(log->fd);
	memset(log, 0, sizeof(*log));
}
