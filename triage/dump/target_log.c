// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/target_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum ir_status lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	const struct ir_text_log *log = t->priv;
	const char *end = log->text + log->len;

	for (const char *line = log->text; line < end;) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((nl ? nl : end) - line);

		if (!fn(line, len && line[len - 1] == '\r' ? len - 1 : len, arg))
			break;
		line = nl ? nl + 1 : end;
	}
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

void ir_text_log_open(struct ir_text_log *log, char *text, size_t len, const char *path)
{
	memset(log, 0, sizeof(*log));
	log->target.ops = &ops;
	log->target.priv = log;
	log->text = text;
	log->len = len;
	log->info.bytes = len;
	snprintf(log->info.path, sizeof(log->info.path), "%s", path);
}

void ir_text_log_close(struct ir_text_log *log)
{
	free(log->text);
	memset(log, 0, sizeof(*log));
}
