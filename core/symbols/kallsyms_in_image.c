// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find the kernel's symbol tables where all of its image can be read and nobody says where they are:
 * in its file. The index of the tokens is 256 ascending numbers, each the offset of a string in the
 * table before it; hardly anything else fits. The order of the tables since 6.4:
 *
 *	number of symbols, names, markers, tokens, index of the tokens,
 *	offsets, base (not in all kernels), symbols sorted by name
 *
 * and before that as kallsyms_scan.c has it. Each is aligned to 8 bytes, or to 4.
 */
#include "core/symbols/kallsyms.h"

#include <string.h>

#include "core/lib/bytes.h"

#define NR_TOKENS   256
#define MIN_SYMBOLS 1000
#define MAX_SYMBOLS (1u << 22)
#define NAMES_MAX   (32u << 20) /* bytes of names and markers */
#define WORK_MAX    (64u << 20) /* names that are gone through before the search gives up */

struct image {
	const uint8_t *bytes;
	size_t size;
	uint64_t addr;
	unsigned work;
	size_t names, count, tokens, index, after; /* offsets in @bytes */
	uint32_t nr;
	unsigned align;
};

static size_t align_up(size_t v, size_t to)
{
	return (v + to - 1) / to * to;
}

/* Does the index of 256 numbers at @at fit 256 strings that end before it? */
static bool index_at(struct image *m, size_t at)
{
	uint16_t index[NR_TOKENS];
	size_t len;

	if (m->size < sizeof(index) || at > m->size - sizeof(index))
		return false;
	memcpy(index, m->bytes + at, sizeof(index));
	if (index[0])
		return false;
	for (unsigned i = 1; i < NR_TOKENS; i++) {
		if (index[i] <= index[i - 1])
			return false;
	}
	/* The last string ends, at most 7 bytes of padding follow. */
	for (len = index[NR_TOKENS - 1] + 1u; len < index[NR_TOKENS - 1] + 64u; len++) {
		size_t start = at - align_up(len, m->align);
		bool fits = align_up(len, m->align) <= at && !m->bytes[start + len - 1];

		for (unsigned i = 1; i < NR_TOKENS && fits; i++)
			fits = !m->bytes[start + index[i] - 1];
		if (!fits || memchr(m->bytes + start + index[NR_TOKENS - 1], 0,
				    len - index[NR_TOKENS - 1] - 1))
			continue;
		m->index = at;
		m->tokens = start;
		return true;
	}
	return false;
}

/* Go over @nr names from @at on; the offset behind them, or 0. */
static size_t skip_names(struct image *m, size_t at, uint32_t nr)
{
	for (; nr && m->work < WORK_MAX; nr--, m->work++) {
		size_t len;

		if (at + 2 > m->tokens)
			return 0;
		len = m->bytes[at++];
		if (len & 0x80) /* since 6.1 two bytes */
			len = (len & 0x7f) | (size_t)m->bytes[at++] << 7;
		if (!len || len > m->tokens - at)
			return 0;
		at += len;
	}
	return nr ? 0 : at;
}

/*
 * Are there markers for @nr symbols at @at, of @width bytes each? The second one is the length of the
 * first 256 names.
 */
static bool markers_at(const struct image *m, size_t at, unsigned width, size_t names,
		       size_t second)
{
	return at > names && at + 2 * width <= m->tokens && !ir_get32(m->bytes + at) &&
	       ir_get32(m->bytes + at + width) == second - names;
}

/* Is the number of symbols at @at, with names and markers that end where the tokens start? */
static bool count_at(struct image *m, size_t at)
{
	uint32_t nr = ir_get32(m->bytes + at);
	size_t names = at + m->align, second, end;

	if (nr < MIN_SYMBOLS || nr > MAX_SYMBOLS || nr > (m->tokens - at) / 2 || !m->bytes[names])
		return false;
	if (m->align == 8 && ir_get32(m->bytes + at + 4))
		return false;
	/* A number inside the names may look like theirs, and a walk from there finds its way. */
	second = skip_names(m, names, 256);
	for (unsigned n = 0; second && n < 4; n++) {
		unsigned width = n & 1 ? 8 : 4;
		size_t after = align_up((nr + 255ull) / 256 * width, m->align);

		if (n & 2) /* the symbols sorted by name, from 6.2 to 6.3 */
			after += align_up(3ull * nr, m->align);
		if (after > m->tokens || !markers_at(m, m->tokens - after, width, names, second))
			continue;
		end = skip_names(m, names, nr);
		if (!end || align_up(end, m->align) + after != m->tokens)
			continue;
		m->nr = nr;
		m->count = at;
		m->names = names;
		return true;
	}
	return false;
}

