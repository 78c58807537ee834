/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel as a boot loader takes it, and the vmlinux in it. */
#ifndef IR_BOOT_FILE_H
#define IR_BOOT_FILE_H

#include "triage/image/archive.h"

/** enum ir_boot_kind - how the kernel lies in the file */
enum ir_boot_kind {
	IR_BOOT_NONE,	 /* it is no such file */
	IR_BOOT_BZIMAGE, /* x86: packed behind a setup header, "HdrS" */
	IR_BOOT_ZBOOT,	 /* EFI zboot: packed behind a PE header, "zimg" */
	IR_BOOT_ARM64,	 /* arm64's Image: not packed, and no ELF file */
};

/**
 * ir_boot_kind() - what are the @len bytes at @bytes?
 * @at, @packed: set to where the packed kernel lies in them, and to its length
 */
enum ir_boot_kind ir_boot_kind(const uint8_t *bytes, size_t len, size_t *at, size_t *packed);

#endif
