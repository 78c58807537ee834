// SPDX-License-Identifier: GPL-2.0-or-later
#include "drgn-scripts/libinoderace.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "core/log/printk_log.h"
#include "core/symbols/dump_symbols.h"
#include "core/target/dumpfile.h"
#include "core/target/vmcoreinfo.h"

/**
 * struct drgn - one call's view of the Program
 * @symbols: the dump's own, for what drgn does not know
 * @file: headers of the dump's file
 */
struct drgn {
	struct ir_target target;
	const struct ir_drgn_ops *ops;
	struct ir_dump_symbols symbols;
	struct ir_dumpfile file;
};

static struct drgn *drgn_of(struct ir_target *t)
{
	return t->priv;
}

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->read(ops->priv, addr, buf, len);
}

/* drgn knows the kernel's symbols or has no vmlinux; those of modules are always the dump's own. */
static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				  void *arg)
{
	struct drgn *d = drgn_of(t);
	enum ir_status st = d->ops->each_symbol(d->ops->priv, base, fn, arg);

	if (st == IR_NOTFOUND)
		return ir_dump_symbols_each_in_modules(&d->symbols, base, fn, arg);
	return st ? ir_dump_symbols_each(&d->symbols, base, fn, arg) : IR_OK;
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct drgn *d = drgn_of(t);
	enum ir_status st = d->ops->symbol_at(d->ops->priv, addr, ret);

	if (st == IR_NOTFOUND)
		return ir_dump_symbols_at_in_modules(&d->symbols, addr, ret);
	return st ? ir_dump_symbols_at(&d->symbols, addr, ret) : IR_OK;
}

static enum ir_status member(struct ir_target *t, const char *type, const char *name,
			     struct ir_member *ret)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->member(ops->priv, type, name, ret);
}

static enum ir_status type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->type_size(ops->priv, type, ret);
}

static enum ir_status enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->enumerator(ops->priv, name, ret);
}

static enum ir_status panic_task(struct ir_target *t, uint64_t *ret)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->panic_task(ops->priv, ret);
}

static enum ir_status task_count(struct ir_target *t, uint64_t *ret)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->task_count(ops->priv, ret);
}

/*
 * What a CPU saved when the kernel went down: an ELF note in its crash_notes, which kdump copies
 * into the dump's header. drgn has the header's, but does not show them as they are.
 */
static enum ir_status note(struct ir_target *t, unsigned cpu, struct ir_note *ret)
{
	uint64_t nr_cpus, notes, offsets, at;
	struct {
		uint32_t name, desc, type;
	} head;
	uint32_t nr;

	if (drgn_of(t)->ops->live)
		return IR_UNSUPPORTED;
	if (ir_symbol_addr(t, "nr_cpu_ids", &nr_cpus) || ir_read_u32(t, nr_cpus, &nr) ||
	    cpu >= nr || ir_symbol_addr(t, "crash_notes", &notes) ||
	    ir_symbol_addr(t, "__per_cpu_offset", &offsets))
		return IR_NOTFOUND;
	if (ir_read_u64(t, notes, &notes) || ir_read_u64(t, offsets + 8 * (uint64_t)cpu, &at))
		return IR_ABSENT;
	at += notes;
	if (ir_read(t, at, &head, sizeof(head)) || head.type != NT_PRSTATUS || head.name > 64 ||
	    head.desc > sizeof(ret->desc) ||
	    ir_read(t, at + sizeof(head) + (head.name + 3) / 4 * 4, ret->desc, head.desc))
		return IR_ABSENT;
	ret->len = head.desc;
	return IR_OK;
}

static enum ir_status log_lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;
	enum ir_status st = ops->log(ops->priv, fn, arg);

	return st ? ir_printk_log(t, fn, arg) : IR_OK;
}

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	const char *text = drgn_of(t)->ops->vmcoreinfo;

	return text ? ir_vmcoreinfo_value(text, key, buf, size) : IR_UNSUPPORTED;
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	const struct drgn *d = drgn_of(t);

	if (!d->ops->path)
		return IR_NOTFOUND;
	*ret = (struct ir_dump_info){.bytes = d->file.bytes};
	snprintf(ret->path, sizeof(ret->path), "%s", d->ops->path);
	snprintf(ret->format, sizeof(ret->format), "%s", d->file.format);
	snprintf(ret->lost, sizeof(ret->lost), "%s", d->file.lost);
	return IR_OK;
}

static void attach(struct ir_target *t, struct ir_kernel *k)
{
	ir_dump_symbols_attach(&drgn_of(t)->symbols, k);
}

static bool interrupted(struct ir_target *t)
{
	const struct ir_drgn_ops *ops = drgn_of(t)->ops;

	return ops->interrupted(ops->priv);
}

static const struct ir_target_ops target_ops = {
	.door = "drgn",
	.read = read_memory,
	.each_symbol = each_symbol,
	.symbol_at = symbol_at,
	.member = member,
	.type_size = type_size,
	.enumerator = enumerator,
	.panic_task = panic_task,
	.task_count = task_count,
	.note = note,
	.log = log_lines,
	.vmcoreinfo = vmcoreinfo,
	.dump_info = dump_info,
	.attach = attach,
	.interrupted = interrupted,
};

static void open_drgn(struct drgn *d, const struct ir_drgn_ops *ops)
{
	*d = (struct drgn){.ops = ops};
	d->target.ops = &target_ops;
	d->target.arch = ops->arch;
	d->target.priv = d;
	d->target.cheap_types = true;
	d->symbols.t = &d->target;
	/* The size of /proc/kcore is that of the address space, and its segments come and go. */
	if (ops->live)
		snprintf(d->file.format, sizeof(d->file.format), "elf");
	else if (ops->path)
		ir_dumpfile_open(&d->file, ops->path);
}

