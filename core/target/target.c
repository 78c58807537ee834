// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/target.h"

#include <string.h>

enum ir_status ir_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	if (!t->ops->read)
		return IR_UNSUPPORTED;
	if (!len || addr + (len - 1) < addr)
		return IR_FAULT;
	return t->ops->read(t, addr, buf, len);
}

enum ir_status ir_read_u32(struct ir_target *t, uint64_t addr, uint32_t *ret)
{
	return ir_read(t, addr, ret, sizeof(*ret));
}

enum ir_status ir_read_u64(struct ir_target *t, uint64_t addr, uint64_t *ret)
{
	return ir_read(t, addr, ret, sizeof(*ret));
}

enum ir_status ir_read_uint(struct ir_target *t, uint64_t addr, uint64_t size, uint64_t *ret)
{
	union {
		uint8_t u8;
		uint16_t u16;
		uint32_t u32;
		uint64_t u64;
	} v;
	enum ir_status st;

	if (size != 1 && size != 2 && size != 4 && size != 8)
		return IR_UNSUPPORTED;
	st = ir_read(t, addr, &v, size);
	if (st)
		return st;
	*ret = size == 1 ? v.u8 : size == 2 ? v.u16 : size == 4 ? v.u32 : v.u64;
	return IR_OK;
}

enum ir_status ir_read_string(struct ir_target *t, uint64_t addr, char *buf, size_t size)
{
	size_t n = 0;

	if (!size)
		return IR_UNSUPPORTED;
	/* Read aligned 64-byte pieces: the string may end just before an absent page. */
	while (n < size - 1) {
		size_t len = 64 - (addr + n) % 64;
		enum ir_status st;
		char *nul;

		if (len > size - 1 - n)
			len = size - 1 - n;
		st = ir_read(t, addr + n, buf + n, len);
		if (st) {
			if (!n)
				return st;
			break;
		}
		nul = memchr(buf + n, 0, len);
		if (nul)
			return IR_OK;
		n += len;
	}
	buf[n] = 0;
	return IR_OK;
}

enum ir_status ir_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	return t->ops->each_symbol ? t->ops->each_symbol(t, base, fn, arg) : IR_UNSUPPORTED;
}

struct wanted {
	const char *base;
	struct ir_symbol *found;
	bool any;
};

/* The first, unless one has no suffix: clang names a static variable "FUNCTION.VARIABLE". */
static bool keep_best(const struct ir_symbol *sym, void *arg)
{
	struct wanted *w = arg;
	bool exact = !strcmp(sym->name, w->base);

	if (!w->any || exact)
		*w->found = *sym;
	w->any = true;
	return !exact;
}

enum ir_status ir_symbol_lookup(struct ir_target *t, const char *base, struct ir_symbol *ret)
{
	struct wanted w = {base, ret, false};

	return ir_each_symbol(t, base, keep_best, &w);
}

enum ir_status ir_symbol_addr(struct ir_target *t, const char *base, uint64_t *ret)
{
	struct ir_symbol sym;
	enum ir_status st = ir_symbol_lookup(t, base, &sym);

	if (!st)
		*ret = sym.addr;
	return st;
}

enum ir_status ir_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	/* x86-64 per-CPU symbols start at 0, so a debugger finds a "symbol" for a NULL pointer. */
	if (addr < 1 << 20)
		return IR_NOTFOUND;
	if (!t->ops->symbol_at)
		return IR_UNSUPPORTED;
	return t->ops->symbol_at(t, addr, ret);
}

void ir_symbol_base(char *name)
{
	char *dot = name[0] ? strchr(name + 1, '.') : NULL;

	if (dot)
		*dot = 0;
}

bool ir_symbol_is(const char *name, const char *base)
{
	size_t n = strlen(base);

	return !strncmp(name, base, n) && (!name[n] || name[n] == '.');
}

bool ir_interrupted(struct ir_target *t)
{
	return t->ops->interrupted && t->ops->interrupted(t);
}
