// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kernels before 6.0 do not say where their symbol tables are. The table of addresses is sorted and
 * larger than 128 KiB, so a search that reads one page in every 128 KiB of the image finds it. The
 * other tables follow it in this order:
 *
 *	addresses, base, number of symbols, names, markers,
 *	(symbols sorted by name,) tokens, index of the tokens
 *
 * each aligned to 8 bytes. 6.4 changed that order, but by then VMCOREINFO had the addresses.
 */
#include "core/symbols/kallsyms.h"

#include <string.h>

#define PAGE	  4096
#define HOP	  (128u << 10)
#define IMAGE_MAX (128u << 20)
#define TABLE_MAX (16u << 20)
/*
 * Most between two symbols, on a page by which the table is first met: rodata is aligned to 2 MiB, and __init code may
 * have no symbols. Some place of the table has a wider gap: 12 MiB before the __init code of Debian's 5.10 with PREEMPT_RT.
 */
#define GAP	    (4 << 20)
#define ANY_GAP	    INT32_MAX
#define MIN_SYMBOLS 20000
#define MAX_SYMBOLS (1u << 22)
#define TOKENS_MAX  16384

struct scan {
	struct ir_target *t;
	struct ir_arena *arena;
	uint64_t text; /* the start of the kernel's code */
	struct ir_kallsyms_places *ret;
};

/* Is @addr so close to the kernel's code that a distance of 32 bits leads from the one to the other? */
static bool is_near(const struct scan *s, uint64_t addr)
{
	return (addr < s->text ? s->text - addr : addr - s->text) < UINT64_C(1) << 31;
}

static uint64_t align8(uint64_t v)
{
	return (v + 7) & ~UINT64_C(7);
}

/*
 * Can @page be a part of the table of addresses? 0: no; 8: ascending 64-bit addresses near the code; 1:
 * ascending 32-bit distances; -1: descending negative 32-bit distances (IR_KALLSYMS_BASE_PERCPU), each less than
 * @gap from the one before.
 */
static int sorted_as(const struct scan *s, const unsigned char *page, int64_t gap)
{
	int32_t v[PAGE / 4];
	uint64_t w[PAGE / 8];
	unsigned up = 0, down = 0, wide = 0;

	memcpy(v, page, PAGE);
	memcpy(w, page, PAGE);
	for (unsigned i = 1; i < PAGE / 4; i++) {
		up += v[i - 1] >= 0 && v[i] >= v[i - 1] && (int64_t)v[i] - v[i - 1] < gap;
		down += v[i] < 0 && v[i] <= v[i - 1] && (int64_t)v[i - 1] - v[i] < gap;
	}
	for (unsigned i = 1; i < PAGE / 8; i++)
		wide += is_near(s, w[i - 1]) && is_near(s, w[i]) && w[i] >= w[i - 1];
	if (wide == PAGE / 8 - 1 && w[0] != w[PAGE / 8 - 1])
		return 8;
	if (v[0] == v[PAGE / 4 - 1])
		return 0;
	return up == PAGE / 4 - 1 ? 1 : down == PAGE / 4 - 1 ? -1 : 0;
}

/*
 * A page full of one address: in a small kernel, hundreds of missing system calls have the same
 * address.
 */
static bool all_same(const unsigned char *page)
{
	return page[7] && !memcmp(page, page + 4, PAGE - 4);
}

/* Can there be two names at @at, one after the other: 1 to 127 tokens each? */
static bool names_at(struct scan *s, uint64_t at)
{
	uint8_t b[512];

	if (ir_read(s->t, at, b, sizeof(b)) || !b[0] || b[0] > 127)
		return false;
	return b[1 + b[0]] && b[1 + b[0]] <= 127;
}

