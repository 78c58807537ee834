// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is arm64's of an image. Its kernel comes as an Image, the memory from _text on as it is, and nothing
 * says where it was linked: it need not, as the code reaches all by distances. Relocations, which the
 * kernel applies when it boots, are not applied here: words of data that hold addresses are 0, or an
 * address where it was linked.
 */
#include <stdlib.h>
#include <string.h>

#include "core/lib/bytes.h"
#include "triage/image/image.h"

#define BELOW	((uint64_t)64 << 20) /* bytes from the module to the kernel: calls reach 128 MiB */
#define BTF_MIN 64 /* bytes of types, and of strings, at least */

/* _stext is behind the header, which is a segment of its own: SEGMENT_ALIGN, or a page in old kernels */
static const uint32_t text_at[] = {0x10000, 0x1000, 0x4000, 0x200000, 0x40, 0x800};

void ir_image_place_arm64(struct ir_image *m, uint64_t kernel)
{
	m->module_start = kernel - BELOW;
	m->module_area = BELOW;
	m->outside = kernel - BELOW / 2;
	m->types = kernel - ((uint64_t)1 << 30);
}

static bool is_start(uint64_t distance)
{
	for (size_t i = 0; i < sizeof(text_at) / sizeof(text_at[0]); i++) {
		if (distance == text_at[i])
			return true;
	}
	return !distance;
}

/*
 * How far kallsyms_relative_base, which is the 8 bytes at @at, lies from _text. Where the file does not have
 * it yet, the relocation for it does: the one whose place is at @at from an address where a kernel may lie.
 */
static uint64_t base_distance(const uint8_t *bytes, size_t size, size_t at)
{
	const uint64_t mask = ((uint64_t)2 << 20) - 1;

	for (size_t n = 0; !ir_get64(bytes + at) && n + sizeof(Elf64_Rela) <= size; n += 8) {
		uint64_t start = ir_get64(bytes + n) - at, value = ir_get64(bytes + n + 16);

		if (ir_get64(bytes + n + 8) == R_AARCH64_RELATIVE && !(start & mask) &&
		    start >> 47 == 0x1ffff && is_start(value - start))
			return value - start;
	}
	return 0;
}

/* The tables, and the base that they count from, which is put where nothing else is */
static void find_kallsyms(struct ir_image *m, const uint8_t *bytes, size_t size)
{
	if (!ir_kallsyms_in_image(bytes, size, IR_ARM64_START, &m->places))
		return;
	if (m->places.base) {
		m->base_word = IR_ARM64_START +
			       base_distance(bytes, size, m->places.base - IR_ARM64_START);
		m->places.base = IR_ARM64_START - 4096;
		(void)ir_image_add_region(m, m->places.base, (const uint8_t *)&m->base_word,
					  sizeof(m->base_word));
	}
	/* The right one is that at which the table itself has _stext. */
	for (size_t i = 0; i < sizeof(text_at) / sizeof(text_at[0]) && !m->have_kallsyms; i++) {
		m->text = IR_ARM64_START + text_at[i];
		m->have_kallsyms = !ir_kallsyms_open(&m->kallsyms, &m->target, &m->arena);
	}
	if (!m->have_kallsyms)
		m->text = 0;
}

/* The header of the types (include/uapi/linux/btf.h), with a section of types and one of strings that fit */
static bool is_btf(const uint8_t *p, size_t left)
{
	uint32_t len = ir_get32(p + 4), types = ir_get32(p + 12), strings = ir_get32(p + 20);

	return len >= 24 && len <= 256 && !ir_get32(p + 8) && ir_get32(p + 16) == types &&
	       types > BTF_MIN && types < left && strings > BTF_MIN && strings < left &&
	       len + (uint64_t)types + strings <= left && !p[len + (size_t)types] &&
	       !p[len + (size_t)types + strings - 1];
}

static void find_btf(struct ir_image *m, const uint8_t *bytes, size_t size)
{
	static const uint8_t magic[] = {0x9f, 0xeb, 1, 0};
	const uint8_t *end = bytes + size, *at = bytes;

	while ((at = memmem(at, (size_t)(end - at), magic, sizeof(magic)))) {
		if (end - at < 24)
			return;
		if ((at - bytes) % 4 == 0 && is_btf(at, (size_t)(end - at))) {
			m->btf = IR_ARM64_START + (uint64_t)(at - bytes);
			return;
		}
		at++;
	}
}

