// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/taking/taking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct taking_sums taking_sums;

static uint64_t seed;

/* splitmix64: the same seed, the same pairs */
static unsigned below(unsigned n)
{
	uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ z >> 31) % n);
}

bool taking_arguments(int argc, char **argv, struct taking_options *how)
{
	int c;

	seed = 1;
	how->every = 1;
	while ((c = getopt(argc, argv, "vs:e:p:")) != -1) {
		if (c == 'v')
			how->verbose = true;
		else if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (c == 'e')
			how->every = (unsigned)atoi(optarg);
		else if (c == 'p')
			how->pairs = (unsigned)atoi(optarg);
		else
			return false;
	}
	return optind < argc;
}

static const char *verdict_words(const struct ir_verdict *v, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s%s%s, %s", ir_class_name(v->class), v->shape ? "/" : "",
		 v->shape ? v->shape : "", v->phase ? "/" : "", v->phase ? v->phase : "",
		 v->confidence ? v->confidence : "-");
	return buf;
}

/* One diagnosis without what is taken now; is its verdict allowed beside @whole? */
static void compare(struct without *w, const struct ir_options *options, const char *name,
		    const struct ir_diagnosis *whole, const struct taking_options *how)
{
	char what[512] = "", words[256], before[160], after[160];
	struct ir_diagnosis d;
	const char *wrong;
	bool rated;

	ir_diagnose_into(&w->target, options, &d);
	if (how->answered && !how->answered()) {
		taking_sums.unanswered++;
		ir_diagnosis_release(&d);
		return;
	}
	wrong = verdict_violation(whole, &d, &rated);
	taking_sums.rated += rated;
	for (unsigned i = 0; i < w->nr_taken; i++) {
		if (i)
			strcat(what, " + ");
		strncat(what, thing_words(w->taken[i], words, sizeof(words)),
			sizeof(what) - strlen(what) - 4);
	}
	verdict_words(&whole->verdict, before, sizeof(before));
	verdict_words(&d.verdict, after, sizeof(after));
	if (wrong) {
		taking_sums.failed++;
		printf("FAIL %s\t%s\t%s -> %s: %s\n", name, what, before, after, wrong);
	} else if (how->verbose) {
		printf("%s\t%s\t%s -> %s\n", name, what, before, after);
	}
	ir_diagnosis_release(&d);
}

void taking_run(struct ir_target *inner, const struct ir_options *options, const char *name,
		const struct taking_options *how)
{
	struct ir_diagnosis whole;
	struct without w;
	unsigned every = how->every ? how->every : 1;

	without_open(&w, inner);
	w.record = true;
	ir_diagnose_into(&w.target, options, &whole);
	w.record = false;
	taking_sums.machines++;
	for (unsigned i = below(every); i < w.nr; i += 1 + below(2 * every - 1)) {
		w.taken[0] = &w.things[i];
		w.nr_taken = 1;
		compare(&w, options, name, &whole, how);
		taking_sums.singles++;
	}
	for (unsigned i = 0; w.nr > 1 && i < how->pairs; i++) {
		w.taken[0] = &w.things[below(w.nr)];
		w.taken[1] = &w.things[below(w.nr)];
		w.nr_taken = 2;
		compare(&w, options, name, &whole, how);
		taking_sums.pairs++;
	}
	ir_diagnosis_release(&whole);
	without_close(&w);
}

int taking_end(void)
{
	printf("%u machines, %u single things and %u pairs taken away, %u look-alikes rated as "
	       "the race without what tells, %u not answered\n",
	       taking_sums.machines, taking_sums.singles, taking_sums.pairs, taking_sums.rated,
	       taking_sums.unanswered);
	printf("%u passed, %u failed\n",
	       taking_sums.singles + taking_sums.pairs - taking_sums.failed - taking_sums.unanswered,
	       taking_sums.failed);
	return taking_sums.failed || taking_sums.unanswered >= taking_sums.singles + taking_sums.pairs;
}
