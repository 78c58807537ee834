// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/overlay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lib/hash.h"

#define PAGE 4096u

static struct overlay *of(struct ir_target *t)
{
	return t->priv;
}

static void rehash(struct overlay *o)
{
	o->room = o->room ? 2 * o->room : 1024;
	o->nr_slots = 4 * o->room;
	o->reads = realloc(o->reads, o->room * sizeof(*o->reads));
	free(o->slots);
	o->slots = calloc(o->nr_slots, sizeof(*o->slots));
	if (!o->reads || !o->slots)
		abort();
	for (unsigned i = 0; i < o->nr_reads; i++) {
		uint64_t at = ir_hash(IR_HASH_START, &o->reads[i].addr, sizeof(o->reads[i].addr));

		while (o->slots[at % o->nr_slots])
			at++;
		o->slots[at % o->nr_slots] = i + 1;
	}
}

/* One entry for each address; the longest read counts. */
static void record(struct overlay *o, uint64_t addr, size_t len)
{
	uint64_t at;

	if (o->nr_reads == o->room)
		rehash(o);
	at = ir_hash(IR_HASH_START, &addr, sizeof(addr));
	for (; o->slots[at % o->nr_slots]; at++) {
		struct overlay_read *r = &o->reads[o->slots[at % o->nr_slots] - 1];

		if (r->addr == addr) {
			r->len = len > r->len ? (uint32_t)len : r->len;
			return;
		}
	}
	o->slots[at % o->nr_slots] = o->nr_reads + 1;
	o->reads[o->nr_reads++] = (struct overlay_read){addr, (uint32_t)len};
}

static bool overlap(uint64_t a, uint64_t a_len, uint64_t b, uint64_t b_len)
{
	return a < b ? b - a < a_len : a - b < b_len;
}

/* The bytes of @p that lie in the @len bytes at @addr, which are at @buf */
static void lay_over(const struct overlay_patch *p, uint64_t addr, unsigned char *buf, size_t len)
{
	for (uint32_t i = 0; i < p->len; i++)
		if (p->addr + i - addr < len)
			buf[p->addr + i - addr] = p->bytes[i];
}

static enum ir_status overlay_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	struct overlay *o = of(t);
	enum ir_status st;

	for (unsigned i = 0; i < o->nr_patches; i++)
		if (o->patches[i].status && overlap(o->patches[i].addr, o->patches[i].len, addr, len))
			return o->patches[i].status;
	st = o->inner->ops->read(o->inner, addr, buf, len);
	if (st)
		return st;
	if (o->recording)
		record(o, addr, len);
	for (unsigned i = 0; i < o->nr_patches; i++)
		if (!o->patches[i].status)
			lay_over(&o->patches[i], addr, buf, len);
	return IR_OK;
}

static enum ir_status overlay_note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	struct overlay *o = of(t);
	enum ir_status st = o->inner->ops->note(o->inner, index, ret);

	for (unsigned i = 0; !st && i < o->nr_changed; i++)
		if (o->changed[i].is_note && o->changed[i].which == index && 8 * o->changed[i].word + 8 <= sizeof(ret->desc))
			memcpy(ret->desc + 8 * o->changed[i].word, &o->changed[i].value, 8);
	return st;
}

/* Which of the numbers is changed is told by the hash of their names. */
static enum ir_status overlay_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	struct overlay *o = of(t);
	enum ir_status st = o->inner->ops->vmcoreinfo(o->inner, key, buf, size);
	unsigned hash = ir_hash_string(IR_HASH_START, key) & 0xff;

	for (unsigned i = 0; !st && i < o->nr_changed; i++)
		if (!o->changed[i].is_note && o->changed[i].which == hash && size > 32)
			snprintf(buf, size, strncmp(key, "SYMBOL", 6) ? "%" PRId64 : "%" PRIx64, o->changed[i].value);
	return st;
}

/* What a slice cannot answer must not be taken for an answer, as its own reader does not. */
static enum ir_status answered(struct overlay *o, enum ir_status st)
{
	o->unanswered |= o->partly && st == IR_ABSENT;
	return st;
}

/* All other questions are the machine's. */
static enum ir_status overlay_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	return answered(of(t), of(t)->inner->ops->each_symbol(of(t)->inner, base, fn, arg));
}

static enum ir_status overlay_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	return answered(of(t), of(t)->inner->ops->symbol_at(of(t)->inner, addr, ret));
}

