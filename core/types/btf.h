/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Type layouts from the BTF in the dump's memory: the kernel's is at __start_BTF, the modules'
 * split BTF on the kernel's list btf_modules. This needs no debuginfo and no debugger, only the
 * target's memory and the addresses of these two symbols.
 */
#ifndef IR_BTF_H
#define IR_BTF_H

#include "core/target/target.h"

struct ir_kernel;
struct ir_btf;

/**
 * ir_btf_member() - place of @member in struct or union @type; searches anonymous members, too
 * @type: must be one that layout.def names
 *
 * Return: IR_NOTFOUND when the type has no such member, or the kernel no such type; IR_UNSUPPORTED
 * when the BTF cannot tell (the debugger may still know).
 */
enum ir_status ir_btf_member(struct ir_kernel *k, const char *type, const char *member,
			     struct ir_member *ret) IR_MUST_CHECK;

/** ir_btf_type_size() - size in bytes of struct or union @type; returns as ir_btf_member() */
enum ir_status ir_btf_type_size(struct ir_kernel *k, const char *type, uint64_t *ret) IR_MUST_CHECK;

/** ir_btf_enumerator() - value of the enumeration constant @name; returns as ir_btf_member() */
enum ir_status ir_btf_enumerator(struct ir_kernel *k, const char *name, int64_t *ret) IR_MUST_CHECK;

#endif
