// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/find_sets.h"

#include <stdlib.h>
#include <string.h>

bool ir_parts_add(struct ir_parts *p, const char *path, const struct ir_split *split)
{
	struct ir_part *more = realloc(p->all, (p->nr + 1) * sizeof(*more));

	if (more)
		p->all = more;
	if (!more || !(more[p->nr].path = strdup(path)))
		return false;
	more[p->nr++].split = *split;
	return true;
}

static size_t folder_len(const char *path)
{
	return (size_t)(strrchr(path, '/') - path);
}

static int by_folder(const struct ir_part *a, const struct ir_part *b)
{
	size_t la = folder_len(a->path), lb = folder_len(b->path);
	int c = memcmp(a->path, b->path, la < lb ? la : lb);

	return c ? c : (la > lb) - (la < lb);
}

static int by_dump(const void *a, const void *b)
{
	const struct ir_part *x = a, *y = b;

	if (x->split.dump != y->split.dump)
		return x->split.dump < y->split.dump ? -1 : 1;
	return by_folder(x, y) ? by_folder(x, y) : strcmp(x->path, y->path);
}

static int by_start(const void *a, const void *b)
{
	const struct ir_part *x = a, *y = b;

	if (x->split.start != y->split.start)
		return x->split.start < y->split.start ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void call(struct ir_part *part, size_t nr, ir_set_fn *fn, void *arg)
{
	qsort(part, nr, sizeof(*part), by_start);
	fn(part, nr, arg);
}

/* Is each part there once? Then they are one set, wherever they stand. */
static bool all_differ(struct ir_part *part, size_t nr)
{
	bool differ = true;
	struct ir_part *copy = malloc(nr * sizeof(*copy));

	if (!copy)
		return false;
	memcpy(copy, part, nr * sizeof(*copy));
	qsort(copy, nr, sizeof(*copy), by_start);
	for (size_t i = 1; i < nr; i++)
		differ &= copy[i].split.start != copy[i - 1].split.start;
	free(copy);
	return differ;
}

/* The same set copied to several folders is a set in each. */
static void call_by_folder(struct ir_part *part, size_t nr, ir_set_fn *fn, void *arg)
{
	for (size_t i = 0, n; i < nr; i += n) {
		for (n = 1; i + n < nr && !by_folder(&part[i], &part[i + n]); n++)
			;
		call(part + i, n, fn, arg);
	}
}

void ir_parts_sets(struct ir_parts *p, ir_set_fn *fn, void *arg)
{
	struct ir_part *part = p->all;

	if (p->nr)
		qsort(part, p->nr, sizeof(*part), by_dump);
	for (size_t i = 0, n; i < p->nr; i += n) {
		for (n = 1; i + n < p->nr && part[i + n].split.dump == part[i].split.dump; n++)
			;
		if (all_differ(part + i, n))
			call(part + i, n, fn, arg);
		else
			call_by_folder(part + i, n, fn, arg);
	}
}

void ir_parts_release(struct ir_parts *p)
{
	for (size_t i = 0; i < p->nr; i++)
		free(p->all[i].path);
	free(p->all);
	*p = (struct ir_parts){.nr = 0};
}
