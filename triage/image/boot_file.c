// SPDX-License-Identifier: GPL-2.0-or-later
/* Documentation/arch/x86/boot.rst, drivers/firmware/efi/libstub/zboot-header.S, arch/arm64/booting.rst */
#include "triage/image/boot_file.h"

#include <string.h>

#include "core/lib/bytes.h"

#define SECTOR 512

/* All of the kernel's compressors but gzip have the length of what they pack put behind it. */
static size_t without_length(const uint8_t *packed, size_t len)
{
	return len > 4 && !(packed[0] == 0x1f && packed[1] == 0x8b) ? len - 4 : len;
}

static bool is_bzimage(const uint8_t *b, size_t len, size_t *at, size_t *packed)
{
	size_t setup;

	if (len < 0x260 || memcmp(b + 0x202, "HdrS", 4) || (b[0x206] | b[0x207] << 8) < 0x208)
		return false;
	setup = ((b[0x1f1] ? b[0x1f1] : 4u) + 1) * (size_t)SECTOR;
	*at = setup + ir_get32(b + 0x248);
	*packed = ir_get32(b + 0x24c);
	if (*at > len || *packed > len - *at || *packed < 8)
		return false;
	*packed = without_length(b + *at, *packed);
	return true;
}

static bool is_zboot(const uint8_t *b, size_t len, size_t *at, size_t *packed)
{
	if (len < 64 || memcmp(b, "MZ", 2) || memcmp(b + 4, "zimg", 4))
		return false;
	*at = ir_get32(b + 8);
	*packed = ir_get32(b + 12);
	/* This length leaves out the one that is put behind. */
	return *at <= len && *packed <= len - *at && *packed >= 8;
}

enum ir_boot_kind ir_boot_kind(const uint8_t *bytes, size_t len, size_t *at, size_t *packed)
{
	if (is_bzimage(bytes, len, at, packed))
		return IR_BOOT_BZIMAGE;
	if (is_zboot(bytes, len, at, packed))
		return IR_BOOT_ZBOOT;
	if (len > 64 && !memcmp(bytes + 0x38, "ARM\x64", 4))
		return IR_BOOT_ARM64;
	return IR_BOOT_NONE;
}
