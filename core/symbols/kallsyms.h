/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own symbol table (kallsyms), read from the dump's memory: names and addresses of the
 * kernel's symbols, without modules and without vmlinux. scripts/kallsyms.c writes it when the
 * kernel is linked:
 *
 *	num_syms	u32, the number of symbols; they are sorted by address
 *	addresses	the address of each symbol, 64 bits; or, instead of it:
 *	offsets		32 bits for each symbol, and kallsyms_relative_base, 64 bits
 *	names		for each symbol a length, then as many token numbers of one byte
 *	token_table	256 NUL-terminated strings: the text of the tokens
 *	token_index	for each token the offset of its string in the token table, 16 bits
 *	markers		for every 256th symbol the offset of its name, 32 bits (64 in old kernels)
 *	seqs_of_names	since 6.2: symbol numbers sorted by name, 3 bytes each, big-endian
 *
 * (Each name has the prefix kallsyms_.) The length of a name is one byte. Since 6.1 lengths above
 * 127 have two bytes: the first one has bit 7 set and the low 7 bits of the length. The text of the
 * tokens is the symbol's type (one letter, as nm shows it) followed by its name.
 *
 * Kernels have used four forms of addresses (enum ir_kallsyms_form). Which forms a kernel uses is
 * told by the content of its tables, never by its version. Nothing is decoded before it is asked
 * for.
 */
#ifndef IR_KALLSYMS_H
#define IR_KALLSYMS_H

#include "core/target/memory_window.h"

/**
 * enum ir_kallsyms_form - the meaning of an address entry
 * @IR_KALLSYMS_ABSOLUTE: 64 bits, the address
 * @IR_KALLSYMS_BASE: 32 bits, unsigned, the distance from the base
 * @IR_KALLSYMS_BASE_PERCPU: 32 bits, signed; positive ones are absolute values (per-CPU symbols),
 *	negative ones are addresses: base - 1 - entry
 * @IR_KALLSYMS_SELF: 32 bits, signed, the distance from the entry itself
 */
enum ir_kallsyms_form {
	IR_KALLSYMS_ABSOLUTE,
	IR_KALLSYMS_BASE,
	IR_KALLSYMS_BASE_PERCPU,
	IR_KALLSYMS_SELF,
};

#define IR_KALLSYMS_NEAR 128

/** struct ir_kallsyms_place - where the name of symbol number @i is; @off 0: of none */
struct ir_kallsyms_place {
	uint32_t i;
	uint64_t off;
};

/**
 * struct ir_kallsyms - the tables, as far as they have been read
 * @t: the target to read from
 * @arena: owns all memory in here
 * @nr: number of symbols
 * @form: meaning of the entries of @addrs
 * @base: kallsyms_relative_base
 * @addrs: the address entries, sorted by address
 * @names: the names
 * @markers: the markers, or ones made here
 * @seqs: the symbols sorted by name; its size is 0 when this kernel has no such table
 * @marker_size: bytes of a marker: 4, or 8 in old kernels
 * @tokens: the token table
 * @tokens_size: its length in bytes
 * @token: offset in @tokens of each token's string
 * @near: the places that were looked for last; the next name may be close behind one
 * @hashes: hash of each name without its compiler suffix; made when there are no @seqs
 * @partial: some hashes are missing, because pages of @names are
 * @looked: @code_only is valid
 * @code_only: no CONFIG_KALLSYMS_ALL: nothing from @etext to @init_text has a name
 * @etext: address of _etext, the end of the kernel's code; valid if @code_only
 * @init_text: address of _sinittext, UINT64_MAX when it is not known; valid if @code_only
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
	struct ir_kallsyms_place near[IR_KALLSYMS_NEAR];
	uint32_t *hashes;
	bool partial;
	bool looked, code_only;
	uint64_t etext, init_text;
};

/**
 * ir_kallsyms_open() - find the tables, through VMCOREINFO or by searching the kernel's image
 * @ks: overwritten; what it points at belongs to @arena
 *
 * Return: IR_NOTFOUND when they were not found, IR_ABSENT or IR_CORRUPT when they cannot be used,
 * IR_NOMEM.
 */
enum ir_status ir_kallsyms_open(struct ir_kallsyms *ks, struct ir_target *t,
				struct ir_arena *arena) IR_MUST_CHECK;

