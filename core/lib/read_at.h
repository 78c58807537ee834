/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading bytes of a file, all of them. */
#ifndef IR_READ_AT_H
#define IR_READ_AT_H

#include <stddef.h>
#include <stdint.h>

/**
 * ir_read_fd() - read @len bytes of @fd from @at on; short and interrupted reads go on
 * @error: receives the errno of a read that failed, else is left alone; may be NULL
 *
 * Return: bytes read, fewer at the end of the file or where a read failed.
 */
size_t ir_read_fd(int fd, void *buf, size_t len, uint64_t at, int *error);

#endif
