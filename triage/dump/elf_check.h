/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a damaged ELF file, or the VMCOREINFO of any, must not get away with. libkdumpfile 0.5.1 believes an ELF file's counts, and spends
 * seconds on millions of segments that are not there; it dies of a line of VMCOREINFO that begins with a dot, and of one with many dots it makes a tree, for half a minute.
 */
#ifndef IR_ELF_CHECK_H
#define IR_ELF_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ir_elf_fault() - what is wrong with the ELF file @fd, its notes included; NULL: nothing, or it is none */
const char *ir_elf_fault(int fd);

/** ir_info_fault() - the same for @size bytes at @at of @fd, which are VMCOREINFO */
const char *ir_info_fault(int fd, uint64_t at, uint64_t size);
/** ir_notes_fault() - the same for ELF notes, in one of which VMCOREINFO may be */
const char *ir_notes_fault(int fd, uint64_t at, uint64_t size);

/** ir_info_is_sound() - may the library see this VMCOREINFO? */
bool ir_info_is_sound(const char *text, size_t len);

#endif