static void close_drgn(struct drgn *d)
{
	ir_dump_symbols_release(&d->symbols);
	ir_dumpfile_release(&d->file);
}

static bool same_value(struct ir_value a, struct ir_value b)
{
	return a.known == b.known && (!a.known || a.v == b.v);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_peer(const struct ir_peer *a, const struct ir_peer *b)
{
	return same_value(a->task, b->task) && same_value(a->inode, b->inode) &&
	       same_text(a->doing, b->doing);
}

static bool same_walk(const struct ir_walk *a, const struct ir_walk *b)
{
	return same_value(a->nameidata, b->nameidata) && same_value(a->dentry, b->dentry) &&
	       same_value(a->dentry_seq, b->dentry_seq) && same_value(a->walk_seq, b->walk_seq) &&
	       same_text(a->name, b->name);
}

static bool same_verdict(const struct ir_verdict *a, const struct ir_verdict *b)
{
	return a->class == b->class && same_text(a->phase, b->phase) &&
	       same_text(a->confidence, b->confidence);
}

static bool has_peer(const struct ir_diagnosis *d, const struct ir_peer *peer)
{
	for (unsigned i = 0; i < d->nr_peers; i++) {
		if (same_peer(&d->peers[i], peer))
			return true;
	}
	return false;
}

static bool has_walker(const struct ir_diagnosis *d, const struct ir_walker *walker)
{
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		if (same_value(d->walkers[i].task, walker->task) &&
		    same_walk(&d->walkers[i].walk, &walker->walk))
			return true;
	}
	return false;
}

static bool has_sentence(const struct ir_list *list, const char *sentence)
{
	for (unsigned i = 0; i < list->nr; i++) {
		if (same_text(list->items[i], sentence))
			return true;
	}
	return false;
}

/*
 * A kernel that runs goes on between two reads: a walk, its dentry and its stack are then of
 * different moments, and may look like the race. What a second look does not find again is not
 * reported.
 */
static void keep_confirmed(struct ir_diagnosis *d, const struct ir_diagnosis *again)
{
	unsigned peers = 0, walkers = 0, sentences = 0;

	for (unsigned i = 0; i < d->nr_peers; i++) {
		if (has_peer(again, &d->peers[i]))
			d->peers[peers++] = d->peers[i];
	}
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		if (has_walker(again, &d->walkers[i]))
			d->walkers[walkers++] = d->walkers[i];
	}
	for (unsigned i = 0; i < d->notes.observations.nr; i++) {
		if (has_sentence(&again->notes.observations, d->notes.observations.items[i]))
			d->notes.observations.items[sentences++] = d->notes.observations.items[i];
	}
	d->nr_peers = peers;
	d->nr_walkers = walkers;
	d->notes.observations.nr = sentences;
	if (!same_walk(&d->walk, &again->walk))
		memset(&d->walk, 0, sizeof(d->walk));
	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		if (d->facts[i].holds != again->facts[i].holds)
			d->facts[i] = (struct ir_evidence){IR_UNKNOWN};
	}
}

static bool look_again(const struct ir_drgn_ops *ops, const struct ir_options *look,
		       struct ir_diagnosis *d)
{
	struct ir_diagnosis again;
	struct drgn view;
	bool agree;

	open_drgn(&view, ops);
	ir_diagnose_into(&view.target, look, &again);
	agree = same_verdict(&d->verdict, &again.verdict);
	if (agree)
		keep_confirmed(d, &again);
	ir_diagnosis_release(&again);
	close_drgn(&view);
	return agree;
}

static void render(const struct ir_diagnosis *d, const struct ir_drgn_request *r, ir_emit_fn *emit,
		   void *arg)
{
	const struct ir_report_options opt = {.verbose = r->verbose, .colour = r->colour};

	switch (r->form) {
	case IR_DRGN_JSON: ir_report_json(d, emit, arg); break;
	case IR_DRGN_MARKDOWN: ir_report_markdown(d, emit, arg); break;
	case IR_DRGN_INODE: ir_report_inode(d, emit, arg); break;
	case IR_DRGN_IN_FLIGHT: ir_report_in_flight(d, emit, arg); break;
	default: ir_report_text(d, &opt, emit, arg); break;
	}
}

int ir_drgn_diagnose(const struct ir_drgn_ops *ops, const struct ir_drgn_request *request,
		     ir_emit_fn *emit, void *arg)
{
	const struct ir_options look = {
		.pid = request->pid, .inode = request->inode, .scan_all = request->scan_all};
	int result = IR_DRGN_VERDICT;
	struct ir_diagnosis d;
	struct drgn view;

	if (ops->abi != IR_DRGN_ABI || ops->size != sizeof(*ops))
		return IR_DRGN_OTHER_ABI;
	if (request->error) {
		ir_report_json_error(target_ops.door, ops->path, request->error, emit, arg);
		return IR_DRGN_VERDICT;
	}
	open_drgn(&view, ops);
	ir_diagnose_into(&view.target, &look, &d);
	if (ops->live && !look_again(ops, &look, &d))
		result = IR_DRGN_CHANGED;
	/* Half a diagnosis would only mislead, so would one of a task that is not there. */
	if (ops->interrupted(ops->priv))
		result = IR_DRGN_INTERRUPTED;
	else if (request->pid >= 0 && !d.fault.task.known)
		result = IR_DRGN_NO_TASK;
	if (result >= 0) {
		render(&d, request, emit, arg);
		if (ir_class_status(d.verdict.class))
			result = IR_DRGN_UNDETERMINED;
	}
	ir_diagnosis_release(&d);
	close_drgn(&view);
	return result;
}