static enum ir_status overlay_member(struct ir_target *t, const char *type, const char *member, struct ir_member *ret)
{
	return answered(of(t), of(t)->inner->ops->member(of(t)->inner, type, member, ret));
}

static enum ir_status overlay_type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	return answered(of(t), of(t)->inner->ops->type_size(of(t)->inner, type, ret));
}

static enum ir_status overlay_enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	return of(t)->inner->ops->enumerator(of(t)->inner, name, ret);
}

static enum ir_status overlay_panic_task(struct ir_target *t, uint64_t *ret)
{
	return of(t)->inner->ops->panic_task(of(t)->inner, ret);
}

static enum ir_status overlay_task_count(struct ir_target *t, uint64_t *ret)
{
	return of(t)->inner->ops->task_count(of(t)->inner, ret);
}

static enum ir_status overlay_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	return of(t)->inner->ops->log(of(t)->inner, fn, arg);
}

static enum ir_status overlay_dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	return of(t)->inner->ops->dump_info(of(t)->inner, ret);
}

static void overlay_attach(struct ir_target *t, struct ir_kernel *k)
{
	of(t)->inner->ops->attach(of(t)->inner, k);
}

static void decides(struct overlay *o, struct ir_value at, int64_t from, uint64_t len)
{
	if (at.known && at.v && o->nr_deciding < OVERLAY_RANGES)
		o->deciding[o->nr_deciding++] = (struct overlay_read){at.v + (uint64_t)from, (uint32_t)len};
}

/* The objects that the report names, from before their addresses to well behind their ends; the whole stack. */
static void note_deciding(struct overlay *o, const struct ir_diagnosis *d)
{
	static const char *const stack_registers[] = {"rsp", "sp"};

	decides(o, d->fault.task, 0, 0x3000);
	decides(o, d->walk.nameidata, -0x4000, 0x8000);
	decides(o, d->walk.dentry, 0, 0x200);
	decides(o, d->walk.directory, 0, 0x200);
	decides(o, d->walk.link, -0x40, 0x80);
	decides(o, d->inode.address, -0x400, 0xc00);
	decides(o, d->inode.sb, 0, 0x800);
	decides(o, d->xfs_inode.address, 0, 0xc00);
	decides(o, d->inode.i_op.address, 0, 0x100);
	decides(o, d->inode.i_fop.address, 0, 0x100);
	decides(o, d->called_through.address, 0, 0x100);
	for (unsigned i = 0; i < d->fault.nr_regs; i++)
		for (unsigned n = 0; n < 2; n++)
			if (!strcmp(d->fault.regs[i].name, stack_registers[n]))
				decides(o, (struct ir_value){true, d->fault.regs[i].value}, -0x4000, 0x8000);
}

void overlay_open(struct overlay *o, struct ir_target *inner, const struct ir_options *options, const char *name)
{
	struct ir_diagnosis d;

#define IF_THERE(op) .op = inner->ops->op ? overlay_##op : NULL
	o->ops = (struct ir_target_ops){
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
		IF_THERE(attach),
	};
#undef IF_THERE
	o->target = (struct ir_target){.ops = &o->ops, .arch = inner->arch, .priv = o, .cheap_types = inner->cheap_types};
	o->inner = inner;
	o->options = options;
	o->name = name;
	o->recording = true;
	ir_diagnose_into(&o->target, options, &d);
	o->recording = false;
	o->whole = d.verdict;
	note_deciding(o, &d);
	ir_diagnosis_release(&d);
	if (!o->nr_reads)
		record(o, PAGE, 8);
}

enum { SET, FLIP, POINT, ADD, ABSENT, FAULT, COPY, FILL, NOTE, INFO, NR_KINDS };

