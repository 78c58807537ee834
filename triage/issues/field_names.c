// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/field_names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Those of docs/diagnosis.schema.json (tests/issues/entries compares), and what jq's own functions give. */
static const char *const names[] = {
	"schema", "tool", "name", "version", "door", "dump", "path", "format", "bytes", "release", "arch", "build_id",
	"nodename", "crash_time", "panic", "tainted", "cmdline", "livepatches", "fault", "kind", "pid", "comm", "cpu",
	"ip", "address", "registers", "registers_from", "backtrace", "symbol", "offset", "module", "reliable", "walk",
	"nameidata", "mode", "flags", "raw", "names", "depth", "dentry", "dentry_name", "dentry_inode", "dentry_seq",
	"walk_seq", "inode", "fs", "device", "ino", "generation", "i_state", "i_count", "i_op", "i_fop", "near",
	"xfs_inode", "i_flags", "called_through", "from", "peers", "doing", "function", "same_inode", "evidence", "id",
	"holds", "for", "text", "source", "verdict", "race", "class", "shape", "phase", "confidence", "title", "summary",
	"signature", "signature_coarse", "signature_version", "kernel_exposed", "observations", "unavailable", "missing",
	"error",
	/* to_entries, match and capture */
	"key", "value", "string", "length", "captures",
};

static bool is_name(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strncmp(names[i], s, len) && !names[i][len])
			return true;
	}
	return false;
}

static bool of_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Behind the string or the comment at *@s; false when there is none. */
static bool skip(const char **s)
{
	if (**s == '#') {
		*s += strcspn(*s, "\n");
		return true;
	}
	if (**s != '"')
		return false;
	for (++*s; **s && **s != '"'; ++*s)
		*s += **s == '\\' && (*s)[1];
	*s += **s == '"';
	return true;
}

bool ir_field_unknown(const char *text, char *ret, size_t size, unsigned *line)
{
	bool registers = false; /* the names of an architecture's follow */

	for (const char *s = text; *s;) {
		size_t len = 0;

		if (skip(&s))
			continue;
		if (*s != '.' || isdigit((unsigned char)s[1]) || (s > text && s[-1] == '.')) {
			s++;
			continue;
		}
		while (of_word(s[1 + len]))
			len++;
		if (len && !registers && !is_name(s + 1, len)) {
			snprintf(ret, size, "%.*s", (int)len, s + 1);
			*line = 1;
			for (const char *c = text; c < s; c++)
				*line += *c == '\n';
			return true;
		}
		registers = len == 9 && !strncmp(s + 1, "registers", 9);
		s += 1 + len;
	}
	return false;
}
