// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"
#include "core/mm/object.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"

#include <string.h>

enum ir_status ir_object_present(struct ir_kernel *k, uint64_t addr, size_t size)
{
	unsigned char buf[1024];
	size_t len = size && size < sizeof(buf) ? size : sizeof(buf);
	enum ir_status st;

	if (!k->arch->canonical(addr))
		return IR_FAULT;
	st = ir_read(k->t, addr, buf, len);
	if (st)
		return st;
	for (size_t i = 0; i < len; i++) {
		if (buf[i])
			return IR_OK;
	}
	return IR_ABSENT;
}

const char *ir_string_at(struct ir_kernel *k, uint64_t addr, size_t max)
{
	char buf[1024];

	if (max > sizeof(buf))
		max = sizeof(buf);
	if (!k->arch->canonical(addr) || ir_read_string(k->t, addr, buf, max))
		return NULL;
	return ir_arena_strdup(k->arena, buf);
}

const char *ir_fs_name(struct ir_kernel *k, uint64_t sb)
{
	uint64_t type, name;

	return ir_get(k, sb, IR_M_SB_TYPE, &type) || ir_get(k, type, IR_M_FSTYPE_NAME, &name)
		       ? NULL
		       : ir_string_at(k, name, 32);
}
