/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are known and not read: each gets a line that says what it is and, if there is a way, what to do. */
#ifndef IR_FORMATS_H
#define IR_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

/** ir_is_dump() - does a file that begins with the @n bytes at @head claim to be a dump that is read? */
bool ir_is_dump(const unsigned char *head, size_t n);

/** ir_refused_file() - what a file is that begins with the @n bytes at @head, or NULL when it is not known */
const char *ir_refused_file(const unsigned char *head, size_t n);

/** ir_refused_dump() - why the ELF or kdump file @fd is not a dump of a kernel that is read, or NULL */
const char *ir_refused_dump(int fd);

#endif
