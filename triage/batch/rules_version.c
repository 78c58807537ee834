// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/rules_version.h"

#include <blake2.h>
#include <stdio.h>
#include <string.h>

#include "core/verdict/rules_json.h"

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
