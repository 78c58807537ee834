/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VMCOREINFO: text in which a kernel describes itself to the programs that make and read its dumps.
 * One KEY=VALUE per line:
 *
 *	OSRELEASE=6.1.0-56-cloud-amd64
 *	SYMBOL(init_uts_ns)=ffffffff9d41a4c0	an address, hexadecimal without 0x
 *	OFFSET(page.flags)=0			bytes, decimal
 *	SIZE(page)=64				bytes, decimal
 *	NUMBER(PG_slab)=9			decimal, can be negative
 *	KERNELOFFSET=1c000000			hexadecimal
 *
 * phys_base and flag words are NUMBERs, too. kernel/vmcore_info.c writes it (kernel/crash_core.c
 * before 6.9).
 */
#ifndef IR_VMCOREINFO_H
#define IR_VMCOREINFO_H

#include "core/target/target.h"

/**
 * ir_vmcoreinfo_value() - find @key in the whole VMCOREINFO @text, as struct
 * ir_target_ops.vmcoreinfo
 * @text: NUL-terminated
 * @buf: receives the value, NUL-terminated; untouched on failure
 *
 * Return: IR_NOTFOUND without such a key, IR_CORRUPT when the value does not fit into @size bytes.
 */
enum ir_status ir_vmcoreinfo_value(const char *text, const char *key, char *buf,
				   size_t size) IR_MUST_CHECK;

/** ir_vmcoreinfo_number() - the decimal value of @key. Return: false when the dump has none. */
bool ir_vmcoreinfo_number(struct ir_target *t, const char *key, int64_t *ret);

/** ir_vmcoreinfo_hex() - the hexadecimal value of @key. Return: false when the dump has none. */
bool ir_vmcoreinfo_hex(struct ir_target *t, const char *key, uint64_t *ret);

/** ir_vmcoreinfo_symbol() - Return: the address in SYMBOL(@name), 0 when the dump has none */
uint64_t ir_vmcoreinfo_symbol(struct ir_target *t, const char *name);

#endif
