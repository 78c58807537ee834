/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A 64-bit little-endian ELF file in memory, of which nothing is believed: each range is checked. */
#ifndef IR_ELF_VIEW_H
#define IR_ELF_VIEW_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ir_elf - an ELF file
 * @bytes: the file; borrowed
 * @size: its length
 * @h: its header
 * @nr_sections: sections whose headers are in the file
 */
struct ir_elf {
	const uint8_t *bytes;
	uint64_t size;
	Elf64_Ehdr h;
	uint32_t nr_sections;
};

/** ir_elf_open() - false for anything but a 64-bit little-endian ELF file */
bool ir_elf_open(struct ir_elf *e, const void *bytes, uint64_t size);

/** ir_elf_range() - Return: @len bytes at @offset of the file, NULL when they are not all there */
const uint8_t *ir_elf_range(const struct ir_elf *e, uint64_t offset, uint64_t len);

/** ir_elf_section() - the header of section @i */
bool ir_elf_section(const struct ir_elf *e, uint32_t i, Elf64_Shdr *ret);

/** ir_elf_section_bytes() - Return: its content, NULL when it has none in the file */
const uint8_t *ir_elf_section_bytes(const struct ir_elf *e, const Elf64_Shdr *s);

/** ir_elf_find() - the header of the section called @name */
bool ir_elf_find(const struct ir_elf *e, const char *name, Elf64_Shdr *ret);

/** ir_elf_segment() - program header @i */
bool ir_elf_segment(const struct ir_elf *e, uint32_t i, Elf64_Phdr *ret);

/** struct ir_elf_symbols - a symbol table; borrowed from the file */
struct ir_elf_symbols {
	const uint8_t *entries;
	const char *names;
	uint64_t nr, names_len;
};

/** ir_elf_symbols() - the file's .symtab; false when it has none */
bool ir_elf_symbols(const struct ir_elf *e, struct ir_elf_symbols *ret);

/** ir_elf_symbol() - symbol @i. Return: its name, NULL when it has none */
const char *ir_elf_symbol(const struct ir_elf_symbols *t, uint64_t i, Elf64_Sym *ret);

#endif
