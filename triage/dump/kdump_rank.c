// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/kdump_rank.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#define PAGE	      4096
#define MAX_KEPT      (256 << 10) /* bytes of a bitmap: of 8 GiB */
#define PFNS_OF_BLOCK ((uint64_t)IR_GUARD_BLOCK * 8)

static uint64_t bits_of(const unsigned char *p, size_t len)
{
	uint64_t n = 0, word;

	for (size_t i = 0; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, p + i, sizeof(word));
		n += (uint64_t)__builtin_popcountll(word);
	}
	return n;
}

static const unsigned char *bitmap_block(struct ir_guard *g, unsigned part, uint64_t nr)
{
	const struct ir_guard_part *p = &g->part[part];

	if (p->bitmap)
		return p->bitmap + nr * IR_GUARD_BLOCK;
	if (!g->have_block || g->block_part != part || g->block_nr != nr) {
		g->have_block = ir_read_known(p->fd, g->block, sizeof(g->block),
					      p->bitmap_at + nr * sizeof(g->block));
		g->block_part = part;
		g->block_nr = nr;
	}
	return g->have_block ? g->block : NULL;
}

/* Marked pages before @pfn, in its own block of the bitmap. */
static uint64_t bits_before(const unsigned char *block, uint64_t pfn)
{
	uint64_t bit = pfn % PFNS_OF_BLOCK, n = bits_of(block, bit / 64 * 8);

	for (uint64_t i = bit / 64 * 64; i < bit; i++)
		n += block[i / 8] >> i % 8 & 1;
	return n;
}

uint64_t ir_guard_rank(struct ir_guard *g, unsigned part, uint64_t pfn)
{
	const struct ir_guard_part *p = &g->part[part];
	uint64_t nr = pfn / PFNS_OF_BLOCK;
	const unsigned char *block;

	if (nr >= p->nr_ranks)
		return p->ranks[p->nr_ranks];
	block = bitmap_block(g, part, nr);
	return p->ranks[nr] + (block ? bits_before(block, pfn) : 0);
}

bool ir_guard_is_marked(struct ir_guard *g, unsigned part, uint64_t pfn)
{
	const unsigned char *block = bitmap_block(g, part, pfn / PFNS_OF_BLOCK);

	return block && block[pfn % PFNS_OF_BLOCK / 8] >> pfn % 8 & 1;
}

bool ir_guard_count_pages(struct ir_guard *g, unsigned part)
{
	struct ir_guard_part *p = &g->part[part];
	size_t size = p->nr_ranks * IR_GUARD_BLOCK;
	unsigned char some[PAGE];
	uint32_t n = 0;

	p->ranks = malloc((p->nr_ranks + 1) * sizeof(*p->ranks));
	p->bitmap = size <= MAX_KEPT ? malloc(size) : NULL;
	if (!p->ranks)
		return false;
	if (p->bitmap && !ir_read_known(p->fd, p->bitmap, size, p->bitmap_at)) {
		free(p->bitmap);
		p->bitmap = NULL;
	}
	for (size_t i = 0, at = 0; i < p->nr_ranks; i++, at += IR_GUARD_BLOCK) {
		if (!p->bitmap && at % PAGE == 0 &&
		    !ir_read_known(p->fd, some, PAGE, p->bitmap_at + at))
			memset(some, 0, PAGE);
		p->ranks[i] = n;
		n += (uint32_t)bits_of(p->bitmap ? p->bitmap + at : some + at % PAGE, IR_GUARD_BLOCK);
	}
	p->ranks[p->nr_ranks] = n;
	p->before = ir_guard_rank(g, part, p->start_pfn);
	p->pages = ir_guard_rank(g, part, p->end_pfn) - p->before;
	return true;
}
