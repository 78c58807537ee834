/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The crash notes in a dump file, where whoever reads the dump does not give them, or takes long to. */
#ifndef IR_FILE_NOTES_H
#define IR_FILE_NOTES_H

#include "core/target/target.h"

/**
 * ir_file_note() - crash note number @index (NT_PRSTATUS), in the order of the file
 * @fd: the dump; the caller keeps it
 * @at, @size: where its ELF notes are, in bytes
 *
 * Return: IR_NOTFOUND past the last, IR_CORRUPT when they cannot be true or be read.
 */
enum ir_status ir_file_note(int fd, uint64_t at, uint64_t size, unsigned index,
			    struct ir_note *ret) IR_MUST_CHECK;

#endif
