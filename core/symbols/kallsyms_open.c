// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find the kernel's symbol tables, and which of their forms this kernel uses. kallsyms.h teaches
 * the format.
 */
#include "core/symbols/kallsyms.h"
#include "core/target/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_SYMBOLS 1000
#define MAX_SYMBOLS (1u << 22)
#define MAX_TOKENS  (64u << 10)

static uint64_t align_up(uint64_t v, uint64_t to)
{
	return (v + to - 1) / to * to;
}

/* Since 6.0 VMCOREINFO has the tables' addresses. */
static bool named_by_vmcoreinfo(struct ir_target *t, struct ir_kallsyms_places *p)
{
	memset(p, 0, sizeof(*p));
	p->names = ir_vmcoreinfo_symbol(t, "kallsyms_names");
	p->num_syms = ir_vmcoreinfo_symbol(t, "kallsyms_num_syms");
	p->tokens = ir_vmcoreinfo_symbol(t, "kallsyms_token_table");
	p->index = ir_vmcoreinfo_symbol(t, "kallsyms_token_index");
	p->addrs = ir_vmcoreinfo_symbol(t, "kallsyms_offsets");
	p->base = ir_vmcoreinfo_symbol(t, "kallsyms_relative_base");
	if (!p->addrs) {
		p->addrs = ir_vmcoreinfo_symbol(t, "kallsyms_addresses");
		p->absolute = p->addrs != 0;
	}
	return p->names && p->num_syms && p->tokens && p->index && p->addrs;
}

/* Copy the token table: it is used for every name that is decoded. */
static enum ir_status read_tokens(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p)
{
	enum ir_status st = ir_read(ks->t, p->index, ks->token, sizeof(ks->token));
	char *tokens;

	if (st)
		return st;
	/*
	 * The table ends where its index starts; otherwise shortly after the start of its last
	 * string.
	 */
	if (p->index > p->tokens && p->index - p->tokens < MAX_TOKENS)
		ks->tokens_size = (uint32_t)(p->index - p->tokens);
	else
		ks->tokens_size = ks->token[255] + 32u;
	for (unsigned i = 0; i < 256; i++) {
		if (ks->token[i] >= ks->tokens_size || (i && ks->token[i] <= ks->token[i - 1]))
			return IR_CORRUPT;
	}
	tokens = ir_arena_alloc(ks->arena, ks->tokens_size + 1);
	if (!tokens)
		return IR_NOMEM;
	ks->tokens = tokens;
	return ir_read(ks->t, p->tokens, tokens, ks->tokens_size);
}

static enum ir_status open_names(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p)
{
	uint64_t size = 64ull * ks->nr;

	/* In every order of the tables so far, the names are before the tokens. */
	if (p->tokens > p->names && p->tokens - p->names < size)
		size = p->tokens - p->names;
	return ir_window_open(&ks->names, ks->t, ks->arena, p->names, size);
}

/*
 * Are there markers of @size bytes each at @at? The first marker is 0; the second one is the length
 * of the first 256 names, which the caller has measured (@second).
 */
static bool try_markers(struct ir_kallsyms *ks, uint64_t at, unsigned size, uint64_t second)
{
	uint32_t nr = (ks->nr + 255) / 256;
	struct ir_kallsyms tried = *ks;
	uint64_t words[2] = {0, 0};
	uint32_t halves[2];

	if (at <= ks->names.addr || at > UINT64_MAX - 65536)
		return false;
	if (ir_read(ks->t, at, size == 8 ? (void *)words : halves, 2 * (size_t)size))
		return false;
	if (size == 4) {
		words[0] = halves[0];
		words[1] = halves[1];
	}
	if (words[0] || words[1] != second ||
	    ir_window_open(&tried.markers, ks->t, ks->arena, at, (uint64_t)nr * size))
		return false;
	ks->markers = tried.markers;
	ks->marker_size = size;
	return true;
}

/* No usable markers were found: make them by going through all names. */
static enum ir_status make_markers(struct ir_kallsyms *ks)
{
	uint32_t nr = (ks->nr + 255) / 256, *made;
	enum ir_status st =
		ir_window_open(&ks->markers, ks->t, ks->arena, ks->names.addr, 4ull * nr);
	uint64_t off = 0;

	if (st)
		return st;
	ks->marker_size = 4;
	made = (uint32_t *)ks->markers.bytes;
	memset(ks->markers.have, 1, ks->markers.size / 4096 + 2); /* as if read from the dump */
	for (uint32_t i = 0; i < ks->nr; i++) {
		if (i % 256 == 0)
			made[i / 256] = (uint32_t)off;
		off = ir_kallsyms_skip(ks, off);
		if (!off)
			return i ? IR_ABSENT : IR_CORRUPT;
	}
	return IR_OK;
}

