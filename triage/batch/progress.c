// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/render/report.h"

static struct {
	bool shown;
	double started, last;
	uint64_t worked;
} line;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool on_terminal(void)
{
	static int answer = -1;

	if (answer < 0)
		answer = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
	return answer;
}

static void wipe(void)
{
	if (line.shown)
		fputs("\r\033[K", stderr);
	line.shown = false;
}

/* Not more often than eyes can follow. */
static bool due(void)
{
	double t = now();

	if (!on_terminal() || t - line.last < 0.1)
		return false;
	line.last = t;
	return true;
}

void ir_progress_found(uint64_t nr)
{
	if (!due())
		return;
	fprintf(stderr, "\r\033[Klooking for dumps: %" PRIu64 " found", nr);
	line.shown = true;
}

static void time_left(double seconds, char *buf, size_t size)
{
	unsigned long s = seconds < 0 || seconds > 1e9 ? 0 : (unsigned long)(seconds + 0.5);

	if (s < 90)
		snprintf(buf, size, "%lu s", s);
	else if (s < 5400)
		snprintf(buf, size, "%lu min", (s + 30) / 60);
	else
		snprintf(buf, size, "%lu h %02lu min", s / 3600, s % 3600 / 60);
}

/* What is confirmed, and what only reads like it: "12 races, 8 more that read like it" */
static void put_races(const struct ir_totals *t)
{
	fprintf(stderr, "%" PRIu64 " %s", t->races, t->races == 1 ? "race" : "races");
	if (t->alike)
		fprintf(stderr, ", %" PRIu64 " more that %s like it", t->alike, t->alike == 1 ? "reads" : "read");
}

static void draw(const struct ir_batch *b)
{
	const struct ir_totals *t = &b->totals;
	uint64_t worked = t->done - t->unchanged;
	double spent = now() - line.started, rate = spent > 0 ? (double)worked / spent : 0;
	char left[48];

	time_left(rate > 0 ? (double)(t->found - t->done) / rate : 0, left, sizeof(left));
	fprintf(stderr, "\r\033[K%" PRIu64 "/%" PRIu64 " dumps  %" PRIu64 " %%  %.1f/s  %s left  ",
		t->done, t->found, t->found ? t->done * 100 / t->found : 100, rate, left);
	put_races(t);
	if (t->failed)
		fprintf(stderr, "  %" PRIu64 " failed", t->failed);
	fflush(stderr);
	line.shown = true;
}

void ir_progress(const struct ir_batch *b, const char *path, const char *class, const char *phase,
		 const char *confidence)
{
	if (line.started == 0)
		line.started = now();
	if (path && !on_terminal()) {
		printf("%s\t%s\t%s\t%s\n", path, class, phase && *phase ? phase : "-",
		       confidence && *confidence ? confidence : "-");
		fflush(stdout);
	}
	if (due())
		draw(b);
}

/* Bytes of a file's name, or of a dump, go to a terminal. */
static void put_text(const char *text)
{
	char glyph[17];

	while (ir_glyph(&text, glyph))
		fputs(glyph, stderr);
}

void ir_progress_error(const char *path, const char *error)
{
	wipe();
	fputs("inoderace: ", stderr);
	put_text(path);
	fputs(": ", stderr);
	put_text(error);
	fputc('\n', stderr);
}

void ir_progress_end(const struct ir_batch *b)
{
	const struct ir_totals *t = &b->totals;

	wipe();
	fprintf(stderr, "%" PRIu64 " of %" PRIu64 " dumps and logs: %" PRIu64 " diagnosed, %" PRIu64
			" the same as others, %" PRIu64 " unchanged; ",
		t->done, t->found, t->diagnosed, t->same, t->unchanged);
	put_races(t);
	fprintf(stderr, ", %" PRIu64 " undetermined, %" PRIu64 " not analysed\n", t->undetermined, t->failed);
	if (t->older)
		fprintf(stderr, "%" PRIu64 " of the unchanged were judged by other rules (--again judges them"
				" by today's)\n", t->older);
}
