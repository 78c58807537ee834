/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The build-ids of the kernel and its modules. They tell whether a debug file belongs to the dump.
 */
#ifndef IR_BUILD_ID_H
#define IR_BUILD_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

#define IR_BUILD_ID_MAX 32

/**
 * struct ir_build_id - a build-id
 * @len: bytes; linkers make 20; 0 when it is not known
 * @bytes: the build-id
 */
struct ir_build_id {
	unsigned len;
	unsigned char bytes[IR_BUILD_ID_MAX];
};

struct ir_kernel;

/**
 * ir_build_id_in_notes() - find the build-id in @len bytes of ELF notes
 *
 * Return: IR_NOTFOUND when there is none.
 */
enum ir_status ir_build_id_in_notes(const void *notes, size_t len,
				    struct ir_build_id *ret) IR_MUST_CHECK;
/**
 * ir_build_id_text() - write @id as hexadecimal digits
 * @buf: has at least 2 * IR_BUILD_ID_MAX + 1 bytes
 *
 * Return: @buf.
 */
const char *ir_build_id_text(const struct ir_build_id *id, char *buf);
/** ir_build_id_same() - are both known and the same? */
bool ir_build_id_same(const struct ir_build_id *a, const struct ir_build_id *b);

/**
 * ir_kernel_build_id() - build-id of the kernel
 *
 * VMCOREINFO has it since 0935288c6e00 ("kdump: append kernel build-id string to VMCOREINFO",
 * v5.9); for other kernels it is read from the kernel's notes.
 *
 * Return: IR_NOTFOUND when neither has it, or why the notes cannot be read.
 */
enum ir_status ir_kernel_build_id(struct ir_kernel *k, struct ir_build_id *ret) IR_MUST_CHECK;
/**
 * ir_module_build_id() - build-id of the loaded module @module
 *
 * Return: IR_NOTFOUND when there is no such module or it has no build-id, IR_UNSUPPORTED when the
 * layout of the kernel's structures is not known.
 */
enum ir_status ir_module_build_id(struct ir_kernel *k, const char *module,
				  struct ir_build_id *ret) IR_MUST_CHECK;

#endif
