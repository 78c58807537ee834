// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loaded modules are on the list "modules". A struct module lies in the module's own memory, has its name, which its kobject has
 * once more, and several pointers back to its own start (module_kobject.mod, mod_tree_node.mod).
 */
#include "core/proof/module_layout.h"

#include <string.h>

#include "core/arch/arch.h"
#include "core/proof/code_ways.h"
#include "core/proof/module_samples.h"
#include "core/types/layout.h"

#define PAGE	       4096
#define MAX_LIST       64	  /* the list's node is among the first members */
#define MAX_NAME       256	  /* and so is the name */
#define NAME_BYTES     56	  /* MODULE_NAME_LEN */
#define MAX_SIZE       (1u << 30) /* of a module */
#define MAX_SIZE_AT    32	  /* its size stands behind its address */
#define STATE_GOING    2 /* MODULE_STATE_GOING and _UNFORMED; the latter since 0d21b0e3477395 (3.8) */
#define STATE_UNFORMED 3

/* What the code that shows one module in /proc/modules does with the node of its list, its second argument. */
struct shown {
	struct ir_kernel *k;
	bool found, differ;
	int64_t state, name; /* from the node */
};

static bool is_call_of(struct ir_kernel *k, const struct ir_step *s, const char *name)
{
	struct ir_symbol sym;

	return s->kind == IR_STEP_CALL && s->target && !ir_symbol_at(k->t, s->target, &sym) &&
	       sym.addr == s->target && !strcmp(sym.name, name);
}

/* Other files have an m_show(), too: this one asks for a state, and prints a text that lies in the module. */
static bool read_m_show(const struct ir_symbol *sym, void *arg)
{
	struct shown *f = arg;
	bool state = false, name = false;
	int64_t state_at = 0, name_at = 0;
	struct ir_code *c;

	if (sym->module[0] || strcmp(sym->name, "m_show") || !sym->size ||
	    ir_code_open(f->k, sym->addr, sym->size < IR_CODE_BYTES ? sym->size : IR_CODE_BYTES,
			 &c))
		return true;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (!state && s->kind == IR_STEP_COMPARE && s->has_mem && s->width == 4 &&
		    s->has_imm && s->imm == STATE_UNFORMED && s->mem.root == IR_ROOT_ARG + 1 &&
		    s->mem.offset < 0) {
			state = true;
			state_at = s->mem.offset;
		}
		if (!name && is_call_of(f->k, s, "seq_printf") &&
		    s->args[2].root == IR_ROOT_ARG + 1 && s->args[2].offset > 0) {
			name = true;
			name_at = s->args[2].offset;
		}
	}
	if (!state || !name)
		return true;
	f->differ |= f->found && (f->state != state_at || f->name != name_at);
	f->found = true;
	f->state = state_at;
	f->name = name_at;
	return true;
}

static bool shown_by_code(struct ir_kernel *k, struct shown *f)
{
	*f = (struct shown){.k = k};
	return !ir_each_symbol(k->t, "m_show", read_m_show, f) && f->found && !f->differ;
}

/* try_module_get() asks whether the module it is given is on its way out. */
static bool state_by_code(struct ir_kernel *k, int64_t *ret)
{
	struct ir_code *c = ir_proof_function(k, "try_module_get");
	bool found = false;

	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_COMPARE || !s->has_mem || !s->has_imm || s->width != 4 ||
		    s->imm != STATE_GOING || s->mem.root != IR_ROOT_ARG)
			continue;
		if (found && *ret != s->mem.offset)
			return false;
		found = true;
		*ret = s->mem.offset;
	}
	return found;
}

/* Does every module have a word that points back at its start, @list bytes before its node? */
static bool point_back(struct ir_kernel *k, uint64_t list, unsigned *nr)
{
	const struct ir_module_samples *s = ir_sample_modules(k, list);
	uint64_t v;

	for (unsigned i = 0; s && i < s->nr; i++) {
		size_t at = 0;

		while (ir_sampled_word(s, i, at, &v) && v != s->addr[i])
			at += 8;
		if (at + 8 > s->len[i])
			return false;
	}
	*nr = s ? s->nr : 0;
	return s;
}

void ir_list_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	unsigned places = 0, nr = 0, seen = 0;
	struct shown shown;
	int64_t state = 0;
	uint64_t found = 0;

	if (k->arch->follow && shown_by_code(k, &shown) && state_by_code(k, &state))
		ir_proof_vote(p, state - shown.state,
			      ir_fmt(k,
				     "m_show has the state that try_module_get reads at 0x%llx so "
				     "far before it",
				     (unsigned long long)state));
	/* A neighbour's node points at the node itself, so 0 says nothing. */
	for (uint64_t list = 8; list <= MAX_LIST; list += 8) {
		if (!point_back(k, list, &nr))
			continue;
		places++;
		found = list;
		seen = nr;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found,
			      ir_fmt(k, "%u modules point at themselves, if their nodes are there",
				     seen));
}

static struct ir_module_samples *open_modules(struct ir_kernel *k)
{
	const struct ir_member *list = ir_member(k, IR_M_MODULE_LIST);

	return list ? ir_sample_modules(k, list->offset) : NULL;
}

static bool is_name(const char *text)
{
	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c <= ' ' || (unsigned char)*c > '~')
			return false;
	}
	return *text;
}

