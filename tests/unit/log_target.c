// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/log_target.h"

#include <string.h>

struct text {
	const char *s;
	size_t len;
};

static enum ir_status lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	const struct text *text = t->priv;
	const char *end = text->s + text->len;

	for (const char *line = text->s; line < end;) {
		const char *nl = memchr(line, '\n', (size_t)(end - line));

		if (!fn(line, (size_t)((nl ? nl : end) - line), arg))
			break;
		line = nl ? nl + 1 : end;
	}
	return IR_OK;
}

static const struct ir_target_ops ops = {
	.door = "log",
	.log = lines,
};

void diagnose_log(const char *s, size_t len, struct ir_diagnosis *d)
{
	struct text text = {s, len};
	struct ir_target t = {.ops = &ops, .priv = &text};

	ir_diagnose_into(&t, NULL, d);
}
