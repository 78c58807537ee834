/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel that does not run: its vmlinux at the addresses that it was linked for, and its xfs.ko laid
 * out beside it as the kernel's loader would. Its target answers core/ as a dump does, but for data:
 * what the kernel sets up when it boots is not there, and alternatives are not patched.
 */
#ifndef IR_IMAGE_H
#define IR_IMAGE_H

#include "core/inoderace.h"
#include "core/symbols/build_id.h"
#include "core/symbols/kallsyms.h"
#include "triage/image/elf_view.h"

#define IR_IMAGE_REGIONS 512
/** IR_MODULE_START - where the module is laid out: where x86-64 kernels have theirs */
#define IR_MODULE_START UINT64_C(0xffffffffc0000000)
/** IR_ARM64_START - where an arm64 Image is taken to lie: calls are by distance, so any place would do */
#define IR_ARM64_START UINT64_C(0xffff800080000000)
/** struct ir_image_region - @size bytes of memory at @addr */
struct ir_image_region {
	uint64_t addr, size;
	const uint8_t *bytes;
};

/** struct ir_image_symbol - a symbol; @module: it is xfs's */
struct ir_image_symbol {
	uint64_t addr;
	const char *name;
	bool module;
};

/**
 * struct ir_image - an open image
 * @target: hand this to core/
 * @release: as uname -r, "" when it is not known
 * @kernel_id, @module_id: build-ids
 * @have_kernel, @have_module: which of the two there are
 * @symbols_from: where the kernel's symbols are from, for the report; NULL: nowhere
 * @laid_out: the module's sections, relocated
 * @module_start, @module_area: where the module is laid out, and the bytes from there on in which nothing of the
 *	kernel lies
 * @outside: from there on, symbols that nobody here has
 * @types: where the module's types are put
 * @odd: relocations of @laid_out of a kind that is not known
 */
struct ir_image {
	struct ir_target target;
	char release[128];
	struct ir_build_id kernel_id, module_id;
	bool have_kernel, have_module;
	const char *symbols_from;

	/* The rest is the image's own. */
	struct ir_arena arena;
	struct ir_elf kernel, module;
	unsigned nr_regions;
	struct ir_image_region regions[IR_IMAGE_REGIONS];
	struct ir_image_symbol *symbols;
	size_t nr_symbols, room_symbols;
	bool sorted;
	struct ir_kallsyms kallsyms;
	struct ir_kallsyms_places places;
	bool have_kallsyms;
	uint64_t text, btf, module_btf, module_start, module_area, outside, types, base_word;
	uint8_t *laid_out;
	unsigned odd;
};

/** ir_image_init() - an empty image; release it with ir_image_release() */
void ir_image_init(struct ir_image *m);

/**
 * ir_image_add_kernel() - the vmlinux of @size bytes at @bytes, which must stay as long as @m
 * Return: NULL, or what is wrong with it.
 */
const char *ir_image_add_kernel(struct ir_image *m, const void *bytes, size_t size);

/**
 * ir_image_add_module() - the same for xfs.ko; the kernel, if there is one, must have been added
 * Return: NULL, or what is wrong with it.
 */
const char *ir_image_add_module(struct ir_image *m, const void *bytes, size_t size);

/** ir_image_add_raw() - the same for a kernel that is no ELF file, an arm64 Image */
const char *ir_image_add_raw(struct ir_image *m, const void *bytes, size_t size);

/** ir_image_release() - free all. Idempotent. */
void ir_image_release(struct ir_image *m);

/** ir_image_release_of() - find "Linux version RELEASE (" in @size bytes; false when there is none */
bool ir_image_release_of(const uint8_t *bytes, size_t size, char *ret, size_t room);

/**
 * ir_image_module_release() - the release that the module @e is for
 * @name: the module's name it must have
 */
bool ir_image_module_release(const struct ir_elf *e, const char *name, char *ret, size_t room);

/* For image_module.c. */

/** ir_image_add_region() - false when there are too many */
bool ir_image_add_region(struct ir_image *m, uint64_t addr, const uint8_t *bytes, uint64_t size);
/** ir_image_add_symbol() - @name must stay; false when memory runs out */
bool ir_image_add_symbol(struct ir_image *m, uint64_t addr, const char *name, bool module);
/** ir_image_kernel_symbol() - address of the kernel's symbol with exactly that name, or 0 */
uint64_t ir_image_kernel_symbol(struct ir_image *m, const char *name);
/** ir_image_place_arm64() - lay an arm64 module out below its kernel, which starts at @kernel */
void ir_image_place_arm64(struct ir_image *m, uint64_t kernel);
/**
 * ir_image_relocate_arm64() - as apply_relocate_add() of arch/arm64/kernel/module.c
 * @to: the place, with @room bytes behind it; @at: its address
 *
 * Return: false for a kind that is not known, or a value that does not fit.
 */
bool ir_image_relocate_arm64(uint8_t *to, uint64_t room, uint64_t at, unsigned type, uint64_t value);
/** ir_image_find_id() - the build-id in the notes of @e */
void ir_image_find_id(const struct ir_elf *e, struct ir_build_id *ret);

#endif