/* Does module number @i have a name at @at, which a pointer in it leads to once more? */
static bool is_named_at(const struct ir_module_samples *s, unsigned i, size_t at)
{
	char name[NAME_BYTES + 1], other[NAME_BYTES + 1];
	uint64_t v;

	if (at + NAME_BYTES > s->len[i])
		return false;
	memcpy(name, s->bytes[i] + at, NAME_BYTES);
	name[NAME_BYTES] = 0;
	if (!is_name(name) || strlen(name) >= NAME_BYTES)
		return false;
	for (size_t w = 0; ir_sampled_word(s, i, w, &v); w += 8) {
		if (s->k->arch->canonical(v) && v != s->addr[i] + at &&
		    !ir_read_string(s->k->t, v, other, sizeof(other)) && !strcmp(name, other))
			return true;
	}
	return false;
}

void ir_name_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	const struct ir_member *list = ir_member(k, IR_M_MODULE_LIST);
	const struct ir_module_samples *s = open_modules(k);
	unsigned places = 0;
	struct shown shown;
	size_t found = 0;

	if (list && k->arch->follow && shown_by_code(k, &shown))
		ir_proof_vote(p, (int64_t)list->offset + shown.name,
			      "m_show prints the text there");
	for (size_t at = 0; s && at < MAX_NAME; at += 8) {
		unsigned i = 0;

		while (i < s->nr && is_named_at(s, i, at))
			i++;
		if (i < s->nr)
			continue;
		places++;
		found = at;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found,
			      ir_fmt(k, "in %u modules only the text there is their kobjects' name",
				     s->nr));
}

/* Two descriptions of memory in one object, as a function reads them: an address each, and a number @size bytes behind it */
struct areas {
	int64_t core, init, size;
};

/* Those that are read of the object @root, if no more than two addresses and two numbers are. */
static bool areas_of(const struct ir_code *c, uint16_t root, struct areas *ret)
{
	int64_t at[2][2];
	unsigned nr[2] = {0, 0};

	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];
		unsigned kind = s->width == 4, n = 0;

		if (s->kind != IR_STEP_LOAD || s->mem.root != root ||
		    (s->width != 4 && s->width != 8))
			continue;
		while (n < nr[kind] && at[kind][n] != s->mem.offset)
			n++;
		if (n == 2)
			return false;
		at[kind][n] = s->mem.offset;
		nr[kind] += n == nr[kind];
	}
	if (nr[0] != 2 || nr[1] != 2)
		return false;
	for (unsigned i = 0; i < 2; i++) {
		unsigned low = at[i][0] > at[i][1];
		int64_t swap = at[i][0];

		at[i][0] = at[i][low];
		at[i][1] = low ? swap : at[i][1];
	}
	*ret = (struct areas){at[0][0], at[0][1], at[1][0] - at[0][0]};
	return ret->size > 0 && ret->size < MAX_SIZE_AT && at[1][1] - at[0][1] == ret->size;
}

/* A module's memory for good lies before the one for its start, if it has these two. */
static bool areas_by_code(struct ir_kernel *k, const char *function, struct areas *ret)
{
	struct ir_code *c = ir_proof_function(k, function);

	for (unsigned i = 0; c && i < c->nr_steps; i++) {
		if (c->steps[i].kind == IR_STEP_LOAD && c->steps[i].mem.root >= IR_ROOT_INSN &&
		    areas_of(c, c->steps[i].mem.root, ret))
			return true;
	}
	return false;
}

/* Does the memory whose address is at @at, and its size @size bytes behind that, contain each module itself? */
static bool contain_modules(const struct ir_module_samples *s, size_t at, size_t size)
{
	uint64_t base, len;

	for (unsigned i = 0; i < s->nr; i++) {
		if (!ir_sampled_word(s, i, at, &base) || !base || base % PAGE ||
		    !ir_sampled_word(s, i, at + size - size % 8, &len))
			return false;
		len = size % 8 ? len >> 32 : len & UINT32_MAX;
		if (len > MAX_SIZE || s->addr[i] - base >= len)
			return false;
	}
	return true;
}

/* The only such place, by what is in memory */
static bool areas_by_data(const struct ir_module_samples *s, struct areas *ret)
{
	unsigned places = 0;

	for (size_t at = 0; s && at + MAX_SIZE_AT <= IR_MODULE_BYTES; at += 8) {
		for (size_t size = 8; size < MAX_SIZE_AT; size += 4) {
			if (!contain_modules(s, at, size))
				continue;
			places++;
			*ret = (struct areas){(int64_t)at, 0, (int64_t)size};
		}
	}
	return places == 1;
}

void ir_core_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	static const char *const functions[] = {"__module_address", "__module_text_address"};
	struct areas a;

	for (size_t i = 0; i < 2; i++) {
		if (k->arch->follow && areas_by_code(k, functions[i], &a))
			ir_proof_vote(p, a.core,
				      ir_fmt(k, "%s looks into the memory there", functions[i]));
	}
	if (areas_by_data(open_modules(k), &a))
		ir_proof_vote(p, a.core, "each module lies in the memory there");
}

void ir_base_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	struct areas a;

	if (k->arch->follow && areas_by_code(k, "__module_address", &a))
		ir_proof_vote(p, 0, "__module_address reads the address there");
	if (areas_by_data(open_modules(k), &a))
		ir_proof_vote(p, 0, "the memory that each module lies in begins there");
}

void ir_size_in_modules(struct ir_kernel *k, struct ir_proof *p)
{
	struct areas a;

	if (k->arch->follow && areas_by_code(k, "__module_address", &a))
		ir_proof_vote(p, a.size, "__module_address reads the size there");
	if (areas_by_data(open_modules(k), &a))
		ir_proof_vote(p, a.size, "with the number there, each module lies in its memory");
}
