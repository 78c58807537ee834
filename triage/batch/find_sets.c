// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts of dumps that makedumpfile --split wrote, put together again. */
#include <stdlib.h>
#include <string.h>

#include "triage/batch/find_private.h"

void ir_find_part(struct ir_finder *f, const char *path, const struct ir_split *split)
{
	struct ir_part *more = realloc(f->parts, (f->nr_parts + 1) * sizeof(*more));

	if (more)
		f->parts = more;
	if (!more || !(more[f->nr_parts].path = strdup(path))) {
		f->failed = true;
		return;
	}
	more[f->nr_parts++].split = *split;
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

static void emit_set(struct ir_finder *f, struct ir_part *part, size_t nr)
{
	struct ir_unit u = {.sniff = IR_SNIFF_DUMP, .asked = true};

	qsort(part, nr, sizeof(*part), by_start);
	for (size_t i = 0; i < nr && u.nr_paths < IR_MAX_PARTS; i++)
		u.paths[u.nr_paths++] = part[i].path;
	(void)ir_find_emit(f, &u);
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
static void emit_by_folder(struct ir_finder *f, struct ir_part *part, size_t nr)
{
	for (size_t i = 0, n; i < nr; i += n) {
		for (n = 1; i + n < nr && !by_folder(&part[i], &part[i + n]); n++)
			;
		emit_set(f, part + i, n);
	}
}

void ir_find_sets(struct ir_finder *f)
{
	struct ir_part *part = f->parts;

	if (f->nr_parts)
		qsort(part, f->nr_parts, sizeof(*part), by_dump);
	for (size_t i = 0, n; i < f->nr_parts; i += n) {
		for (n = 1; i + n < f->nr_parts && part[i + n].split.dump == part[i].split.dump; n++)
			;
		if (all_differ(part + i, n))
			emit_set(f, part + i, n);
		else
			emit_by_folder(f, part + i, n);
	}
	for (size_t i = 0; i < f->nr_parts; i++)
		free(part[i].path);
	free(part);
}
