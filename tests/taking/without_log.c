// SPDX-License-Identifier: GPL-2.0-or-later
/* The log, from which lines and registers are taken away. */
#include "tests/taking/without_log.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "RAX: 0000..." goes out of @line; r8 is R08 there. */
static void drop_register(char *line, const char *name)
{
	char printed[IR_SYMBOL_MAX + 2], *at;
	size_t n;

	if (name[0] == 'r' && isdigit((unsigned char)name[1]))
		snprintf(printed, sizeof(printed), "R%02d:", atoi(name + 1));
	else
		snprintf(printed, sizeof(printed), "%s:", name);
	for (n = 0; printed[n]; n++)
		printed[n] = (char)toupper((unsigned char)printed[n]);
	at = strstr(line, printed);
	if (!at || (at > line && isalnum((unsigned char)at[-1])))
		return;
	n += strspn(at + n, " ");
	n += strspn(at + n, "0123456789abcdef");
	memmove(at, at + n, strlen(at + n) + 1);
}

struct reading {
	struct without *w;
	ir_line_fn *fn;
	void *arg;
	unsigned line, told;
};

static bool pass_line(const char *line, size_t len, void *arg)
{
	struct reading *r = arg;
	struct without *w = r->w;
	unsigned at = r->line++;
	char buf[4096];

	for (unsigned i = 0; i < w->nr_taken; i++) {
		const struct thing *t = w->taken[i];

		if ((t->kind == THING_LINE && t->v == at) || (t->kind == THING_LOG_TO && at <= t->v))
			return true;
		if (t->kind == THING_LOG_FROM && at >= t->v)
			return false;
	}
	without_record(w, THING_LINE, "", at, 0);
	/* Of a log alone only what is printed can tell that there was a crash: before and behind the report there is none. */
	if (strcmp(w->ops.door, "log")) {
		without_record(w, THING_LOG_FROM, "", at, 0);
		without_record(w, THING_LOG_TO, "", at, 0);
	}
	r->told++;
	if (len >= sizeof(buf))
		return r->fn(line, len, r->arg);
	memcpy(buf, line, len);
	buf[len] = 0;
	for (unsigned i = 0; i < w->nr_taken; i++)
		if (w->taken[i]->kind == THING_REGISTER)
			drop_register(buf, w->taken[i]->name);
	return r->fn(buf, len && strlen(buf) < len ? strlen(buf) : len, r->arg);
}

enum ir_status without_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct reading r = {t->priv, fn, arg, 0, 0};
	enum ir_status st = r.w->inner->ops->log(r.w->inner, pass_line, &r);

	return st || r.told ? st : IR_NOTFOUND;
}
