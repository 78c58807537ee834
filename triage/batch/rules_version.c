// SPDX-License-Identifier: GPL-2.0-or-later
#include "rules_version.h"

#include <blake2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "path_text.h"
#include "rules_json.h"

static void hash(const char *text, void *arg)
{
	blake2b_update(arg, (const uint8_t *)text, strlen(text));
}

const char *ir_rules_version(void)
{
	static char text[13];
	unsigned char out[6];
	blake2b_state s;

	blake2b_init(&s, sizeof(out));
	ir_rules_json(hash, &s);
	blake2b_final(&s, out, sizeof(out));
	for (size_t i = 0; i < sizeof(out); i++)
		snprintf(text + 2 * i, 3, "%02x", out[i]);
	return text;
}

void ir_arguments_text(char **argv, char *ret, size_t size)
{
	char *folder = getcwd(NULL, 0);
	size_t len;

	/* PATHs may be relative to it. */
	if (!ir_path_text(folder ? folder : "?", ret, size))
		ret[0] = 0;
	for (char **arg = argv + 1; *arg; arg++) {
		len = strlen(ret);
		if (!strncmp(*arg, "-J", 2) || !strncmp(*arg, "--jobs", 6))
			continue;
		if (size - len > 2) {
			strcpy(ret + len, " ");
			(void)(ir_path_text(*arg, ret + len + 1, size - len - 1) || (ret[len] = 0));
		}
	}
	free(folder);
}