const char *ir_image_add_raw(struct ir_image *m, const void *bytes, size_t size)
{
	static const uint8_t head[] = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};
	const uint8_t *note = memmem(bytes, size, head, sizeof(head));

	m->target.arch = "aarch64";
	ir_image_place_arm64(m, IR_ARM64_START);
	m->have_kernel = true;
	(void)ir_image_release_of(bytes, size, m->release, sizeof(m->release));
	if (note && (size_t)(note - (const uint8_t *)bytes) + sizeof(head) + 20 <= size)
		(void)!ir_build_id_in_notes(note, sizeof(head) + 20, &m->kernel_id);
	if (!ir_image_add_region(m, IR_ARM64_START, bytes, size))
		return "the kernel is in too many parts";
	find_kallsyms(m, bytes, size);
	find_btf(m, bytes, size);
	m->symbols_from = m->have_kallsyms ? "kallsyms" : NULL;
	return m->symbols_from ? NULL : "the kernel's symbols were not found in it";
}

/* Put the bits of @value from @lo on into @n bits of the instruction at @to, from bit @at on. */
static void put_bits(uint8_t *to, uint64_t value, unsigned lo, unsigned n, unsigned at)
{
	uint32_t mask = ((UINT32_C(1) << n) - 1) << at, word = ir_get32(to);

	word = (word & ~mask) | ((uint32_t)(value >> lo) << at & mask);
	memcpy(to, &word, sizeof(word));
}

static bool fits(int64_t v, unsigned bits)
{
	return v >> (bits - 1) == 0 || v >> (bits - 1) == -1;
}

bool ir_image_relocate_arm64(uint8_t *to, uint64_t room, uint64_t at, unsigned type, uint64_t value)
{
	unsigned width = type == R_AARCH64_ABS64 || type == R_AARCH64_PREL64   ? 8
			 : type == R_AARCH64_ABS16 || type == R_AARCH64_PREL16 ? 2
									       : 4;
	int64_t distance = (int64_t)(value - at), pages;

	if (room < width)
		return false;
	switch (type) {
	case R_AARCH64_NONE: return true;
	case R_AARCH64_ABS64:
	case R_AARCH64_ABS32:
	case R_AARCH64_ABS16: memcpy(to, &value, width); return true;
	case R_AARCH64_PREL64:
	case R_AARCH64_PREL32:
	case R_AARCH64_PREL16: memcpy(to, &distance, width); return true;
	case R_AARCH64_CALL26:
	case R_AARCH64_JUMP26:
		put_bits(to, (uint64_t)distance, 2, 26, 0);
		return fits(distance, 28);
	case R_AARCH64_CONDBR19:
		put_bits(to, (uint64_t)distance, 2, 19, 5);
		return fits(distance, 21);
	case R_AARCH64_TSTBR14:
		put_bits(to, (uint64_t)distance, 2, 14, 5);
		return fits(distance, 16);
	case R_AARCH64_LD_PREL_LO19:
		put_bits(to, (uint64_t)distance, 2, 19, 5);
		return fits(distance, 21);
	case R_AARCH64_ADR_PREL_LO21:
		put_bits(to, (uint64_t)distance, 0, 2, 29);
		put_bits(to, (uint64_t)distance, 2, 19, 5);
		return fits(distance, 21);
	case R_AARCH64_ADR_PREL_PG_HI21:
	case R_AARCH64_ADR_PREL_PG_HI21_NC:
		pages = (int64_t)((value & ~UINT64_C(4095)) - (at & ~UINT64_C(4095)));
		put_bits(to, (uint64_t)pages, 12, 2, 29);
		put_bits(to, (uint64_t)pages, 14, 19, 5);
		return fits(pages, 33);
	case R_AARCH64_ADD_ABS_LO12_NC:
	case R_AARCH64_LDST8_ABS_LO12_NC: put_bits(to, value, 0, 12, 10); return true;
	case R_AARCH64_LDST16_ABS_LO12_NC: put_bits(to, value, 1, 11, 10); return true;
	case R_AARCH64_LDST32_ABS_LO12_NC: put_bits(to, value, 2, 10, 10); return true;
	case R_AARCH64_LDST64_ABS_LO12_NC: put_bits(to, value, 3, 9, 10); return true;
	case R_AARCH64_LDST128_ABS_LO12_NC: put_bits(to, value, 4, 8, 10); return true;
	}
	return false;
}
