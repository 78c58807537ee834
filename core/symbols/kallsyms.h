/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own symbol table, read from the dump's memory: names and addresses of everything in
 * the kernel proper, without vmlinux. Nothing is decoded before it is asked for. Which of the forms
 * kernels have used this one has is told by its content, never by a version:
 *
 *	addresses: absolute 64-bit; 32-bit distances from a base; the same with per-CPU symbols
 *	absolute (positive) and the others negative; 32-bit distances from the entry itself
 *	names: strings of tokens, found through markers, one for every 256 names
 *	order by name: 3-byte numbers of the symbols sorted by name (not in all kernels)
 */
#ifndef IR_KALLSYMS_H
#define IR_KALLSYMS_H

#include "core/target/memory_window.h"

/** enum ir_kallsyms_form - what an address entry is */
enum ir_kallsyms_form {
	IR_KALLSYMS_ABSOLUTE,
	IR_KALLSYMS_BASE,
	IR_KALLSYMS_BASE_PERCPU,
	IR_KALLSYMS_SELF,
};

/**
 * struct ir_kallsyms - the tables, as far as they have been read
 * @nr: symbols; @addrs is sorted by address
 * @tokens: NUL-terminated strings, @token[i] is where the i-th starts
 * @marker_size: 4, or 8 in old kernels
 * @seqs: size 0 when this kernel has none
 * @hashes: of each name without its compiler suffix; made when there are no @seqs
 * @partial: some hashes are missing because pages of @names are
 * @code_only: no CONFIG_KALLSYMS_ALL: what lies from @etext to @init_text has no name; valid if @looked
 */
struct ir_kallsyms {
	struct ir_target *t;
	struct ir_arena *arena;
	uint32_t nr;
	enum ir_kallsyms_form form;
	uint64_t base;
	struct ir_memory_window addrs, names, markers, seqs;
	unsigned marker_size;
	const char *tokens;
	uint32_t tokens_size;
	uint16_t token[256];
	uint32_t *hashes;
	bool partial;
	bool looked, code_only;
	uint64_t etext, init_text;
};

/**
 * ir_kallsyms_open() - find the tables, through VMCOREINFO or by searching the kernel's image
 * @ks: overwritten; what it holds belongs to @arena
 * Returns IR_NOTFOUND when there are none, IR_ABSENT or IR_CORRUPT when they cannot be used.
 */
enum ir_status ir_kallsyms_open(struct ir_kallsyms *ks, struct ir_target *t,
				struct ir_arena *arena) IR_MUST_CHECK;

/** ir_kallsyms_each() - as struct ir_target_ops.each_symbol, in the order of addresses */
enum ir_status ir_kallsyms_each(struct ir_kallsyms *ks, const char *base, ir_symbol_fn *fn,
				void *arg, bool *stopped) IR_MUST_CHECK;

/**
 * ir_kallsyms_at() - as struct ir_target_ops.symbol_at
 *
 * Of several names for one address it takes what crash takes: at exactly that address the first in
 * alphabetical order, further on the last.
 */
enum ir_status ir_kallsyms_at(struct ir_kallsyms *ks, uint64_t addr,
			      struct ir_symbol *ret) IR_MUST_CHECK;

/** ir_kallsyms_code_only() - does the table name no data (no CONFIG_KALLSYMS_ALL)? */
bool ir_kallsyms_code_only(struct ir_kallsyms *ks);

/* For kallsyms_open.c and kallsyms_scan.c, which fill the struct in. */

/** struct ir_kallsyms_places - where the tables lie; 0 when not known or not there */
struct ir_kallsyms_places {
	uint64_t names, num_syms, tokens, index, addrs, base;
	bool absolute;
};

/** ir_kallsyms_scan() - search the kernel's image for the tables, from @text upwards */
enum ir_status ir_kallsyms_scan(struct ir_target *t, struct ir_arena *arena, uint64_t text,
				struct ir_kallsyms_places *ret) IR_MUST_CHECK;
/** ir_kallsyms_marker() - offset of name @i * 256; false when it cannot be read */
bool ir_kallsyms_marker(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret);

/** ir_kallsyms_address() - of symbol number @i; false when it cannot be read */
bool ir_kallsyms_address(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret);
/** ir_kallsyms_skip() - offset of the name after the one at @off, 0 when it cannot be read */
uint64_t ir_kallsyms_skip(struct ir_kallsyms *ks, uint64_t off);
/** ir_kallsyms_is_at() - is the symbol @name at @addr in the table? */
bool ir_kallsyms_is_at(struct ir_kallsyms *ks, const char *name, uint64_t addr);
/** ir_kallsyms_seq() - number of the @i-th symbol in the order of names; false: not to be had */
bool ir_kallsyms_seq(struct ir_kallsyms *ks, uint32_t i, uint32_t *ret);
/** ir_kallsyms_name() - name of symbol number @i, cut to @size */
bool ir_kallsyms_name(struct ir_kallsyms *ks, uint32_t i, char *buf, size_t size);
/** ir_name_hash() - of @name up to its compiler suffix */
uint32_t ir_name_hash(const char *name);

#endif
