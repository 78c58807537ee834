// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/taking/without_log.h"

#include "core/lib/hash.h"
#include "core/log/oops_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 4096u

static struct without *current; /* ir_arch.kernel_frame() is told of no target */

static struct without *of(struct ir_target *t)
{
	return t->priv;
}

static bool same_thing(const struct thing *a, const struct thing *b)
{
	return a->kind == b->kind && a->v == b->v && !strcmp(a->name, b->name);
}

static void rehash(struct without *w)
{
	w->room = w->room ? 2 * w->room : 256;
	w->nr_slots = 4 * w->room;
	w->things = realloc(w->things, w->room * sizeof(*w->things));
	free(w->slots);
	w->slots = calloc(w->nr_slots, sizeof(*w->slots));
	if (!w->things || !w->slots)
		abort();
	for (unsigned i = 0; i < w->nr; i++) {
		const struct thing *t = &w->things[i];
		uint64_t at = ir_hash(ir_hash_string(t->kind, t->name), &t->v, sizeof(t->v));

		while (w->slots[at % w->nr_slots])
			at++;
		w->slots[at % w->nr_slots] = i + 1;
	}
}

void without_record(struct without *w, enum thing_kind kind, const char *name, uint64_t v,
		       uint64_t size)
{
	struct thing t = {.kind = kind, .v = v, .size = size};
	uint64_t at;

	if (!w->record)
		return;
	snprintf(t.name, sizeof(t.name), "%s", name);
	if (w->nr == w->room)
		rehash(w);
	at = ir_hash(ir_hash_string(kind, t.name), &v, sizeof(v));
	for (; w->slots[at % w->nr_slots]; at++)
		if (same_thing(&w->things[w->slots[at % w->nr_slots] - 1], &t))
			return;
	w->slots[at % w->nr_slots] = w->nr + 1;
	w->things[w->nr++] = t;
}

/* Is what @kind, @name and @v say taken away? A NULL @name: any */
static const struct thing *is_taken(const struct without *w, enum thing_kind kind, const char *name,
				    uint64_t v)
{
	for (unsigned i = 0; i < w->nr_taken; i++)
		if (w->taken[i]->kind == kind && w->taken[i]->v == v &&
		    (!name || !strcmp(w->taken[i]->name, name)))
			return w->taken[i];
	return NULL;
}

static bool overlaps(const struct thing *t, uint64_t addr, size_t len)
{
	uint64_t size = t->kind == THING_PAGE ? PAGE : t->size;

	return addr < t->v ? t->v - addr < len : addr - t->v < size;
}

static void note_memory(struct without *w, uint64_t addr, size_t len)
{
	for (uint64_t page = addr & -(uint64_t)PAGE; page - (addr & -(uint64_t)PAGE) < len + addr % PAGE;
	     page += PAGE)
		without_record(w, THING_PAGE, "", page, PAGE);
	/* What is there is asked when all is done: the inner target may be reading its symbols or types just now, through us. */
	if (w->in_symbols)
		return;
	if (w->nr_reads == w->room_reads) {
		w->room_reads = w->room_reads ? 2 * w->room_reads : 4096;
		w->reads = realloc(w->reads, w->room_reads * sizeof(*w->reads));
	}
	w->reads[w->nr_reads++] = addr;
}

static void note_symbol_at(struct without *w, uint64_t addr)
{
	struct ir_symbol sym;

	if (ir_symbol_at(w->inner, addr, &sym) || !sym.size || sym.size > 1 << 16)
		return;
	ir_symbol_base(sym.name);
	without_record(w, THING_BYTES, sym.name, sym.addr, sym.size);
	/* Another value of a variable is no code that is not understood. */
	if (w->k->arch && sym.addr >= w->k->arch->code_from && sym.size > 8 && !strstr(sym.name, "operations") &&
	    !strstr(sym.name, "_iops") && !strstr(sym.name, "_fops"))
		without_record(w, THING_UNREAD, sym.name, sym.addr, sym.size);
}

/* The symbols of all that was read, in the order in which it was */
static void note_symbols_read(struct without *w)
{
	w->in_symbols++;
	for (unsigned i = 0; w->inner->ops->symbol_at && i < w->nr_reads; i++)
		if (!i || w->reads[i] != w->reads[i - 1])
			note_symbol_at(w, w->reads[i]);
	w->in_symbols--;
	w->nr_reads = 0;
}

