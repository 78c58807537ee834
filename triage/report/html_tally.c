// SPDX-License-Identifier: GPL-2.0-or-later
/* Counting. */
#include "triage/report/html_tally.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

const char *const ir_phase_name[IR_PHASES] = {"in-window", "reused", "healed", "phase unknown",
					       "reads like it"};

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct ir_tally *)a)->key, ((const struct ir_tally *)b)->key);
}

static bool make_room(struct ir_tallies *t)
{
	size_t room = t->room ? t->room * 2 : 64;
	void *more;

	if (t->nr < t->room)
		return true;
	more = realloc(t->all, room * sizeof(*t->all));
	if (!more)
		return false;
	t->all = more;
	t->room = room;
	return true;
}

struct ir_tally *ir_tally(struct ir_tallies *t, const char *key)
{
	struct ir_tally *new = calloc(1, sizeof(*new)), **found;

	if (!new)
		return NULL;
	new->key = (char *)key;
	found = make_room(t) ? tsearch(new, &t->tree, by_key) : NULL;
	if (!found || *found != new) {
		free(new);
		return found ? *found : NULL;
	}
	new->key = strdup(key);
	if (!new->key) {
		new->key = (char *)key;
		tdelete(new, &t->tree, by_key);
		free(new);
		return NULL;
	}
	new->id = (unsigned)t->nr;
	t->all[t->nr++] = new;
	return new;
}

static bool is_sure(const struct ir_row *r)
{
	return r->confidence && !strcmp(r->confidence, "confirmed");
}

static enum ir_phase phase_of(const struct ir_row *r)
{
	if (!is_sure(r))
		return IR_PHASE_ALIKE;
	for (int i = 0; r->phase && i < IR_PHASE_UNKNOWN; i++) {
		if (!strcmp(r->phase, ir_phase_name[i]))
			return i;
	}
	return IR_PHASE_UNKNOWN;
}

/* A dump shows more than a log, a sure verdict more than a guess. */
static unsigned rank_of(const struct ir_row *r)
{
	return 1 + 2 * (r->door && !strcmp(r->door, "dump")) + is_sure(r);
}

bool ir_tally_one(struct ir_tally *t)
{
	if (t)
		t->crashes++;
	return t;
}

static void count_confidence(struct ir_tally *t, const char *confidence)
{
	static const char *const words[] = {"confirmed", "likely", "possible"};

	for (unsigned i = 0; confidence && i < 3; i++)
		t->sure[i] += !strcmp(confidence, words[i]);
}

bool ir_tally_row(struct ir_tally *t, const struct ir_row *r, bool first)
{
	if (!t)
		return false;
	if (!t->paths++) {
		snprintf(t->class, sizeof(t->class), "%s", r->class);
		snprintf(t->phase, sizeof(t->phase), "%s", r->phase ? r->phase : "");
	}
	t->crashes += first;
	if (first)
		count_confidence(t, r->confidence);
	if (first && r->race && *r->race == '1')
		t->race[phase_of(r)]++;
	if (r->crash_time && (!t->oldest[0] || strcmp(r->crash_time, t->oldest) < 0))
		snprintf(t->oldest, sizeof(t->oldest), "%s", r->crash_time);
	if (r->crash_time && strcmp(r->crash_time, t->newest) > 0)
		snprintf(t->newest, sizeof(t->newest), "%s", r->crash_time);
	if (rank_of(r) > t->rank) {
		free(t->member);
		t->member = strdup(r->path);
		t->rank = rank_of(r);
		return t->member;
	}
	return true;
}

uint64_t ir_tally_races(const struct ir_tally *t)
{
	uint64_t sum = 0;

	for (int i = 0; i < IR_PHASE_ALIKE; i++)
		sum += t->race[i];
	return sum;
}

static int by_races(const void *a, const void *b)
{
	const struct ir_tally *x = *(struct ir_tally *const *)a, *y = *(struct ir_tally *const *)b;
	uint64_t nx = ir_tally_races(x), ny = ir_tally_races(y);

	if (nx != ny)
		return nx < ny ? 1 : -1;
	if (x->race[IR_PHASE_ALIKE] != y->race[IR_PHASE_ALIKE])
		return x->race[IR_PHASE_ALIKE] < y->race[IR_PHASE_ALIKE] ? 1 : -1;
	if (x->crashes != y->crashes)
		return x->crashes < y->crashes ? 1 : -1;
	return strcmp(x->key, y->key);
}

void ir_tallies_sort(struct ir_tallies *t)
{
	if (t->nr)
		qsort(t->all, t->nr, sizeof(*t->all), by_races);
}

static void nothing(void *node)
{
	(void)node;
}

void ir_tallies_free(struct ir_tallies *t)
{
	tdestroy(t->tree, nothing);
	for (size_t i = 0; i < t->nr; i++) {
		free(t->all[i]->key);
		free(t->all[i]->member);
		free(t->all[i]->known);
		free(t->all[i]);
	}
	free(t->all);
	*t = (struct ir_tallies){.nr = 0};
}