/* Is there a token table at @at: 256 strings, followed by the index that fits these strings? */
static bool try_tokens(struct scan *s, uint64_t at)
{
	unsigned char *b = ir_arena_alloc(s->arena, TOKENS_MAX);
	uint16_t index[256];
	uint32_t n = 0, len = 0;

	/* Fewer bytes may be readable: the table can be in the last page of rodata. */
	for (; b && len < TOKENS_MAX; len += 512) {
		if (ir_read(s->t, at + len, b + len, 512))
			break;
	}
	for (unsigned i = 0; i < 256; i++) {
		index[i] = (uint16_t)n;
		while (n < len && b[n])
			n++;
		if (n++ >= len)
			return false;
	}
	n = (uint32_t)(align8(at + n) - at);
	if (n + sizeof(index) > len || memcmp(b + n, index, sizeof(index)))
		return false;
	s->ret->tokens = at;
	s->ret->index = at + n;
	return true;
}

/*
 * Go through all names to their end. One or two tables later (markers, symbols sorted by name) are
 * the tokens.
 */
static bool find_tokens(struct scan *s, uint32_t nr)
{
	uint64_t markers = align8((nr + 255ull) / 256 * 4), end, off = 0;
	struct ir_kallsyms ks = {.nr = nr};

	if (ir_window_open(&ks.names, s->t, s->arena, s->ret->names, 64ull * nr))
		return false;
	for (uint32_t i = 0; i < nr; i++) {
		off = ir_kallsyms_skip(&ks, off);
		if (!off)
			return false;
	}
	end = align8(s->ret->names + off);
	return try_tokens(s, end + markers) || try_tokens(s, end + markers + align8(3ull * nr)) ||
	       try_tokens(s, end + (nr + 255ull) / 256 * 8);
}

/*
 * Is the number of symbols at @at? Then the table of addresses (entries of @width bytes) ends @gap
 * bytes before it. The table must be long enough to contain the address @inside, and names and
 * tokens must follow.
 */
static bool try_count(struct scan *s, uint64_t at, uint64_t inside, unsigned width, unsigned gap)
{
	uint64_t start;
	uint32_t nr;

	if (ir_read_u32(s->t, at, &nr) || nr < MIN_SYMBOLS || nr > MAX_SYMBOLS)
		return false;
	start = at - gap - align8((uint64_t)nr * width);
	if (start > inside || !names_at(s, at + 8))
		return false;
	s->ret->addrs = start;
	s->ret->num_syms = at;
	s->ret->names = at + 8;
	s->ret->base = gap ? at - gap : 0;
	s->ret->absolute = !gap;
	return find_tokens(s, nr);
}

/*
 * @page is inside a table of addresses: go to its last sorted page and look for the number of
 * symbols after it.
 */
static bool find_after(struct scan *s, uint64_t page, int kind)
{
	unsigned char b[PAGE];
	uint64_t last = page, base;

	for (; last - page < TABLE_MAX; last += PAGE) {
		if (ir_read(s->t, last + PAGE, b, PAGE) ||
		    (sorted_as(s, b, ANY_GAP) != kind && !all_same(b)))
			break;
	}
	for (uint64_t at = last + PAGE; at < last + 3 * PAGE; at += 8) {
		if (kind == 8 && try_count(s, at, page, 8, 0))
			return true;
		if (kind != 8 && !ir_read_u64(s->t, at, &base) && is_near(s, base) &&
		    !(base & (PAGE - 1)) && try_count(s, at + 8, page, 4, 8))
			return true;
	}
	return false;
}

enum ir_status ir_kallsyms_scan(struct ir_target *t, struct ir_arena *arena, uint64_t text,
				struct ir_kallsyms_places *ret)
{
	struct scan s = {.t = t, .arena = arena, .text = text, .ret = ret};
	unsigned char b[PAGE];
	unsigned tries = 0;

	if (!text)
		return IR_NOTFOUND;
	text &= ~(uint64_t)(PAGE - 1);
	for (uint64_t at = text; at - text < IMAGE_MAX && tries < 16; at += HOP) {
		int kind = ir_read(t, at, b, PAGE) ? 0 : sorted_as(&s, b, GAP);

		memset(ret, 0, sizeof(*ret));
		if (!kind)
			continue;
		if (find_after(&s, at, kind))
			return IR_OK;
		tries++;
	}
	return IR_NOTFOUND;
}