static enum ir_status without_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	struct without *w = of(t);
	enum ir_status st;

	for (unsigned i = 0; i < w->nr_taken; i++)
		if ((w->taken[i]->kind == THING_PAGE || w->taken[i]->kind == THING_BYTES) &&
		    overlaps(w->taken[i], addr, len))
			return IR_ABSENT;
	st = w->inner->ops->read(w->inner, addr, buf, len);
	if (!st && w->record)
		note_memory(w, addr, len);
	for (unsigned i = 0; !st && i < w->nr_taken; i++)
		for (size_t n = 0; w->taken[i]->kind == THING_UNREAD && n < len; n++)
			if (addr + n - w->taken[i]->v < w->taken[i]->size)
				((unsigned char *)buf)[n] = 0x06; /* no instruction of x86-64 */
	return st;
}

struct passing {
	struct without *w;
	ir_symbol_fn *fn;
	void *arg;
	unsigned told;
};

static bool symbol_taken(const struct without *w, const struct ir_symbol *sym)
{
	char base[IR_SYMBOL_MAX];

	snprintf(base, sizeof(base), "%s", sym->name);
	ir_symbol_base(base);
	return is_taken(w, THING_SYMBOL, base, 0) ||
	       (sym->module[0] && is_taken(w, THING_MODULE, sym->module, 0));
}

static void note_symbol(struct without *w, const struct ir_symbol *sym)
{
	char base[IR_SYMBOL_MAX];

	snprintf(base, sizeof(base), "%s", sym->name);
	ir_symbol_base(base);
	without_record(w, THING_SYMBOL, base, 0, 0);
	if (sym->module[0])
		without_record(w, THING_MODULE, sym->module, 0, 0);
}

static bool pass_on(const struct ir_symbol *sym, void *arg)
{
	struct passing *p = arg;
	unsigned in = p->w->in_symbols;
	bool more;

	if (symbol_taken(p->w, sym))
		return true;
	note_symbol(p->w, sym);
	p->told++;
	p->w->in_symbols = 0; /* what is read from here on is the diagnosis's */
	more = p->fn(sym, p->arg);
	p->w->in_symbols = in;
	return more;
}

static enum ir_status without_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
					  void *arg)
{
	struct passing p = {of(t), fn, arg, 0};
	enum ir_status st;

	p.w->in_symbols++;
	st = p.w->inner->ops->each_symbol(p.w->inner, base, pass_on, &p);
	p.w->in_symbols--;
	return st || p.told ? st : IR_NOTFOUND;
}

static enum ir_status without_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct without *w = of(t);
	struct ir_symbol sym;
	enum ir_status st;

	w->in_symbols++;
	st = w->inner->ops->symbol_at(w->inner, addr, &sym);
	w->in_symbols--;
	if (st)
		return st;
	if (symbol_taken(w, &sym))
		return IR_NOTFOUND;
	note_symbol(w, &sym);
	*ret = sym;
	return IR_OK;
}

static enum ir_status without_member(struct ir_target *t, const char *type, const char *member,
				     struct ir_member *ret)
{
	/* What the diagnosis asks for goes through the layout: see attach(). */
	return of(t)->inner->ops->member(of(t)->inner, type, member, ret);
}

static enum ir_status without_type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct without *w = of(t);
	enum ir_status st = IR_NOTFOUND;

	if (!is_taken(w, THING_SIZE, type, 0))
		st = w->inner->ops->type_size(w->inner, type, ret);
	if (!st)
		without_record(w, THING_SIZE, type, 0, 0);
	return st;
}

static enum ir_status without_enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct without *w = of(t);
	enum ir_status st = IR_NOTFOUND;

	if (!is_taken(w, THING_ENUM, name, 0))
		st = w->inner->ops->enumerator(w->inner, name, ret);
	if (!st)
		without_record(w, THING_ENUM, name, 0, 0);
	return st;
}

static enum ir_status without_panic_task(struct ir_target *t, uint64_t *ret)
{
	struct without *w = of(t);
	enum ir_status st = IR_NOTFOUND;

	if (!is_taken(w, THING_PANIC_TASK, NULL, 0))
		st = w->inner->ops->panic_task(w->inner, ret);
	if (!st)
		without_record(w, THING_PANIC_TASK, "", 0, 0);
	return st;
}

static enum ir_status without_task_count(struct ir_target *t, uint64_t *ret)
{
	return of(t)->inner->ops->task_count(of(t)->inner, ret);
}

/* A note that is lost leaves a hole: the others keep their numbers. */
static enum ir_status without_note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	struct without *w = of(t);
	enum ir_status st = w->inner->ops->note(w->inner, index, ret);

	if (st)
		return st;
	for (unsigned i = 0; i < w->nr_taken; i++)
		if (w->taken[i]->kind == THING_REGISTER ||
		    (w->taken[i]->kind == THING_NOTE && w->taken[i]->v == index))
			ret->len = 0;
	without_record(w, THING_NOTE, "", index, 0);
	return IR_OK;
}