static enum ir_status find_markers(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p,
				   uint64_t *seqs)
{
	static const unsigned sizes[] = {4, 8};
	uint32_t nr = (ks->nr + 255) / 256;
	uint64_t second = 0;

	*seqs = 0;
	for (unsigned i = 0; i < 256; i++) {
		second = ir_kallsyms_skip(ks, second);
		if (!second)
			return IR_ABSENT;
	}
	/*
	 * The markers end where the tokens start, or where the symbols sorted by name start, if
	 * those are between.
	 */
	for (unsigned align = 4; align <= 8; align += 4) {
		uint64_t order = align_up(3ull * ks->nr, align);

		for (unsigned i = 0; i < 2; i++) {
			uint64_t size = align_up((uint64_t)nr * sizes[i], align);

			if (try_markers(ks, p->tokens - size, sizes[i], second))
				return IR_OK;
			if (try_markers(ks, p->tokens - order - size, sizes[i], second)) {
				*seqs = p->tokens - order;
				return IR_OK;
			}
		}
	}
	return make_markers(ks);
}

/*
 * The table sorted by name is recognised by valid symbol numbers whose names ascend; 7 of them are
 * checked.
 */
static bool try_seqs(struct ir_kallsyms *ks, uint64_t at)
{
	char name[IR_SYMBOL_MAX], last[IR_SYMBOL_MAX] = "";
	uint32_t i;

	if (!at || ir_window_open(&ks->seqs, ks->t, ks->arena, at, 3ull * ks->nr))
		return false;
	for (unsigned n = 1; n < 8; n++) {
		if (!ir_kallsyms_seq(ks, (uint32_t)((uint64_t)ks->nr * n / 8), &i) ||
		    !ir_kallsyms_name(ks, i, name, sizeof(name)) || strcmp(name, last) <= 0) {
			memset(&ks->seqs, 0, sizeof(ks->seqs));
			return false;
		}
		memcpy(last, name, sizeof(last));
	}
	return true;
}

/* The table sorted by name came with 6.2, and was backported to 6.1.y. */
static void find_seqs(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p, uint64_t between)
{
	uint64_t end = p->addrs + (uint64_t)ks->nr * (p->absolute ? 8 : 4);

	if (between && try_seqs(ks, between))
		return;
	/* Since 6.4 the addresses are after the tokens, and this table is the last one. */
	if (p->base && try_seqs(ks, p->base + 8))
		return;
	if (!try_seqs(ks, align_up(end, 4)))
		(void)try_seqs(ks, align_up(end, 8));
}

/*
 * Find the form of the addresses: the one in which the table has a symbol at the address VMCOREINFO
 * gives.
 */
static enum ir_status find_form(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p)
{
	static const char *const known[] = {"_stext", "init_uts_ns", "swapper_pg_dir", "prb"};
	static const enum ir_kallsyms_form forms[] = {IR_KALLSYMS_ABSOLUTE, IR_KALLSYMS_BASE_PERCPU,
						      IR_KALLSYMS_BASE, IR_KALLSYMS_SELF};
	enum ir_status st;

	st = ir_window_open(&ks->addrs, ks->t, ks->arena, p->addrs,
			    (uint64_t)ks->nr * (p->absolute ? 8 : 4));
	if (!st && p->base)
		st = ir_read_u64(ks->t, p->base, &ks->base);
	if (st)
		return st;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		uint64_t addr = ir_vmcoreinfo_symbol(ks->t, known[i]);

		for (size_t f = p->absolute ? 0 : p->base ? 1 : 3; addr && f < 4; f++) {
			ks->form = forms[f];
			if (ir_kallsyms_is_at(ks, known[i], addr))
				return IR_OK;
			if (p->absolute)
				break;
		}
	}
	return IR_CORRUPT;
}

static enum ir_status open_at(struct ir_kallsyms *ks, const struct ir_kallsyms_places *p)
{
	enum ir_status st = ir_read_u32(ks->t, p->num_syms, &ks->nr);
	uint64_t seqs;

	if (st)
		return st;
	if (ks->nr < MIN_SYMBOLS || ks->nr > MAX_SYMBOLS)
		return IR_CORRUPT;
	st = read_tokens(ks, p);
	if (!st)
		st = open_names(ks, p);
	if (!st)
		st = find_markers(ks, p, &seqs);
	if (!st)
		st = find_form(ks, p);
	if (!st)
		find_seqs(ks, p, seqs);
	return st;
}

enum ir_status ir_kallsyms_open(struct ir_kallsyms *ks, struct ir_target *t, struct ir_arena *arena)
{
	struct ir_kallsyms_places places;
	enum ir_status st = IR_OK;

	memset(ks, 0, sizeof(*ks));
	ks->t = t;
	ks->arena = arena;
	if (!named_by_vmcoreinfo(t, &places))
		st = ir_kallsyms_scan(t, arena, ir_vmcoreinfo_symbol(t, "_stext"), &places);
	if (!st)
		st = open_at(ks, &places);
	if (st)
		ks->nr = 0;
	return st;
}
