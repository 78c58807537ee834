// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/code.h"

#include "core/arch/arch.h"
#include "core/target/kernel.h"

#define MAX_SPILLS 4 /* times that a value is put aside on the stack and taken back */

/* Read the whole function, page by page; a part of it is of no use. */
static enum ir_status read_whole(struct ir_kernel *k, struct ir_code *c)
{
	enum ir_status st = IR_OK;

	for (size_t n = 0; n < c->size && !st;) {
		size_t len = 4096 - (c->start + n) % 4096;

		if (len > c->size - n)
			len = c->size - n;
		st = ir_read(k->t, c->start + n, c->bytes + n, len);
		n += len;
	}
	return st;
}

static enum ir_status open_watched(struct ir_kernel *k, uint64_t addr, uint64_t size, size_t watch,
				   struct ir_code **ret)
{
	struct ir_code *c = k->code;
	enum ir_status st;

	if (!k->arch->follow)
		return IR_UNSUPPORTED;
	if (!size || size > IR_CODE_BYTES || addr + size < addr)
		return IR_CORRUPT;
	if (!c)
		c = k->code = ir_arena_alloc(k->arena, sizeof(*c));
	if (!c)
		return IR_NOMEM;
	c->start = addr;
	c->size = (size_t)size;
	c->nr_steps = 0;
	c->watch = watch;
	c->watched = -1;
	st = read_whole(k, c);
	if (!st)
		st = k->arch->follow(k->t, c);
	if (!st)
		*ret = c;
	return st;
}

enum ir_status ir_code_open(struct ir_kernel *k, uint64_t addr, uint64_t size, struct ir_code **ret)
{
	return open_watched(k, addr, size, 0, ret);
}

enum ir_status ir_code_open_call(struct ir_kernel *k, uint64_t addr, uint64_t size, uint64_t ret,
				 struct ir_code **code)
{
	struct ir_code *c;
	enum ir_status st;

	if (ret <= addr || ret - addr > size)
		return IR_NOTFOUND;
	st = open_watched(k, addr, size, (size_t)(ret - addr), &c);
	if (!st && c->watched < 0)
		st = IR_NOTFOUND;
	if (!st)
		*code = c;
	return st;
}

const struct ir_step *ir_code_load_of(const struct ir_code *c, struct ir_place p)
{
	for (unsigned i = 0; p.root >= IR_ROOT_INSN && !p.offset && i < c->nr_steps; i++) {
		if (c->steps[i].kind == IR_STEP_LOAD && c->steps[i].value.root == p.root)
			return &c->steps[i];
	}
	return NULL;
}

bool ir_code_loaded_from(const struct ir_code *c, struct ir_place p, struct ir_place *mem)
{
	const struct ir_step *load = ir_code_load_of(c, p);

	if (load)
		*mem = load->mem;
	return load;
}

/*
 * The value that the function keeps at @place of its stack: what it stores there, if it does so once only. A place that
 * serves several values tells nothing.
 */
static bool kept_on_stack(const struct ir_code *c, struct ir_place place, struct ir_place *value)
{
	unsigned stores = 0;

	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind != IR_STEP_STORE || s->mem.root != IR_ROOT_STACK ||
		    s->mem.offset != place.offset)
			continue;
		*value = s->value;
		stores++;
	}
	return stores == 1;
}

const struct ir_step *ir_code_function_of(const struct ir_code *c, const struct ir_step *call)
{
	const struct ir_step *read = call;
	struct ir_place fn = call->value;

	for (unsigned n = 0; n <= MAX_SPILLS; n++) {
		if (n || !call->has_mem) {
			fn.offset = 0; /* FineIBT calls some bytes before the function */
			read = ir_code_load_of(c, fn);
		}
		if (!read || read->mem.root != IR_ROOT_STACK)
			return read;
		if (!kept_on_stack(c, read->mem, &fn))
			return NULL;
	}
	return NULL;
}

int ir_code_holder(const struct ir_code *c, struct ir_place p)
{
	for (int i = 0; p.root > IR_ROOT_STACK && i < IR_CODE_REGS; i++) {
		if (ir_place_same(c->at_call[i], p))
			return i;
	}
	return -1;
}

bool ir_place_same(struct ir_place a, struct ir_place b)
{
	return a.root != IR_ROOT_UNKNOWN && a.root != IR_ROOT_STACK && a.root == b.root &&
	       a.offset == b.offset;
}

const char *ir_insn_text(struct ir_kernel *k, const struct ir_code *c, const char *function,
			 size_t at)
{
	char text[96];

	k->arch->text(c, at, text, sizeof(text));
	return ir_fmt(k, "%s+0x%zx (%016llx) %s", function, at, (unsigned long long)(c->start + at),
		      text);
}