static bool find_count(struct image *m)
{
	size_t lowest = m->tokens > NAMES_MAX ? m->tokens - NAMES_MAX : 0;

	for (size_t at = m->tokens / 8 * 8; at >= lowest + m->align && m->work < WORK_MAX;) {
		at -= m->align;
		if (at + 2 * m->align <= m->tokens && count_at(m, at))
			return true;
	}
	return false;
}

static bool is_x86_64(const struct image *m)
{
	return m->addr >> 31 == 0x1ffffffff;
}

/* arm64's relocations set it when the kernel boots: its file may have 0 there. */
static bool is_base(const struct image *m, uint64_t v)
{
	return !(v & 4095) && (is_x86_64(m) ? v >> 31 == 0x1ffffffff : !v || v >> 47 == 0x1ffff);
}

/*
 * Are there 32-bit offsets at @at? As far as a look at some tells, they ascend, or descend below zero;
 * or, where there is no base, they ascend once the distance of each from itself is taken for what it is
 * (IR_KALLSYMS_SELF).
 */
static bool offsets_at(const struct image *m, size_t at, bool may_be_self)
{
	uint32_t step = m->nr / 64;
	unsigned up = 0, down = 0, self = 0, moves = 0;

	if (at > m->size || 4ull * m->nr > m->size - at)
		return false;
	for (uint32_t i = step; i < 64 * step; i += step) {
		int64_t a = (int32_t)ir_get32(m->bytes + at + 4ull * (i - step));
		int64_t b = (int32_t)ir_get32(m->bytes + at + 4ull * i);

		up += b >= a;
		down += b <= a || a >= 0;
		self += b + 4ll * step >= a;
		moves += a != b;
	}
	/* Of one word over and over again, all is in order. */
	return moves > 32 && (up == 63 || down == 63 || (may_be_self && self == 63));
}

static bool find_addresses(struct image *m, struct ir_kallsyms_places *ret)
{
	size_t bytes = align_up(4ull * m->nr, m->align),
	       at = align_up(m->index + 2 * NR_TOKENS, m->align);

	if (m->count >= bytes + 8 && is_base(m, ir_get64(m->bytes + m->count - 8)) &&
	    offsets_at(m, m->count - 8 - bytes, false)) {
		ret->base = m->addr + m->count - 8;
		ret->addrs = ret->base - bytes;
		return true;
	}
	if (offsets_at(m, at, true)) {
		size_t base = align_up(at + 4ull * m->nr, 8);

		ret->addrs = m->addr + at;
		if (base + 8 <= m->size && is_base(m, ir_get64(m->bytes + base)))
			ret->base = m->addr + base;
		return true;
	}
	if (m->count >= 8ull * m->nr && ir_get64(m->bytes + m->count - 8) >> 31 == 0x1ffffffff) {
		ret->addrs = m->addr + m->count - 8ull * m->nr;
		ret->absolute = true;
		return true;
	}
	return false;
}

bool ir_kallsyms_in_image(const void *image, size_t size, uint64_t addr,
			  struct ir_kallsyms_places *ret)
{
	struct image m = {.bytes = image, .size = size, .addr = addr};

	for (size_t at = 8; at < size && m.work < WORK_MAX; at += 4) {
		memset(ret, 0, sizeof(*ret));
		/* The first token is not empty, so the second number is not 0. */
		if (m.bytes[at] || m.bytes[at + 1 < size ? at + 1 : at] || at + 4 > size ||
		    !(ir_get32(m.bytes + at) >> 16))
			continue;
		for (m.align = 8; m.align >= 4; m.align -= 4) {
			if (at % m.align || !index_at(&m, at) || !find_count(&m) ||
			    !find_addresses(&m, ret))
				continue;
			ret->tokens = addr + m.tokens;
			ret->index = addr + m.index;
			ret->names = addr + m.names;
			ret->num_syms = addr + m.count;
			return true;
		}
	}
	return false;
}
