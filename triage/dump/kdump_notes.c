// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QEMU's dump-guest-memory -z tells no system and release in the header. libkdumpfile 0.5.1 then does not believe its name
 * of the machine, so does not know the processor when it meets the notes, and keeps none of them.
 */
#include "triage/dump/kdump_notes.h"

#include "core/target/file_notes.h"

enum ir_status ir_kdump_note(const struct ir_guard *g, unsigned index, struct ir_note *ret)
{
	const struct ir_guard_part *p = &g->part[0];

	return g->nr ? ir_file_note(p->fd, p->notes_at, p->notes_size, index, ret) : IR_NOTFOUND;
}
