// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A module's symbols: struct module.kallsyms points at the address of an ELF symbol table, the number of its entries, and the
 * address of their names. The kernel copies the two, one behind the other: layout_symtab(), 4a4962263f07 ("module: reduce
 * symbol table for loaded modules (v2)", v2.6.33).
 */
#include <string.h>

#include "core/arch/arch.h"
#include "core/lib/bytes.h"
#include "core/proof/code_ways.h"
#include "core/proof/module_layout.h"
#include "core/proof/module_samples.h"
#include "core/types/layout.h"

#define TABLE_WORDS 5
#define ELF_SYM	    24 /* sizeof(Elf64_Sym) */
#define MAX_SYMBOLS (1u << 18)

/* Where the four are: in a module, and in what is there pointed at. */
struct symtab {
	size_t kallsyms, table, number, names;
};

/* What module number @i points at from there */
static bool read_table(const struct ir_module_samples *s, unsigned i, size_t kallsyms,
		       uint64_t w[TABLE_WORDS])
{
	uint64_t at;

	return ir_sampled_word(s, i, kallsyms, &at) && s->k->arch->canonical(at) && !(at % 8) &&
	       !ir_read(s->k->t, at, w, TABLE_WORDS * sizeof(*w));
}

/* Are these a table, its length, and the names behind it? The first entry of an ELF symbol table is all zeros. */
static bool is_symtab(struct ir_kernel *k, const uint64_t w[TABLE_WORDS], const struct symtab *t)
{
	uint64_t table = w[t->table / 8], number = w[t->number / 8], first[ELF_SYM / 8];

	number = t->number % 8 ? number >> 32 : number & UINT32_MAX;
	return number >= 2 && number <= MAX_SYMBOLS &&
	       w[t->names / 8] == table + number * ELF_SYM && k->arch->canonical(table) &&
	       !ir_read(k->t, table, first, ELF_SYM) && !first[0] && !first[1] && !first[2];
}

static bool in_all(const struct ir_module_samples *s, const struct symtab *t)
{
	uint64_t w[TABLE_WORDS];

	for (unsigned i = 1; i < s->nr; i++) {
		if (!read_table(s, i, t->kallsyms, w) || !is_symtab(s->k, w, t))
			return false;
	}
	return true;
}

/* The only such place, by what is in memory */
static bool symtab_by_data(struct ir_kernel *k, struct symtab *ret)
{
	const struct ir_member *list = ir_member(k, IR_M_MODULE_LIST);
	const struct ir_module_samples *s = list ? ir_sample_modules(k, list->offset) : NULL;
	uint64_t w[TABLE_WORDS];
	unsigned places = 0;

	for (size_t at = 0; s && at + 8 <= IR_MODULE_BYTES; at += 8) {
		if (!read_table(s, 0, at, w))
			continue;
		for (size_t n = 0; n < 2 * TABLE_WORDS * TABLE_WORDS * TABLE_WORDS; n++) {
			struct symtab t = {at, n % TABLE_WORDS * 8,
					   n / TABLE_WORDS % (2 * TABLE_WORDS) * 4,
					   n / TABLE_WORDS / (2 * TABLE_WORDS) * 8};

			if (!is_symtab(k, w, &t) || !in_all(s, &t))
				continue;
			places++;
			*ret = t;
		}
	}
	return places == 1;
}

static const char *const words =
	"behind the table there, as long as the number says, begin the names";

void ir_kallsyms_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	struct symtab t;

	if (symtab_by_data(k, &t))
		ir_proof_vote(p, (int64_t)t.kallsyms, words);
}

void ir_number_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	struct symtab t;

	if (symtab_by_data(k, &t))
		ir_proof_vote(p, (int64_t)t.number, words);
}

/* Does the function, which is given a module, read two addresses of what it gets from there, at @a and @b, and no other? */
static bool reads_both(struct ir_kernel *k, const char *function, int64_t a, int64_t b)
{
	struct ir_code *c = ir_proof_function(k, function);
	bool seen[2] = {false, false};
	struct ir_place from;

	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if ((s->kind != IR_STEP_LOAD && (s->kind != IR_STEP_ADD || !s->to_reg)) ||
		    s->width != 8 ||
		    !ir_code_loaded_from(c, (struct ir_place){s->mem.root, 0}, &from) ||
		    from.root != IR_ROOT_ARG)
			continue;
		if (s->mem.offset != a && s->mem.offset != b)
			return false;
		seen[s->mem.offset == b] = true;
	}
	return seen[0] && seen[1];
}

static void one_of_two(struct ir_kernel *k, struct ir_proof *p, bool names)
{
	static const char *const functions[] = {"find_kallsyms_symbol_value",
						"__find_kallsyms_symbol_value",
						"find_kallsyms_symbol"};
	struct symtab t;
	int64_t at;

	if (!symtab_by_data(k, &t))
		return;
	at = (int64_t)(names ? t.names : t.table);
	ir_proof_vote(p, at, words);
	for (size_t i = 0; k->arch->follow && i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (reads_both(k, functions[i], (int64_t)t.table, (int64_t)t.names))
			ir_proof_vote(p, at,
				      ir_fmt(k, "%s reads these two addresses, and no other",
					     functions[i]));
	}
}

void ir_symtab_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	one_of_two(k, p, false);
}

void ir_strtab_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	one_of_two(k, p, true);
}
