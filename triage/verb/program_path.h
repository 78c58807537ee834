/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the programs of this project lie. */
#ifndef IR_PROGRAM_PATH_H
#define IR_PROGRAM_PATH_H

#include <stdbool.h>
#include <stddef.h>

/**
 * ir_program_path() - find a program of ours
 * @beside: a file of ours whose folder is searched first; NULL: this program
 * @program: its name
 * @path: receives the path
 *
 * It lies beside @beside, or where "make install" puts it. Returns false when it is at neither place.
 */
bool ir_program_path(const char *beside, const char *program, char *path, size_t size);

#endif
