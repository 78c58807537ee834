// SPDX-License-Identifier: GPL-2.0-or-later
/* What changed its verdict between two runs, or since some rules. */
#include "triage/report/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A verdict of a side, as far as it is known at this row. */
struct verdict {
	bool there;
	char class[32], phase[16], confidence[16], error[256];
};

struct comparison {
	struct ir_compare_side side[2];
	struct verdict verdict[2];
	char path[4096];
	uint64_t changed, same, lone;
};

static bool belongs(const struct ir_compare_side *side, long long run, long long rules)
{
	switch (side->kind) {
	case IR_SIDE_RUN:
		return run <= side->id;
	case IR_SIDE_RULES:
		return rules == side->id;
	case IR_SIDE_LATEST:
		break;
	}
	return true;
}

static void put_verdict(const struct verdict *v)
{
	printf("%s%s%s%s%s", v->class, v->phase[0] ? " " : "", v->phase, v->confidence[0] ? " " : "",
	       v->confidence);
	if (v->error[0]) {
		fputs(" (", stdout);
		ir_put_text(stdout, v->error, 0);
		putchar(')');
	}
}

static void end_path(struct comparison *c)
{
	const struct verdict *a = &c->verdict[0], *b = &c->verdict[1];

	if (!c->path[0])
		return;
	if (!a->there || !b->there) {
		c->lone++;
	} else if (!strcmp(a->class, b->class) && !strcmp(a->phase, b->phase) &&
		   !strcmp(a->confidence, b->confidence)) {
		c->same++;
	} else {
		c->changed++;
		ir_put_text(stdout, c->path, 0);
		putchar('\t');
		put_verdict(a);
		putchar('\t');
		put_verdict(b);
		putchar('\n');
	}
}

/* Diagnoses of a path come in the order they were made: the last one that belongs to a side counts. */
static bool add_diagnosis(const char *const *col, void *arg)
{
	struct comparison *c = arg;

	if (strcmp(c->path, col[0])) {
		end_path(c);
		memset(c->verdict, 0, sizeof(c->verdict));
		snprintf(c->path, sizeof(c->path), "%s", col[0]);
	}
	for (int i = 0; i < 2; i++) {
		struct verdict *v = &c->verdict[i];

		if (!belongs(&c->side[i], strtoll(col[1], NULL, 10), strtoll(col[2], NULL, 10)))
			continue;
		v->there = true;
		snprintf(v->class, sizeof(v->class), "%s", col[3]);
		snprintf(v->phase, sizeof(v->phase), "%s", col[4] ? col[4] : "");
		snprintf(v->confidence, sizeof(v->confidence), "%s", col[5] ? col[5] : "");
		snprintf(v->error, sizeof(v->error), "%s", col[6] ? col[6] : "");
	}
	return !ferror(stdout);
}

bool ir_report_compare(struct ir_store *s, struct ir_compare_side old, struct ir_compare_side new)
{
	static struct comparison c;
	bool ok;

	c.side[0] = old;
	c.side[1] = new;
	ok = ir_store_query(s,
			    "SELECT p.path, d.run, d.rules, d.class, d.phase, d.confidence, d.error"
			    " FROM paths p JOIN diagnoses d ON d.content = p.content"
			    " ORDER BY p.path COLLATE \"C\", d.id",
			    NULL, 0, add_diagnosis, &c);
	end_path(&c);
	fprintf(stderr, "%" PRIu64 " changed, %" PRIu64 " the same, %" PRIu64 " with only one of the two\n",
		c.changed, c.same, c.lone);
	return ok;
}
