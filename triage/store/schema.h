/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_SCHEMA_H
#define IR_SCHEMA_H

/**
 * ir_schema_step() - SQL that brings schema @version - 1 to @version, or NULL
 * "@ID@" in it stands for the database's type of a column that numbers its rows by itself.
 */
const char *ir_schema_step(unsigned version);

#endif
