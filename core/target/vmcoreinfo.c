// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum ir_status ir_vmcoreinfo_value(const char *text, const char *key, char *buf, size_t size)
{
	size_t n = strlen(key), len;

	for (const char *line = text; *line; line += line[len] ? len + 1 : len) {
		len = strcspn(line, "\n");
		if (strncmp(line, key, n) || line[n] != '=')
			continue;
		if (len - n - 1 >= size)
			return IR_CORRUPT;
		memcpy(buf, line + n + 1, len - n - 1);
		buf[len - n - 1] = 0;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

static bool ask_target(struct ir_target *t, const char *key, char *buf, size_t size)
{
	return t->ops->vmcoreinfo && !t->ops->vmcoreinfo(t, key, buf, size);
}

bool ir_vmcoreinfo_number(struct ir_target *t, const char *key, int64_t *ret)
{
	char text[32], *end;
	int64_t v;

	if (!ask_target(t, key, text, sizeof(text)))
		return false;
	v = strtoll(text, &end, 10);
	if (end == text)
		return false;
	*ret = v;
	return true;
}

bool ir_vmcoreinfo_hex(struct ir_target *t, const char *key, uint64_t *ret)
{
	char text[32], *end;
	uint64_t v;

	if (!ask_target(t, key, text, sizeof(text)))
		return false;
	v = strtoull(text, &end, 16);
	if (end == text)
		return false;
	*ret = v;
	return true;
}

uint64_t ir_vmcoreinfo_symbol(struct ir_target *t, const char *name)
{
	char key[IR_SYMBOL_MAX + 16];
	uint64_t addr = 0;

	snprintf(key, sizeof(key), "SYMBOL(%s)", name);
	return ir_vmcoreinfo_hex(t, key, &addr) ? addr : 0;
}
