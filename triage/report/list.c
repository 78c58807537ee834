// SPDX-License-Identifier: GPL-2.0-or-later
/* For a person: the list, groups by signature, the runs. */
#include "triage/report/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void put_verdict(const char *class, const char *phase, int width)
{
	char text[96];

	snprintf(text, sizeof(text), "%s%s%s", class ? class : "error", phase ? ", " : "",
		 phase ? phase : "");
	ir_put_text(stdout, text, width);
}

static bool list_row(const struct ir_row *r, void *arg)
{
	uint64_t *n = arg;

	if (!(*n)++)
		printf("%-31s%-11s%-21s%-26s%-17s%s\n", "VERDICT", "CONFIDENCE", "CRASHED", "KERNEL", "HOST",
		       "PATH");
	put_verdict(r->class, r->phase, 30);
	putchar(' ');
	ir_put_text(stdout, r->confidence, 10);
	putchar(' ');
	ir_put_text(stdout, r->crash_time, 20);
	putchar(' ');
	ir_put_text(stdout, r->release, 25);
	putchar(' ');
	ir_put_text(stdout, r->nodename, 16);
	putchar(' ');
	ir_put_text(stdout, r->path, 0);
	if (r->error) {
		fputs(": ", stdout);
		ir_put_text(stdout, r->error, 0);
	}
	putchar('\n');
	return !ferror(stdout);
}

bool ir_report_list(struct ir_store *s, const struct ir_filter *filter)
{
	uint64_t n = 0;

	return ir_rows(s, filter, IR_BY_PATH, false, list_row, &n);
}

/* A group while its rows come in. Paths of one content need not follow each other. */
struct group {
	char signature[128], class[32], phase[16], first[4096];
	uint64_t paths;
	char oldest[24], newest[24];
	size_t nr_digests, room;
	char (*digests)[96];
};

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static uint64_t distinct(struct group *g)
{
	uint64_t n = 0;

	qsort(g->digests, g->nr_digests, sizeof(*g->digests), by_text);
	for (size_t i = 0; i < g->nr_digests; i++)
		n += !i || strcmp(g->digests[i], g->digests[i - 1]);
	return n;
}

static void end_group(struct group *g)
{
	if (!g->paths)
		return;
	printf("%7" PRIu64 " %7" PRIu64 "  ", distinct(g), g->paths);
	put_verdict(g->class, g->phase[0] ? g->phase : NULL, 30);
	printf(" %-20s %-20s ", g->oldest[0] ? g->oldest : "-", g->newest[0] ? g->newest : "-");
	ir_put_text(stdout, g->signature, 0);
	printf("\n                 such as ");
	ir_put_text(stdout, g->first, 0);
	putchar('\n');
}

static void add_digest(struct group *g, const char *digest)
{
	if (g->nr_digests == g->room) {
		size_t room = g->room ? g->room * 2 : 64;
		void *more = realloc(g->digests, room * sizeof(*g->digests));

		if (!more)
			return;
		g->digests = more;
		g->room = room;
	}
	snprintf(g->digests[g->nr_digests++], sizeof(*g->digests), "%s", digest);
}

static bool group_row(const struct ir_row *r, void *arg)
{
	struct group *g = arg;
	const char *signature = r->signature ? r->signature : "";

	if (g->paths && strcmp(g->signature, signature)) {
		end_group(g);
		g->paths = g->nr_digests = 0;
	}
	if (!g->paths++) {
		snprintf(g->signature, sizeof(g->signature), "%s", signature);
		snprintf(g->class, sizeof(g->class), "%s", r->class);
		snprintf(g->phase, sizeof(g->phase), "%s", r->phase ? r->phase : "");
		snprintf(g->first, sizeof(g->first), "%s", r->path);
		g->oldest[0] = g->newest[0] = 0;
	}
	add_digest(g, r->digest ? r->digest : r->path);
	if (r->crash_time && (!g->oldest[0] || strcmp(r->crash_time, g->oldest) < 0))
		snprintf(g->oldest, sizeof(g->oldest), "%s", r->crash_time);
	if (r->crash_time && strcmp(r->crash_time, g->newest) > 0)
		snprintf(g->newest, sizeof(g->newest), "%s", r->crash_time);
	return !ferror(stdout);
}

bool ir_report_groups(struct ir_store *s, const struct ir_filter *filter)
{
	static struct group g;
	bool ok;

	printf("%7s %7s  %-30s %-20s %-20s %s\n", "CRASHES", "PATHS", "VERDICT", "FIRST", "LAST", "SIGNATURE");
	ok = ir_rows(s, filter, IR_BY_SIGNATURE, false, group_row, &g);
	end_group(&g);
	free(g.digests);
	return ok;
}

static bool run_row(const char *const *c, void *arg)
{
	(void)arg;
	printf("run %-4s %s to %-20s %-11s rules %s (%s), inoderace %s%s, %s diagnoses, host ", c[0], c[1],
	       c[2] ? c[2] : "?", c[3], c[4], c[5], c[6], *c[7] == '1' ? ", --again" : "", c[9]);
	ir_put_text(stdout, c[8], 0);
	putchar('\n');
	return true;
}

bool ir_report_runs(struct ir_store *s)
{
	return ir_store_query(s, "SELECT u.id, u.started, u.ended, u.state, u.rules, r.hash, u.tool,"
				 " u.again, u.host, (SELECT count(*) FROM diagnoses d WHERE d.run = u.id)"
				 " FROM runs u JOIN rules r ON r.id = u.rules ORDER BY u.id",
			      NULL, 0, run_row, NULL);
}
