// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/symbols/data_symbols.h"

#include <string.h>

#include "core/arch/arch.h"

#define MAX_REFS 96    /* of one function */
#define MAX_CODE 16384 /* bytes of one function */
#define BTF_MAX	 (64u << 20)
#define ORC_MAX	 (1u << 23) /* entries; distributions' kernels have half a million */
#define ORC_SIZE 6

/* data_symbols.def explains them. */
enum form { WORD, LIST, BASE, TABLE, PER_CPU, BTF, ORC_IPS, ORC };

static const struct row {
	const char *name;
	enum form form;
	const char *functions[2];
} rows[IR_NR_DATA_ROWS] = {
#define IR_DATA(name, form, first, second) {name, form, {first, second}},
#include "core/symbols/data_symbols.def"
#undef IR_DATA
};

/* The addresses that a function refers to, each once. */
struct refs {
	unsigned nr;
	uint64_t addr[MAX_REFS];
	enum ir_ref_kind kind[MAX_REFS];
};

static void add_ref(uint64_t addr, enum ir_ref_kind kind, void *arg)
{
	struct refs *r = arg;

	for (unsigned i = 0; i < r->nr; i++) {
		if (r->addr[i] == addr && r->kind[i] == kind)
			return;
	}
	if (r->nr < MAX_REFS) {
		r->addr[r->nr] = addr;
		r->kind[r->nr++] = kind;
	}
}

struct reading {
	struct ir_target *t;
	const struct ir_arch *arch;
	struct refs *r;
	const char *module;
	bool any, failed;
};

/* One part of the function: the compiler moves code that rarely runs elsewhere, as "name.cold". */
static bool refs_of_part(const struct ir_symbol *sym, void *arg)
{
	struct reading *read = arg;

	if (strcmp(sym->module, read->module) || !sym->size)
		return true;
	read->any = true;
	read->failed =
		read->arch->refs(read->t, sym->addr, sym->size < MAX_CODE ? sym->size : MAX_CODE,
				 add_ref, read->r) != IR_OK;
	return !read->failed;
}

/* All that the function refers to; false if not all of its code can be read. */
static bool refs_of(struct ir_target *t, const char *function, const char *module, struct refs *r)
{
	struct reading read = {.t = t, .arch = ir_arch_find(t->arch), .r = r, .module = module};

	r->nr = 0;
	return read.arch && read.arch->refs && !ir_each_symbol(t, function, refs_of_part, &read) &&
	       read.any && !read.failed && r->nr < MAX_REFS;
}

static uint64_t image_start(const struct ir_target *t)
{
	const struct ir_arch *arch = ir_arch_find(t->arch);

	return arch ? arch->image_from : 0;
}

static bool is_list(struct ir_target *t, uint64_t addr)
{
	uint64_t next, back;

	return !(addr % 8) && !ir_read_u64(t, addr, &next) && next >> 56 == 0xff &&
	       !ir_read_u64(t, next + 8, &back) && back == addr;
}

static bool is_region(struct ir_target *t, uint64_t addr)
{
	uint64_t start;

	return !(addr % 8) && !ir_read_u64(t, addr, &start) && start >> 56 == 0xff &&
	       start < image_start(t) && !(start & ((1 << 30) - 1));
}

/* Is there a header as in include/uapi/linux/btf.h, and a string section where it says? */
static bool is_btf(struct ir_data_symbols *s, struct ir_target *t, uint64_t addr)
{
	uint32_t h[6];
	char first;

	if (ir_read(t, addr, h, sizeof(h)) || (h[0] & 0xffffff) != 0x01eb9f || h[1] < sizeof(h) ||
	    h[1] > 256 || h[2] || h[3] > BTF_MAX || h[4] != h[3] || h[5] > BTF_MAX ||
	    ir_read(t, addr + h[1] + h[4], &first, 1) || first)
		return false;
	s->stop_btf = addr + h[1] + h[4] + h[5];
	return true;
}

/*
 * The kernel's linker script puts the table of addresses, 4 bytes each, before the table of
 * entries, 6 bytes each, and there are as many of either. So the tables are those three of the
 * addresses that the unwinder refers to (the start of each table and the end of the second) whose
 * distances have that ratio.
 */
static bool orc_tables(struct ir_target *t, const struct refs *r, uint64_t *ips, uint64_t *entries)
{
	unsigned found = 0;

	for (unsigned i = 0; i < r->nr; i++) {
		for (unsigned k = 0; k < r->nr; k++) {
			uint64_t size = r->addr[k] - r->addr[i], nr = size / 4;
			int32_t first, last;

			if (r->kind[i] == IR_REF_PER_CPU || r->addr[k] <= r->addr[i] || nr < 1000 ||
			    nr > ORC_MAX)
				continue;
			for (unsigned m = 0; m < r->nr; m++) {
				if (r->addr[m] != r->addr[k] + ORC_SIZE * nr || size % 4 ||
				    ir_read(t, r->addr[i], &first, 4) ||
				    ir_read(t, r->addr[i] + 4 * (nr - 1), &last, 4) ||
				    r->addr[i] + (uint64_t)(int64_t)first >=
					    r->addr[i] + 4 * (nr - 1) + (uint64_t)(int64_t)last)
					continue;
				/* the code may refer to the same address in two forms */
				found += !found || *ips != r->addr[i] || *entries != r->addr[k];
				*ips = r->addr[i];
				*entries = r->addr[k];
			}
		}
	}
	return found == 1;
}

