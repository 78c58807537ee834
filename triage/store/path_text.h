/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths are bytes, databases hold UTF-8. A path is kept as it is but for its backslashes, control
 * characters and bytes that are no UTF-8, which become \xHH: so no two paths become one, and the way
 * back is known.
 */
#ifndef IR_PATH_TEXT_H
#define IR_PATH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** ir_path_text() - @path as text; false when it does not fit */
bool ir_path_text(const char *path, char *ret, size_t size);

/** ir_path_bytes() - the path that @text stands for, in place */
void ir_path_bytes(char *text);

#endif