/**
 * ir_kallsyms_each() - as struct ir_target_ops.each_symbol, in the order of addresses
 * @stopped: set to whether @fn asked to stop
 *
 * Return: IR_NOTFOUND when the table has no such name, IR_ABSENT when not all of the table can be
 * read.
 */
enum ir_status ir_kallsyms_each(struct ir_kallsyms *ks, const char *base, ir_symbol_fn *fn,
				void *arg, bool *stopped) IR_MUST_CHECK;

/**
 * ir_kallsyms_at() - as struct ir_target_ops.symbol_at
 *
 * Several symbols can have one address. As crash does, this takes the first of them in alphabetical
 * order if
 * @addr is exactly that address, and the last one if @addr is after it.
 */
enum ir_status ir_kallsyms_at(struct ir_kallsyms *ks, uint64_t addr,
			      struct ir_symbol *ret) IR_MUST_CHECK;

/** ir_kallsyms_code_only() - does the table name no data (no CONFIG_KALLSYMS_ALL)? */
bool ir_kallsyms_code_only(struct ir_kallsyms *ks);

/* The rest is for kallsyms_open.c and kallsyms_scan.c, which fill in the struct. */

/**
 * struct ir_kallsyms_places - addresses of the tables
 * @names: kallsyms_names
 * @num_syms: kallsyms_num_syms
 * @tokens: kallsyms_token_table
 * @index: kallsyms_token_index
 * @addrs: kallsyms_offsets, or kallsyms_addresses if @absolute
 * @base: kallsyms_relative_base, 0 when there is none
 * @absolute: the entries of @addrs are addresses
 */
struct ir_kallsyms_places {
	uint64_t names, num_syms, tokens, index, addrs, base;
	bool absolute;
};

/**
 * ir_kallsyms_scan() - search the kernel's image for the tables, from address @text upwards
 * @text: address of _stext; 0 when it is not known
 *
 * Return: IR_NOTFOUND when they were not found.
 */
enum ir_status ir_kallsyms_scan(struct ir_target *t, struct ir_arena *arena, uint64_t text,
				struct ir_kallsyms_places *ret) IR_MUST_CHECK;

/* A false result means that the table cannot be read there, or is corrupt. */

/** ir_kallsyms_marker() - marker number @i: the offset of the name of symbol number @i * 256 */
bool ir_kallsyms_marker(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret);
/** ir_kallsyms_address() - address of symbol number @i */
bool ir_kallsyms_address(struct ir_kallsyms *ks, uint32_t i, uint64_t *ret);
/**
 * ir_kallsyms_skip() - Return: offset of the name after the one at @off, 0 when it cannot be read
 */
uint64_t ir_kallsyms_skip(struct ir_kallsyms *ks, uint64_t off);
/** ir_kallsyms_is_at() - does the table have a symbol @name at @addr? */
bool ir_kallsyms_is_at(struct ir_kallsyms *ks, const char *name, uint64_t addr);
/** ir_kallsyms_seq() - number of the symbol whose name is number @i in the order of names */
bool ir_kallsyms_seq(struct ir_kallsyms *ks, uint32_t i, uint32_t *ret);
/** ir_kallsyms_name() - name of symbol number @i, cut to @size bytes with its NUL */
bool ir_kallsyms_name(struct ir_kallsyms *ks, uint32_t i, char *buf, size_t size);
/**
 * ir_kallsyms_find() - search the table sorted by name
 * @found: set to the numbers of the symbols named @base, or @base and a suffix, in their order; has
 *	room for @max
 * @nr: set to how many they are
 */
bool ir_kallsyms_find(struct ir_kallsyms *ks, const char *base, uint32_t *found, unsigned max,
		      unsigned *nr);
/** ir_name_hash() - Return: a hash of @name without its compiler suffix */
uint32_t ir_name_hash(const char *name);

/**
 * ir_kallsyms_in_image() - find the tables in a kernel's file, of which all can be read
 * @image: @size bytes of the kernel, linked to run at @addr, without a gap
 *
 * Unlike ir_kallsyms_scan() it knows the order of 6.4 and later as well, and needs no symbol.
 */
bool ir_kallsyms_in_image(const void *image, size_t size, uint64_t addr,
			  struct ir_kallsyms_places *ret);

#endif