static bool has_form(struct ir_data_symbols *s, struct ir_target *t, enum form form, uint64_t addr,
		     enum ir_ref_kind kind)
{
	uint64_t text, etext;

	if ((form == PER_CPU) != (kind == IR_REF_PER_CPU) ||
	    (form == TABLE) != (kind == IR_REF_INDEXED))
		return false;
	if (form == WORD && kind == IR_REF_TAKEN)
		return false; /* no more than the neighbour of what is meant */
	if (form == LIST)
		return is_list(t, addr);
	if (form == BASE)
		return is_region(t, addr);
	if (form == BTF)
		return is_btf(s, t, addr);
	return form == PER_CPU ||
	       (addr >= image_start(t) && !ir_symbol_addr(t, "_stext", &text) &&
		!ir_symbol_addr(t, "_etext", &etext) && (addr < text || addr >= etext));
}

static bool is_address(enum ir_ref_kind kind)
{
	return kind == IR_REF_PLAIN || kind == IR_REF_TAKEN;
}

static bool has_ref(const struct refs *r, uint64_t addr, enum ir_ref_kind kind)
{
	for (unsigned i = 0; i < r->nr; i++) {
		if (r->addr[i] == addr &&
		    (r->kind[i] == kind || (is_address(kind) && is_address(r->kind[i]))))
			return true;
	}
	return false;
}

/*
 * Position-independent code, as arm64's that can be moved, takes the address of a weak symbol out of a word (the
 * linker's global offset table): then @*addr is that word's, and becomes what it holds.
 */
static bool leads_to_btf(struct ir_data_symbols *s, struct ir_target *t, enum form form,
			 uint64_t *addr)
{
	uint64_t word;

	if (form != BTF || ir_read_u64(t, *addr, &word) || word % 4 || word < image_start(t) ||
	    !is_btf(s, t, word))
		return false;
	*addr = word;
	return true;
}

static uint64_t find_row(struct ir_data_symbols *s, struct ir_target *t, const struct row *row)
{
	struct refs first, second;
	uint64_t found = 0, ips = 0, entries = 0;
	unsigned nr = 0;

	if (!refs_of(t, row->functions[0], "", &first) ||
	    (row->functions[1] && !refs_of(t, row->functions[1], "", &second)))
		return 0;
	if (row->form == ORC_IPS || row->form == ORC) {
		if (!orc_tables(t, &first, &ips, &entries))
			return 0;
		s->stop_orc_ips = entries;
		return row->form == ORC ? entries : ips;
	}
	for (unsigned i = 0; i < first.nr; i++) {
		uint64_t addr = first.addr[i];

		if ((row->functions[1] && !has_ref(&second, addr, (int)first.kind[i])) ||
		    (!has_form(s, t, row->form, addr, (int)first.kind[i]) &&
		     !leads_to_btf(s, t, row->form, &addr)))
			continue;
		nr += !nr || addr != found; /* in two forms, perhaps */
		found = addr;
	}
	return nr == 1 ? found : 0;
}

enum ir_status ir_data_symbol(struct ir_data_symbols *s, struct ir_target *t, const char *name,
			      uint64_t *ret)
{
	const char *asked = name;

	/* The end of a table is found together with its start. */
	if (!strcmp(name, "__stop_BTF"))
		name = "__start_BTF";
	else if (!strcmp(name, "__stop_orc_unwind_ip"))
		name = "__start_orc_unwind_ip";
	for (unsigned i = 0; i < IR_NR_DATA_ROWS; i++) {
		if (strcmp(rows[i].name, name))
			continue;
		if (!s->tried[i]) {
			s->tried[i] = true;
			s->addr[i] = find_row(s, t, &rows[i]);
		}
		if (!s->addr[i])
			continue;
		*ret = asked == name ? s->addr[i] : name[8] == 'B' ? s->stop_btf : s->stop_orc_ips;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

/* Is the @n-th address there as a plain one, too? */
static bool was_plain(const struct refs *r, unsigned n)
{
	for (unsigned i = 0; i < r->nr; i++) {
		if (r->addr[i] == r->addr[n] && r->kind[i] == IR_REF_PLAIN)
			return true;
	}
	return false;
}

enum ir_status ir_each_ref(struct ir_target *t, const char *function, const char *module,
			   ir_ref_fn *fn, void *arg)
{
	const struct ir_arch *arch = ir_arch_find(t->arch);
	struct refs r;

	if (!arch || !arch->refs)
		return IR_UNSUPPORTED;
	if (!refs_of(t, function, module, &r))
		return IR_NOTFOUND;
	for (unsigned i = 0; i < r.nr; i++) {
		bool again = r.kind[i] == IR_REF_TAKEN && was_plain(&r, i);

		if (is_address(r.kind[i]) && !again && !fn(r.addr[i], arg))
			break;
	}
	return IR_OK;
}
