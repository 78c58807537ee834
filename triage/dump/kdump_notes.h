/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The crash notes of a kdump file, where libkdumpfile does not know them. */
#ifndef IR_KDUMP_NOTES_H
#define IR_KDUMP_NOTES_H

#include "core/target/target.h"
#include "triage/dump/kdump_check.h"

/**
 * ir_kdump_note() - the @index-th NT_PRSTATUS in the first file of @g
 *
 * Return: IR_NOTFOUND when there are not so many, IR_CORRUPT when they do not lead there.
 */
enum ir_status ir_kdump_note(const struct ir_guard *g, unsigned index,
			     struct ir_note *ret) IR_MUST_CHECK;

#endif
