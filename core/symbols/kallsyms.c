// SPDX-License-Identifier: GPL-2.0-or-later
/* Look up symbols in the kernel's own table. kallsyms.h teaches the format. */
#include "core/symbols/kallsyms.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FUNCTION 65536 /* bytes; no function is nearly as long */
#define MAX_MATCHES  128   /* symbols of one name that are reported */
#define MAX_ALIASES  64	   /* symbols at one address that are examined */

uint32_t ir_name_hash(const char *name)
{
	uint32_t h = 2166136261u; /* FNV-1a */

	for (size_t i = 0; name[i] && (!i || name[i] != '.'); i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	return h;
}

static unsigned entry_width(const struct ir_kallsyms *ks)
{
	return ks->form == IR_KALLSYMS_ABSOLUTE ? 8 : 4;
}

bool ir_kallsyms_address(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret)
{
	unsigned width = entry_width(ks);
	const void *p = ir_window_bytes(&ks->addrs, (uint64_t)i * width, width);
	int32_t rel;

	if (!p)
		return false;
	if (width == 8) {
		memcpy(ret, p, 8);
		return true;
	}
	memcpy(&rel, p, 4);
	switch (ks->form) {
	case IR_KALLSYMS_BASE: *ret = ks->base + (uint32_t)rel; break;
	case IR_KALLSYMS_BASE_PERCPU:
		*ret = rel >= 0 ? (uint64_t)rel : ks->base - 1 - (uint64_t)(int64_t)rel;
		break;
	default: *ret = ks->addrs.addr + 4 * (uint64_t)i + (uint64_t)(int64_t)rel;
	}
	return true;
}

/* The tokens of the name at offset @off. @len: how many; @head: bytes of the length before them. */
static const uint8_t *name_tokens(struct ir_kallsyms *ks, uint64_t off, unsigned *len,
				  unsigned *head)
{
	const uint8_t *p = ir_window_bytes(&ks->names, off, 1);

	if (!p)
		return NULL;
	*len = *p;
	*head = 1;
	if (*p & 0x80) {
		/* Since 6.1 the length of a long name has two bytes. */
		p = ir_window_bytes(&ks->names, off, 2);
		if (!p)
			return NULL;
		*len = (p[0] & 0x7fu) | (unsigned)p[1] << 7;
		*head = 2;
	}
	return *len ? ir_window_bytes(&ks->names, off + *head, *len) : NULL;
}

uint64_t ir_kallsyms_skip(struct ir_kallsyms *ks, uint64_t off)
{
	unsigned len, head;

	return name_tokens(ks, off, &len, &head) ? off + head + len : 0;
}

/* Decode the name at offset @off. The first letter is the symbol's type and is left out. */
static bool decode_name(struct ir_kallsyms *ks, uint64_t off, char *buf, size_t size)
{
	unsigned len, head;
	const uint8_t *p = name_tokens(ks, off, &len, &head);
	bool skipped = false;
	size_t n = 0;

	if (!p)
		return false;
	for (unsigned i = 0; i < len; i++) {
		const char *token = ks->tokens + ks->token[p[i]];

		if (!skipped && *token) {
			skipped = true;
			token++;
		}
		while (*token && n < size - 1)
			buf[n++] = *token++;
	}
	buf[n] = 0;
	return n > 0;
}

bool ir_kallsyms_marker(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret)
{
	const void *p =
		ir_window_bytes(&ks->markers, (uint64_t)i * ks->marker_size, ks->marker_size);

	*ret = 0;
	if (p)
		memcpy(ret, p, ks->marker_size);
	return p != NULL;
}

/* Pass over up to @nr names that lie in one page, short ones, as nearly all are. Return: how many. */
static unsigned skip_short(struct ir_kallsyms *ks, uint64_t *off, unsigned nr)
{
	uint64_t len, at = 0;
	const uint8_t *p = ir_window_rest(&ks->names, *off, &len);
	unsigned n = 0;

	while (p && n < nr && at < len && p[at] && p[at] < 0x80 && at + 1 + p[at] <= len) {
		at += 1u + p[at];
		n++;
	}
	*off += at;
	return n;
}

static bool name_offset(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret)
{
	struct ir_kallsyms_place *near = &ks->near[i / 256 % IR_KALLSYMS_NEAR];
	bool behind = near->off && near->i / 256 == i / 256 && near->i <= i;
	uint64_t off = near->off;

	if (!behind && !ir_kallsyms_marker(ks, i / 256, &off))
		return false;
	for (unsigned n = behind ? i - near->i : i % 256; n;) {
		unsigned skipped = skip_short(ks, &off, n);

		n -= skipped;
		if (skipped)
			continue;
		off = ir_kallsyms_skip(ks, off);
		if (!off)
			return false;
		n--;
	}
	*near = (struct ir_kallsyms_place){i, off};
	*ret = off;
	return true;
}

bool ir_kallsyms_name(struct ir_kallsyms *ks, uint32_t i, char *buf, size_t size)
{
	uint64_t off;

	return name_offset(ks, i, &off) && decode_name(ks, off, buf, size);
}

bool ir_kallsyms_seq(struct ir_kallsyms *ks, uint32_t i, uint32_t *ret)
{
	const uint8_t *p = ir_window_bytes(&ks->seqs, 3ull * i, 3);

	if (!p)
		return false;
	*ret = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
	return *ret < ks->nr;
}

/*
 * Number of the first symbol at or above @addr; ks->nr if there is none. False when an entry cannot
 * be read.
 */
static bool first_at(struct ir_kallsyms *ks, uint64_t addr, uint32_t *ret)
{
	uint32_t lo = 0, hi = ks->nr;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		uint64_t at;

		if (!ks->t->sparse)
			mid = (uint32_t)ir_window_middle(&ks->addrs, lo, hi, entry_width(ks));
		if (!ir_kallsyms_address(ks, mid, &at))
			return false;
		if (at < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	*ret = lo;
	return true;
}

bool ir_kallsyms_is_at(struct ir_kallsyms *ks, const char *name, uint64_t addr)
{
	char buf[IR_SYMBOL_MAX];
	uint64_t at;
	uint32_t i;

	if (!first_at(ks, addr, &i))
		return false;
	for (unsigned n = 0; n < MAX_ALIASES && i < ks->nr; n++, i++) {
		if (!ir_kallsyms_address(ks, i, &at) || at != addr)
			return false;
		if (ir_kallsyms_name(ks, i, buf, sizeof(buf)) && !strcmp(buf, name))
			return true;
	}
	return false;
}

/* Bytes from @addr to the next symbol with a higher address, 0 when it is not known. */
static uint64_t size_of(struct ir_kallsyms *ks, uint32_t i, uint64_t addr)
{
	uint64_t next;

	for (unsigned n = 0; n < MAX_ALIASES && ++i < ks->nr; n++) {
		if (!ir_kallsyms_address(ks, i, &next) || next < addr)
			return 0;
		if (next > addr)
			return next - addr;
	}
	return 0;
}

/* Of the symbols that have address @addr (@i is the first), find the one whose name crash shows. */
static bool pick_alias(struct ir_kallsyms *ks, uint32_t i, uint64_t addr, bool exact, char *best)
{
	char name[IR_SYMBOL_MAX];
	uint64_t at, off;
	bool found = false;

	if (!name_offset(ks, i, &off))
		return false;
	for (unsigned n = 0; n < MAX_ALIASES && i < ks->nr; n++, i++) {
		int order;

		if (!ir_kallsyms_address(ks, i, &at) || at != addr ||
		    !decode_name(ks, off, name, sizeof(name)))
			break;
		order = found ? strcmp(name, best) : 0;
		if (!found || (exact ? order < 0 : order > 0))
			memcpy(best, name, sizeof(name));
		found = true;
		off = ir_kallsyms_skip(ks, off);
	}
	return found;
}

static bool store_address(const struct ir_symbol *sym, void *arg)
{
	*(uint64_t *)arg = sym->addr;
	return false;
}

bool ir_kallsyms_code_only(struct ir_kallsyms *ks)
{
	uint64_t task;
	bool stopped;

	if (ks->looked)
		return ks->code_only;
	ks->looked = true;
	/* Every kernel has both symbols: init_task is data, _etext ends the code. */
	ks->code_only =
		ir_kallsyms_each(ks, "init_task", store_address, &task, &stopped) == IR_NOTFOUND &&
		!ir_kallsyms_each(ks, "_etext", store_address, &ks->etext, &stopped);
	if (ks->code_only &&
	    ir_kallsyms_each(ks, "_sinittext", store_address, &ks->init_text, &stopped))
		ks->init_text = UINT64_MAX;
	return ks->code_only;
}

enum ir_status ir_kallsyms_at(struct ir_kallsyms *ks, uint64_t addr, struct ir_symbol *ret)
{
	struct ir_symbol sym = {.size = 0};
	uint32_t i, after;
	uint64_t at;

	/* Below the kernel's half are per-CPU symbols, whose values are offsets, not addresses. */
	if (!(addr >> 63) || !ks->nr)
		return IR_NOTFOUND;
	if (!first_at(ks, addr, &after))
		return IR_ABSENT;
	if (after < ks->nr && ir_kallsyms_address(ks, after, &at) && at == addr) {
		i = after;
	} else {
		/* Nothing is known about addresses after the last symbol. */
		if (!after || after == ks->nr || !ir_kallsyms_address(ks, after - 1, &at) ||
		    !first_at(ks, at, &i))
			return IR_NOTFOUND;
	}
	if (!(at >> 63))
		return IR_NOTFOUND;
	if (!pick_alias(ks, i, at, at == addr, sym.name))
		return IR_ABSENT;
	sym.addr = at;
	sym.size = size_of(ks, i, at);
	if (at != addr && (!sym.size || sym.size > MAX_FUNCTION) && ir_kallsyms_code_only(ks) &&
	    addr >= ks->etext && addr < ks->init_text)
		return IR_NOTFOUND;
	*ret = sym;
	return IR_OK;
}

static bool report_symbol(struct ir_kallsyms *ks, uint32_t i, ir_symbol_fn *fn, void *arg,
			  bool *stopped)
{
	struct ir_symbol sym = {.size = 0};

	if (!ir_kallsyms_address(ks, i, &sym.addr) ||
	    !ir_kallsyms_name(ks, i, sym.name, sizeof(sym.name)))
		return false;
	sym.size = size_of(ks, i, sym.addr);
	*stopped = !fn(&sym, arg);
	return true;
}

/*
 * Kernels before 6.2 have no table sorted by name. Hash all names once; every later search uses the
 * hashes.
 */
static bool make_hashes(struct ir_kallsyms *ks)
{
	char name[IR_SYMBOL_MAX];
	uint64_t off = 0;

	ks->hashes = ir_arena_alloc(ks->arena, (size_t)ks->nr * sizeof(*ks->hashes));
	if (!ks->hashes)
		return false;
	for (uint32_t i = 0; i < ks->nr; i++) {
		/* After a missing page, go on at the next marker. */
		if (i % 256 == 0 && !name_offset(ks, i, &off))
			off = UINT64_MAX;
		if (off == UINT64_MAX || !decode_name(ks, off, name, sizeof(name))) {
			off = UINT64_MAX;
			ks->partial = true;
			continue;
		}
		ks->hashes[i] = ir_name_hash(name);
		off = ir_kallsyms_skip(ks, off);
	}
	return true;
}

static bool find_by_hash(struct ir_kallsyms *ks, const char *base, uint32_t *found, unsigned *nr)
{
	uint32_t hash = ir_name_hash(base);
	char name[IR_SYMBOL_MAX];

	*nr = 0;
	if (!ks->hashes && !make_hashes(ks))
		return false;
	for (uint32_t i = 0; i < ks->nr && *nr < MAX_MATCHES; i++) {
		if (ks->hashes[i] == hash && ir_kallsyms_name(ks, i, name, sizeof(name)) &&
		    ir_symbol_is(name, base))
			found[(*nr)++] = i;
	}
	return *nr || !ks->partial;
}

enum ir_status ir_kallsyms_each(struct ir_kallsyms *ks, const char *base, ir_symbol_fn *fn,
				void *arg, bool *stopped)
{
	uint32_t found[MAX_MATCHES];
	unsigned nr = 0, told = 0;

	*stopped = false;
	if (!ks->nr || !base[0])
		return IR_NOTFOUND;
	if ((!ks->seqs.size || !ir_kallsyms_find(ks, base, found, MAX_MATCHES, &nr)) &&
	    !find_by_hash(ks, base, found, &nr))
		return IR_ABSENT;
	for (unsigned k = 0; k < nr && !*stopped; k++)
		told += report_symbol(ks, found[k], fn, arg, stopped);
	return told ? IR_OK : nr ? IR_ABSENT : IR_NOTFOUND;
}
