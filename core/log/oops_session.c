// SPDX-License-Identifier: GPL-2.0-or-later
/* What a text says of the machine and not of one report: the head of a session of crash, modules, an XFS that shut down. */
#include "core/log/oops_parse.h"

#include <stdio.h>
#include <ctype.h>
#include <string.h>

bool ir_log_crash_header(struct ir_log *log, enum ir_log_mark what, const char *s)
{
	if (what == IR_MARK_COMM) {
		log->crash.comm[0] = 0;
		ir_log_comm(log->crash.comm, sizeof(log->crash.comm), s);
	} else {
		int64_t *number = what == IR_MARK_PID ? &log->crash.pid : &log->crash.cpu;

		*number = -1;
		ir_log_number(number, s);
		memcpy(log->crash.caller, log->caller, sizeof(log->crash.caller));
		if (what == IR_MARK_CPU)
			log->crash.cpu_record = log->nr_records;
		if (what == IR_MARK_PID) {
			log->crash.record = log->nr_records;
			log->crash.tainted[0] = log->crash.release[0] = 0;
			log->crash.taint_told = false;
			ir_log_begin_bt(log);
		}
	}
	return true;
}

bool ir_log_xfs_shutdown(const char *text)
{
	static const char *const words[] = {"xfs_do_force_shutdown", "Shutting down filesystem",
					    "has been shut down"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(text, words[i]))
			return true;
	}
	return false;
}

static void keep_line(char *line, size_t size, const char *text)
{
	if (!line[0])
		snprintf(line, size, "%.*s", (int)strcspn(text, (const char[]){IR_LOG_TORN, 0}),
			 text);
}

/*
 * An XFS that shut itself down explains much of what comes after it. One that finds no text of a symlink calls the file
 * system corrupt; up to 5.16 a walk without locks found none as well where the inode was recycled as another kind of file.
 */
static void note_xfs(struct ir_log *log, const char *text)
{
	const char *from = strstr(text, "XFS (");

	if (!from)
		return;
	if (ir_log_xfs_shutdown(from))
		keep_line(log->xfs_shutdown, sizeof(log->xfs_shutdown), from);
	if (strstr(from, "Internal error !link") && strstr(from, "xfs_vn_get_link_inline")) {
		keep_line(log->xfs_no_text, sizeof(log->xfs_no_text), from);
		log->nr_xfs_no_text++;
	}
}

/* "Modules linked in: lab(OE) xfs libcrc32c [last unloaded: ext4]": which have no place in the kernel's image. */
static void note_modules(struct ir_log *log, const char *s)
{
	for (; *s && *s != '['; s += strspn(s, " ")) {
		size_t n = strcspn(s, " (");

		log->xfs_is_module |= n == 3 && !memcmp(s, "xfs", 3);
		s += strcspn(s, " ");
	}
}

/* "Kernel Offset: 0x2a000000 from 0xffffffff81000000 (relocation range: ...)" */
static void note_offset(struct ir_log *log, const char *s)
{
	uint64_t offset, from;

	s = ir_log_hex(s + strspn(s, " "), 1, &offset);
	if (s && ir_log_match(s, " from ") && ir_log_hex(s + ir_log_match(s, " from "), 8, &from))
		log->image = from + offset;
}

bool ir_log_session_mark(struct ir_log *log, enum ir_log_mark what, const char *s, const char *text)
{
	switch (what) {
	case IR_MARK_SESSION_RELEASE:
		ir_log_word(s + strspn(s, " "), log->release, sizeof(log->release));
		if (!isdigit((unsigned char)log->release[0]) ||
		    ir_log_is_torn(log->release, strlen(log->release)))
			log->release[0] = 0;
		return true;
	case IR_MARK_NODENAME:
		ir_log_word(s + strspn(s, " "), log->nodename, sizeof(log->nodename));
		if (ir_log_is_torn(log->nodename, strlen(log->nodename)))
			log->nodename[0] = 0;
		return true;
	case IR_MARK_MACHINE: ir_log_machine(log, s); return true;
	case IR_MARK_HARDWARE: ir_log_hardware(log, s); return false;
	case IR_MARK_OF_GROUP: log->of_group = true; return true;
	case IR_MARK_OF_ALL: log->of_group = false; return true;
	case IR_MARK_NOBODY: log->crash.nobody = true; return true;
	case IR_MARK_XFS: note_xfs(log, text); return true;
	case IR_MARK_MODULES: note_modules(log, s); return false;
	case IR_MARK_OFFSET: note_offset(log, s); return false;
	default: return false;
	}
}
