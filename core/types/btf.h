/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Type layouts from the BTF that is in the dump's own memory: vmlinux's at __start_BTF, and the modules'
 * split BTF on the kernel's btf_modules list. No debuginfo is needed for it, and no debugger: only the
 * target's memory and the address of two symbols.
 */
#ifndef IR_BTF_H
#define IR_BTF_H

#include "core/target/target.h"

struct ir_kernel;
struct ir_btf;

/**
 * ir_btf_member() - place of @member in struct or union @type, anonymous members searched
 * Returns IR_NOTFOUND when the BTF has no such member, IR_UNSUPPORTED when there is no usable BTF
 * (@type may still be known to the debugger).
 */
enum ir_status ir_btf_member(struct ir_kernel *k, const char *type, const char *member,
			     struct ir_member *ret) IR_MUST_CHECK;

/** ir_btf_type_size() - sizeof(struct or union @type) */
enum ir_status ir_btf_type_size(struct ir_kernel *k, const char *type, uint64_t *ret) IR_MUST_CHECK;

/** ir_btf_enumerator() - value of an enumeration constant */
enum ir_status ir_btf_enumerator(struct ir_kernel *k, const char *name, int64_t *ret) IR_MUST_CHECK;

#endif
