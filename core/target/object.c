// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/stages/engine.h"

#include <string.h>

enum ir_status ir_object_present(struct ir_engine *e, uint64_t addr, size_t size)
{
	unsigned char buf[1024];
	size_t len = size && size < sizeof(buf) ? size : sizeof(buf);
	enum ir_status st;

	if (!e->arch->canonical(addr))
		return IR_FAULT;
	st = ir_read(e->t, addr, buf, len);
	if (st)
		return st;
	for (size_t i = 0; i < len; i++) {
		if (buf[i])
			return IR_OK;
	}
	return IR_ABSENT;
}

const char *ir_string_at(struct ir_engine *e, uint64_t addr, size_t max)
{
	char buf[1024];

	if (max > sizeof(buf))
		max = sizeof(buf);
	if (!e->arch->canonical(addr) || ir_read_string(e->t, addr, buf, max))
		return NULL;
	return ir_arena_strdup(&e->d->arena, buf);
}

struct ir_table ir_table_at(struct ir_engine *e, struct ir_value addr, const char *from)
{
	struct ir_table table = {.address = addr, .from = from};
	struct ir_symbol sym;

	if (!addr.known)
		return table;
	table.symbol = ir_kernel_table_name(e, addr.v);
	if (table.symbol || ir_symbol_at(e->t, addr.v, &sym))
		return table;
	ir_symbol_base(sym.name);
	if (sym.addr == addr.v)
		table.symbol = ir_arena_strdup(&e->d->arena, sym.name);
	else if (addr.v - sym.addr < 1 << 20) {
		table.near_module = sym.module[0];
		table.near = ir_fmt(e, "%s+0x%llx", sym.name,
				    (unsigned long long)(addr.v - sym.addr));
	}
	return table;
}
