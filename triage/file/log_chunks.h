/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that is too large to be in memory as a whole, piece by piece. */
#ifndef IR_LOG_CHUNKS_H
#define IR_LOG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * ir_chunk_fn - what to do with a piece of a text
 * @text: whole lines, or a piece of one that is longer than a piece may be; NUL-terminated, no NUL in it
 *
 * Return: false to read no further.
 */
typedef bool ir_chunk_fn(char *text, size_t len, void *arg);

/** ir_log_chunks() - call @fn with the pieces of the file @fd, from its start; false when it could not be read to its end */
bool ir_log_chunks(int fd, ir_chunk_fn *fn, void *arg);
/** ir_log_without_nul() - a NUL would hide what follows it: blanks in its place */
void ir_log_without_nul(char *text, size_t len);

#endif