static uint64_t u64_at(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint64_t place(const struct overlay *o, uint64_t addr)
{
	return addr >> 32 ? addr : o->reads[addr % o->nr_reads].addr;
}

/* SET: @len bytes of a value. FLIP: a bit. POINT: the address of a place. ADD: to a word. COPY: what stands at another place. */
static void change_memory(struct overlay *o, unsigned kind, unsigned len, unsigned small, uint64_t addr, uint64_t value)
{
	struct overlay_patch p = {.addr = addr, .len = 8};
	uint64_t word;

	if (kind == ABSENT || kind == FAULT) {
		p = (struct overlay_patch){.addr = addr & -(uint64_t)PAGE, .len = PAGE, .status = kind == ABSENT ? IR_ABSENT : IR_FAULT};
	} else if (kind == COPY || kind == FILL) {
		p.len = 1 + len % OVERLAY_BYTES;
		memset(p.bytes, (int)small, sizeof(p.bytes));
		if (kind == COPY && o->inner->ops->read(o->inner, place(o, value), p.bytes, p.len))
			return;
	} else if (kind == SET) {
		p.len = 1 + len % 8;
		memcpy(p.bytes, &value, 8);
	} else {
		if (o->inner->ops->read(o->inner, addr, &word, 8))
			return;
		word = kind == FLIP ? word ^ UINT64_C(1) << value % 64 : kind == ADD ? word + (uint64_t)(int64_t)(int16_t)small : place(o, value);
		memcpy(p.bytes, &word, 8);
	}
	o->patches[o->nr_patches++] = p;
}

static void change(struct overlay *o, const uint8_t *r)
{
	unsigned kind = r[0] % NR_KINDS, len = r[1], small = r[2] | (unsigned)r[3] << 8;
	uint64_t addr = u64_at(r + 4), value = u64_at(r + 12);

	if (kind == NOTE || kind == INFO) {
		o->changed[o->nr_changed].is_note = kind == NOTE;
		o->changed[o->nr_changed].which = len;
		o->changed[o->nr_changed].word = small % 64;
		o->changed[o->nr_changed++].value = kind == NOTE && small & 0x8000 ? place(o, value) : value;
		return;
	}
	change_memory(o, kind, len, small, place(o, addr), value);
}

/* May another verdict be as sure? Only when something it rests on was itself changed. */
static bool deciding_value_changed(const struct overlay *o)
{
	if (o->nr_changed || o->unanswered)
		return true;
	for (unsigned i = 0; i < o->nr_patches; i++)
		for (unsigned n = 0; n < o->nr_deciding && !o->patches[i].status; n++)
			if (overlap(o->patches[i].addr, o->patches[i].len, o->deciding[n].addr, o->deciding[n].len))
				return true;
	return false;
}

static bool differs(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) != 0 : a != b;
}

/* With FUZZ_TELL in the environment each run's changes and verdict are shown. */
static void tell(const struct overlay *o, const struct ir_diagnosis *d)
{
	for (unsigned i = 0; i < o->nr_patches; i++)
		fprintf(stderr, "patch %016" PRIx64 " %u bytes, status %d: %016" PRIx64 "\n", o->patches[i].addr, o->patches[i].len,
			o->patches[i].status, u64_at(o->patches[i].bytes));
	for (unsigned i = 0; i < o->nr_changed; i++)
		fprintf(stderr, "%s %u word %u: %016" PRIx64 "\n", o->changed[i].is_note ? "note" : "vmcoreinfo", o->changed[i].which,
			o->changed[i].word, o->changed[i].value);
	fprintf(stderr, "%s: %s %s %s%s\n", o->name, ir_class_name(d->verdict.class), d->verdict.phase ? d->verdict.phase : "-",
		d->verdict.confidence ? d->verdict.confidence : "-", deciding_value_changed(o) ? ", a deciding value changed" : "");
}

static void verdict_check(const struct overlay *o, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;

	if (!v->confidence || strcmp(v->confidence, "confirmed"))
		return;
	if (v->class == o->whole.class && !differs(v->shape, o->whole.shape) && !differs(v->phase, o->whole.phase))
		return;
	if (deciding_value_changed(o))
		return;
	tell(o, d);
	fuzz_wrong("verdict", "%s: class %d %s confirmed, of class %d %s: %s", o->name, v->class, v->phase ? v->phase : "-", o->whole.class,
		   o->whole.phase ? o->whole.phase : "-", v->summary);
}

void overlay_run(struct overlay *o, const uint8_t *data, size_t size)
{
	struct fuzz_text json = {0};
	struct ir_diagnosis d;

	o->nr_patches = o->nr_changed = 0;
	o->unanswered = false;
	for (size_t at = 0; at + OVERLAY_RECORD <= size && o->nr_patches < OVERLAY_PATCHES && o->nr_changed < OVERLAY_PATCHES; at += OVERLAY_RECORD)
		change(o, data + at);
	fuzz_start();
	ir_diagnose_into(&o->target, o->options, &d);
	fuzz_stop();
	if (getenv("FUZZ_TELL"))
		tell(o, &d);
	fuzz_report_check(&d, &json);
	verdict_check(o, &d);
	ir_diagnosis_release(&d);
	if (fuzz_run_twice(data, size)) {
		ir_diagnose_into(&o->target, o->options, &d);
		fuzz_same_check(&d, &json);
		ir_diagnosis_release(&d);
	}
	free(json.s);
}
