/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build-ids of the kernel and its modules: what tells whether a file belongs to the dump. */
#ifndef IR_BUILD_ID_H
#define IR_BUILD_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

#define IR_BUILD_ID_MAX 32

/** struct ir_build_id - @len is 0 when it is not known; 20 bytes as linkers make them */
struct ir_build_id {
	unsigned len;
	unsigned char bytes[IR_BUILD_ID_MAX];
};

struct ir_kernel;

/** ir_build_id_in_notes() - the one among @len bytes of ELF notes; IR_NOTFOUND */
enum ir_status ir_build_id_in_notes(const void *notes, size_t len,
				    struct ir_build_id *ret) IR_MUST_CHECK;
/** ir_build_id_text() - as hexadecimal digits; @buf has room for 2 * IR_BUILD_ID_MAX + 1 */
const char *ir_build_id_text(const struct ir_build_id *id, char *buf);
/** ir_build_id_same() - both known, and the same? */
bool ir_build_id_same(const struct ir_build_id *a, const struct ir_build_id *b);

/** ir_kernel_build_id() - VMCOREINFO's (since 5.9, 0935288c6e00), else the one in the kernel's notes */
enum ir_status ir_kernel_build_id(struct ir_kernel *k, struct ir_build_id *ret) IR_MUST_CHECK;
/** ir_module_build_id() - that of a loaded module, from its notes as sysfs shows them */
enum ir_status ir_module_build_id(struct ir_kernel *k, const char *module,
				  struct ir_build_id *ret) IR_MUST_CHECK;

#endif