static enum ir_status without_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	struct without *w = of(t);
	enum ir_status st = IR_NOTFOUND;

	if (!is_taken(w, THING_INFO, key, 0))
		st = w->inner->ops->vmcoreinfo(w->inner, key, buf, size);
	if (!st)
		without_record(w, THING_INFO, key, 0, 0);
	return st;
}

static enum ir_status without_dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	return of(t)->inner->ops->dump_info(of(t)->inner, ret);
}

/* The frame that is looked at is the caller's own: what it knows of the registers can be changed there. */
static bool kernel_frame(const struct ir_regs *regs, uint64_t frame_end)
{
	const struct ir_arch *whole = ir_arch_find(current->arch.name);

	for (unsigned i = 0; i < current->nr_taken; i++)
		if (current->taken[i]->kind == THING_REGISTER)
			((struct ir_regs *)regs)->known &= ~(UINT64_C(1) << current->taken[i]->v);
	return whole->kernel_frame(regs, frame_end);
}

static void use_arch(struct without *w, struct ir_kernel *k)
{
	if (!k->arch->kernel_frame)
		return;
	w->arch = *k->arch;
	w->arch.kernel_frame = kernel_frame;
	k->arch = &w->arch;
	for (unsigned i = 0; i < w->arch.nr_regs; i++)
		if ((int)i != w->arch.ip && (int)i != w->arch.sp)
			without_record(w, THING_REGISTER, w->arch.reg_names[i], i, 0);
}

static void without_attach(struct ir_target *t, struct ir_kernel *k)
{
	struct without *w = of(t);
	const struct ir_layout *l = w->k ? w->k->layout : NULL;

	for (unsigned id = 0; !k && l && id < IR_NR_MEMBERS; id++)
		if (l->asked[id] && l->found[id])
			without_record(w, THING_MEMBER, ir_member_name(id), id, 0);
	if (!k && w->k)
		note_symbols_read(w);
	w->k = k;
	if (k) {
		if (k->arch != &ir_arch_log)
			use_arch(w, k);
		k->layout = ir_arena_alloc(k->arena, sizeof(*k->layout));
		for (unsigned i = 0; k->layout && i < w->nr_taken; i++)
			if (w->taken[i]->kind == THING_MEMBER)
				k->layout->asked[w->taken[i]->v] = true;
	}
	if (w->inner->ops->attach)
		w->inner->ops->attach(w->inner, k);
}

static bool without_interrupted(struct ir_target *t)
{
	return of(t)->inner->ops->interrupted(of(t)->inner);
}

void without_open(struct without *w, struct ir_target *inner)
{
#define IF_THERE(op) .op = inner->ops->op ? without_##op : NULL
	memset(w, 0, sizeof(*w));
	w->ops = (struct ir_target_ops){
		.door = inner->ops->door,
		IF_THERE(read),
		IF_THERE(each_symbol),
		IF_THERE(symbol_at),
		IF_THERE(member),
		IF_THERE(type_size),
		IF_THERE(enumerator),
		IF_THERE(panic_task),
		IF_THERE(task_count),
		IF_THERE(note),
		IF_THERE(log),
		IF_THERE(vmcoreinfo),
		IF_THERE(dump_info),
		IF_THERE(interrupted),
		.attach = without_attach,
	};
#undef IF_THERE
	w->target = (struct ir_target){
		.ops = &w->ops, .arch = inner->arch, .priv = w, .cheap_types = inner->cheap_types};
	w->inner = inner;
	current = w;
}

void without_close(struct without *w)
{
	free(w->things);
	free(w->slots);
	free(w->reads);
	memset(w, 0, sizeof(*w));
}

const char *thing_words(const struct thing *t, char *buf, size_t size)
{
	static const char *const kinds[THING_NR_KINDS] = {
		"symbol",   "module", "member", "sizeof", "enumerator", "page", "bytes-of",
		"unread-code-of", "note", "register", "line", "log-from", "log-to", "vmcoreinfo",
		"panic-task",
	};
	int n = snprintf(buf, size, "%s", kinds[t->kind]);

	if (t->name[0])
		snprintf(buf + n, size - (size_t)n, " %s", t->name);
	else if (t->kind == THING_PAGE)
		snprintf(buf + n, size - (size_t)n, " %016llx", (unsigned long long)t->v);
	else if (t->kind != THING_PANIC_TASK)
		snprintf(buf + n, size - (size_t)n, " %llu", (unsigned long long)t->v);
	return buf;
}
