// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/status.h"

const char *ir_status_string(enum ir_status st)
{
	static const char *const text[] = {
		[IR_OK] = "ok",
		[IR_ABSENT] = "page not in the dump",
		[IR_FAULT] = "address not mapped",
		[IR_NOTFOUND] = "not found",
		[IR_UNSUPPORTED] = "not supported here",
		[IR_CORRUPT] = "dump is corrupt",
		[IR_IO] = "cannot read the dump",
		[IR_NOMEM] = "out of memory",
	};

	if ((unsigned)st >= sizeof(text) / sizeof(text[0]))
		return "unknown status";
	return text[st];
}
