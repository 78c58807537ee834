/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a *.tgt file becomes in memory. Private to tests/fake. */
#ifndef TGT_H
#define TGT_H

#include "tests/fake/fake_target.h"

#define TGT_PAGE      4096u
#define TGT_MAX_PAGES 2048u
#define TGT_MAX_LINES 20000u
#define TGT_MAX_DEPTH 8u

/** struct tgt_word - one word of a line; @quoted ones may hold any @len bytes */
struct tgt_word {
	char *text;
	size_t len;
	bool quoted;
};

/** struct tgt_line - one line; @indented ones continue the statement above */
struct tgt_line {
	const char *file;
	unsigned nr, depth;
	bool indented;
	unsigned nr_words;
	struct tgt_word *words;
};

/** struct tgt_member - @type names its struct, NULL for plain bytes */
struct tgt_member {
	const char *name, *type;
	uint64_t offset, size;
	bool hidden;
};

struct tgt_struct {
	const char *name;
	uint64_t size;
	unsigned nr_members;
	struct tgt_member *members;
	bool hidden;
};

struct tgt_symbol {
	struct ir_symbol sym;
	bool hidden;
};

struct tgt_enum {
	const char *name;
	int64_t value;
};

/** struct tgt_object - a named struct in memory or, for a note, outside of it */
struct tgt_object {
	const char *name, *type;
	uint64_t addr;
	struct ir_note *note;
	bool hidden;
};

/** struct tgt_range - addresses whose reads fail with @status */
struct tgt_range {
	uint64_t addr, len;
	enum ir_status status;
};

struct tgt_page {
	uint64_t addr;
	unsigned char bytes[TGT_PAGE];
};

struct tgt_pair {
	const char *key, *value;
};

/** TGT_ARRAY - a growing array in the arena, see tgt_push() */
#define TGT_ARRAY(type, name)                                                                      \
	unsigned nr_##name;                                                                        \
	type *name

struct fake {
	struct ir_arena arena;
	struct ir_target target;
	struct ir_target_ops ops;
	struct ir_options options;
	struct ir_dump_info info;
	TGT_ARRAY(struct tgt_line, lines);
	TGT_ARRAY(struct tgt_struct, structs);
	TGT_ARRAY(struct tgt_symbol, symbols);
	TGT_ARRAY(struct tgt_enum, enums);
	TGT_ARRAY(struct tgt_object, objects);
	TGT_ARRAY(struct tgt_range, ranges);
	TGT_ARRAY(struct tgt_page *, pages);
	TGT_ARRAY(struct tgt_pair, vmcoreinfo);
	TGT_ARRAY(const char *, log);
	TGT_ARRAY(struct fake_expect, expects);
	uint64_t panic_task, task_count;
	char err[512];
};

/** tgt_push() - room for one more item at the end of @array of struct fake @f, zeroed */
#define tgt_push(f, array)                                                                         \
	((f)->array = tgt_grow(f, (f)->array, (f)->nr_##array, sizeof(*(f)->array)),               \
	 &(f)->array[(f)->nr_##array++])

/** tgt_grow() - @items with room for @nr + 1; ends the program when memory runs out */
void *tgt_grow(struct fake *f, void *items, unsigned nr, size_t size);
/** tgt_alloc() - @size zeroed bytes; ends the program when memory runs out */
void *tgt_alloc(struct fake *f, size_t size);

/* All below that return int: 0, or -1 with f->err set. */

/** tgt_fail() - set f->err to "file:line: message"; always -1 */
int tgt_fail(struct fake *f, const struct tgt_line *l, const char *fmt, ...) IR_PRINTF(3, 4);
/** tgt_load() - all lines of @path and of what it includes */
int tgt_load(struct fake *f, const char *path, unsigned depth);

/** tgt_eval() - value of the expression @text: numbers, 'symbols', &objects.members, + and - */
int tgt_eval(struct fake *f, const struct tgt_line *l, const char *text, uint64_t *ret);
/** tgt_place() - the "object.member.member[1]" at @text, to its end or to the next + or - */
int tgt_place(struct fake *f, const struct tgt_line *l, const char **text, struct tgt_object **obj,
	      struct tgt_member *ret);
struct tgt_struct *tgt_find_struct(struct fake *f, const char *name);
struct tgt_member *tgt_find_member(struct tgt_struct *s, const char *name);
struct tgt_symbol *tgt_find_symbol(struct fake *f, const char *name);
struct tgt_object *tgt_find_object(struct fake *f, const char *name);

/** tgt_write() - put @len bytes at @addr (NULL: zeros), making its pages exist */
int tgt_write(struct fake *f, const struct tgt_line *l, uint64_t addr, const void *buf,
	      uint64_t len);
/** tgt_read() - all or nothing, IR_FAULT where there is no page */
enum ir_status tgt_read(const struct fake *f, uint64_t addr, void *buf, size_t len);
/** tgt_status() - what a read of @len bytes at @addr gives */
enum ir_status tgt_status(const struct fake *f, uint64_t addr, uint64_t len);

/** tgt_build() - carry out the statements */
int tgt_build(struct fake *f);
/** tgt_types() - the first half of it: layouts, symbols, enumerators, then objects' addresses */
int tgt_types(struct fake *f);
/** tgt_install_ops() - the contract, before "without" lines take ops away */
void tgt_install_ops(struct fake *f);

#endif
