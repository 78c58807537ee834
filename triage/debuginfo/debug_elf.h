/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A vmlinux or a module's debug file, mapped: whose it is, and where in it what can be found. */
#ifndef IR_DEBUG_ELF_H
#define IR_DEBUG_ELF_H

#include <elf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/symbols/build_id.h"

/** struct ir_debug_section - @bytes is NULL where there is no such section, or it is compressed */
struct ir_debug_section {
	size_t index;
	const unsigned char *bytes;
	uint64_t size;
	bool compressed;
};

/**
 * struct ir_debug_elf - one file
 * @map: the whole of it, private: what is written there stays here
 * @relocatable: a module: nothing in its DWARF is at its place yet
 */
struct ir_debug_elf {
	int fd;
	unsigned char *map;
	size_t size;
	Elf *elf;
	bool relocatable;
	struct ir_build_id build_id;
};

/** ir_debug_elf_open() - map @fd, which becomes @f's; false: it is no 64-bit ELF file, or has no build-id */
bool ir_debug_elf_open(struct ir_debug_elf *f, int fd);
/** ir_debug_elf_path() - the same for a file by name, unpacked first where it is packed */
bool ir_debug_elf_path(struct ir_debug_elf *f, const char *path);
/** ir_debug_elf_close() - idempotent */
void ir_debug_elf_close(struct ir_debug_elf *f);

/** ir_debug_elf_section() - the section called @name */
struct ir_debug_section ir_debug_elf_section(const struct ir_debug_elf *f, const char *name);
/** ir_debug_elf_has_types() - does it hold DWARF? */
bool ir_debug_elf_has_types(const struct ir_debug_elf *f);
/** ir_debug_elf_link() - name of the file that holds its DWARF instead, or NULL */
const char *ir_debug_elf_link(const struct ir_debug_elf *f);
/** ir_debug_elf_header() - the header of section @index, in the map */
Elf64_Shdr *ir_debug_elf_header(const struct ir_debug_elf *f, size_t index);

/** IR_DEBUG_PLACE - an address in a module: its section's number, and how far into that */
#define IR_DEBUG_PLACE(section, offset) ((uint64_t)(section) << 40 | ((offset) & 0xffffffffff))

/**
 * ir_debug_elf_functions() - where @nr functions are; @addrs[i] stays 0 for one that is not there
 * In a relocatable file an address is an IR_DEBUG_PLACE().
 */
void ir_debug_elf_functions(const struct ir_debug_elf *f, const char *const *names, unsigned nr,
			    uint64_t *addrs);

#endif
