/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A debug file as libdwfl reads it: all of it, but whatever its form. */
#ifndef IR_DEBUG_DWFL_H
#define IR_DEBUG_DWFL_H

#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

/** ir_debug_whole_open() - let libdwfl have the file in @fd; NULL if it cannot be read, or not all (@error tells) */
Dwfl *ir_debug_whole_open(int fd, char *error, size_t size);
/** ir_debug_whole_unit() - the unit that defines @function */
bool ir_debug_whole_unit(Dwfl *dwfl, const char *function, Dwarf_Die *ret);

#endif
