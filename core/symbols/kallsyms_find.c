// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Search by name in the kernel's order of names. Names that follow each other in that order lie in pages far apart, so a binary search
 * reads a page for each of its 17 looks. It need not look at the very middle: of the names near it, one is taken whose page was read
 * before. The more is searched for, the fewer pages that takes.
 */
#include "core/symbols/kallsyms.h"

#include <stdlib.h>
#include <string.h>

#define NEAR 32 /* names beside the middle that may be looked at in its place */

/* Were all names from symbol number @i's marker to the next one read? */
static bool is_read(struct ir_kallsyms *ks, uint32_t i)
{
	uint64_t from, to;

	return ir_kallsyms_marker(ks, i / 256, &from) && i / 256 + 1 < (ks->nr + 255) / 256 &&
	       ir_kallsyms_marker(ks, i / 256 + 1, &to) &&
	       ir_window_was_read(&ks->names, from, to - from);
}

/* Where to look between @lo and @hi: in the middle half of that, at what costs nothing. */
static uint32_t place_to_look(struct ir_kallsyms *ks, uint32_t lo, uint32_t hi)
{
	uint32_t middle = lo + (hi - lo) / 2, away = (hi - lo) / 4, i;

	if (ks->t->sparse)
		return middle;
	for (uint32_t n = 0; n <= away && n <= NEAR; n++) {
		if (ir_kallsyms_seq(ks, middle - n, &i) && is_read(ks, i))
			return middle - n;
		if (ir_kallsyms_seq(ks, middle + n, &i) && is_read(ks, i))
			return middle + n;
	}
	return middle;
}

static bool name_at(struct ir_kallsyms *ks, uint32_t place, uint32_t *i, char *name)
{
	return ir_kallsyms_seq(ks, place, i) && ir_kallsyms_name(ks, *i, name, IR_SYMBOL_MAX);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * "base.suffix" is close behind "base": between them are only names in which "base" is followed by a
 * character below the dot.
 */
bool ir_kallsyms_find(struct ir_kallsyms *ks, const char *base, uint32_t *found, unsigned max,
		      unsigned *nr)
{
	char name[IR_SYMBOL_MAX];
	uint32_t lo = 0, hi = ks->nr, i;
	size_t len = strlen(base);

	while (lo < hi) {
		uint32_t at = place_to_look(ks, lo, hi);

		if (!name_at(ks, at, &i, name))
			return false;
		if (strcmp(name, base) < 0)
			lo = at + 1;
		else
			hi = at;
	}
	for (*nr = 0; lo < ks->nr && *nr < max; lo++) {
		if (!name_at(ks, lo, &i, name))
			return false;
		if (strncmp(name, base, len) || (unsigned char)name[len] > '.')
			break;
		if (ir_symbol_is(name, base))
			found[(*nr)++] = i;
	}
	qsort(found, *nr, sizeof(*found), by_number);
	return true;
}
