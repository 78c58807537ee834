// SPDX-License-Identifier: GPL-2.0-or-later
/* The target contract over a described machine. */
#include "tests/fake/tgt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake *of(struct ir_target *t)
{
	return t->priv;
}

static enum ir_status fake_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	return tgt_read(of(t), addr, buf, len);
}

static enum ir_status fake_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				       void *arg)
{
	struct fake *f = of(t);
	enum ir_status st = IR_NOTFOUND;

	for (unsigned i = 0; i < f->nr_symbols; i++) {
		const struct tgt_symbol *s = &f->symbols[i];

		if (s->hidden || !ir_symbol_is(s->sym.name, base))
			continue;
		st = IR_OK;
		if (!fn(&s->sym, arg))
			break;
	}
	return st;
}

static enum ir_status fake_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct fake *f = of(t);

	for (unsigned i = 0; i < f->nr_symbols; i++) {
		const struct tgt_symbol *s = &f->symbols[i];

		if (!s->hidden && addr >= s->sym.addr && addr - s->sym.addr < s->sym.size) {
			*ret = s->sym;
			return IR_OK;
		}
	}
	return IR_NOTFOUND;
}

static enum ir_status fake_member(struct ir_target *t, const char *type, const char *member,
				  struct ir_member *ret)
{
	struct tgt_struct *s = tgt_find_struct(of(t), type);
	struct tgt_member *m = s && !s->hidden ? tgt_find_member(s, member) : NULL;

	if (!m || m->hidden)
		return IR_NOTFOUND;
	*ret = (struct ir_member){.offset = m->offset, .size = m->size};
	return IR_OK;
}

static enum ir_status fake_type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct tgt_struct *s = tgt_find_struct(of(t), type);

	if (!s || s->hidden)
		return IR_NOTFOUND;
	*ret = s->size;
	return IR_OK;
}

static enum ir_status fake_enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct fake *f = of(t);

	for (unsigned i = f->nr_enums; i--;)
		if (!strcmp(f->enums[i].name, name)) {
			*ret = f->enums[i].value;
			return IR_OK;
		}
	return IR_NOTFOUND;
}

static enum ir_status fake_panic_task(struct ir_target *t, uint64_t *ret)
{
	if (!of(t)->panic_task)
		return IR_NOTFOUND;
	*ret = of(t)->panic_task;
	return IR_OK;
}

static enum ir_status fake_task_count(struct ir_target *t, uint64_t *ret)
{
	if (!of(t)->task_count)
		return IR_UNSUPPORTED;
	*ret = of(t)->task_count;
	return IR_OK;
}

static enum ir_status fake_note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	struct fake *f = of(t);

	for (unsigned i = 0; i < f->nr_objects; i++)
		if (f->objects[i].note && !f->objects[i].hidden && !index--) {
			*ret = *f->objects[i].note;
			return IR_OK;
		}
	return IR_NOTFOUND;
}

static enum ir_status fake_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct fake *f = of(t);

	for (unsigned i = 0; i < f->nr_log; i++)
		if (!fn(f->log[i], strlen(f->log[i]), arg))
			break;
	return f->nr_log ? IR_OK : IR_NOTFOUND;
}

static enum ir_status fake_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	struct fake *f = of(t);

	for (unsigned i = f->nr_vmcoreinfo; i--;)
		if (!strcmp(f->vmcoreinfo[i].key, key) && size) {
			snprintf(buf, size, "%s", f->vmcoreinfo[i].value);
			return IR_OK;
		}
	return IR_NOTFOUND;
}

static enum ir_status fake_dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	*ret = of(t)->info;
	return IR_OK;
}

void tgt_install_ops(struct fake *f)
{
	f->ops = (struct ir_target_ops){
		.door = "dump",
		.read = fake_read,
		.each_symbol = fake_each_symbol,
		.symbol_at = fake_symbol_at,
		.member = fake_member,
		.type_size = fake_type_size,
		.enumerator = fake_enumerator,
		.panic_task = fake_panic_task,
		.task_count = fake_task_count,
		.note = fake_note,
		.log = fake_log,
		.vmcoreinfo = fake_vmcoreinfo,
		.dump_info = fake_dump_info,
	};
	f->target = (struct ir_target){.ops = &f->ops, .arch = "x86_64", .priv = f};
	f->options = (struct ir_options)IR_OPTIONS_DEFAULT;
}

struct fake *fake_open(const char *path, char *err, size_t size)
{
	struct fake *f = calloc(1, sizeof(*f));

	if (!f) {
		snprintf(err, size, "out of memory");
		return NULL;
	}
	tgt_install_ops(f);
	snprintf(f->info.path, sizeof(f->info.path), "%s", path);
	if (!tgt_load(f, path, 0) && !tgt_build(f))
		return f;
	snprintf(err, size, "%s", f->err);
	fake_close(f);
	return NULL;
}

struct ir_target *fake_target(struct fake *f)
{
	return &f->target;
}

const struct ir_options *fake_options(const struct fake *f)
{
	return &f->options;
}

const struct fake_expect *fake_expects(const struct fake *f, unsigned *nr)
{
	*nr = f->nr_expects;
	return f->expects;
}

void fake_close(struct fake *f)
{
	if (f)
		ir_arena_release(&f->arena);
	free(f);
}
