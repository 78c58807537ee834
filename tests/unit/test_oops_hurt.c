// SPDX-License-Identifier: GPL-2.0-or-later
/* Logs as text that were damaged, and floods: whatever they hold, a log alone confirms nothing. */
#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/inoderace.h"
#include "tests/unit/log_target.h"
#include "tests/unit/unit.h"

#define MUTATIONS 150

/* The same text twice gives the same numbers, so that a failure can be looked at. */
static uint32_t roll(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void mutate(char *s, size_t *len, uint32_t *state)
{
	static const char bytes[] = "\n\r\033[]<>#:+?\\\"' \0\xff" "0xfRIP";

	for (unsigned n = roll(state) % 12; n && *len > 8; n--) {
		size_t at = roll(state) % *len, cut = roll(state) % 64;

		switch (roll(state) % 4) {
		case 0:
			s[at] = bytes[roll(state) % (sizeof(bytes) - 1)];
			break;
		case 1: /* something is missing in the middle */
			cut = cut < *len - at ? cut : *len - at;
			memmove(s + at, s + at + cut, *len - at - cut);
			*len -= cut;
			break;
		case 2:
			s[at] = s[at] == '\n' ? ' ' : '\n';
			break;
		default:
			*len = roll(state) % 16 ? *len : at;
		}
	}
}

static void hurt(const char *path)
{
	static char text[1 << 16], copy[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t len = f ? fread(text, 1, sizeof(text), f) : 0;
	uint32_t state = 1;
	unsigned confirmed = 0;

	if (f)
		fclose(f);
	if (!unit_check(len, path, 0, "a log"))
		return;
	for (unsigned n = 0; n < MUTATIONS; n++) {
		struct ir_diagnosis d;
		size_t left = len;

		memcpy(copy, text, len);
		mutate(copy, &left, &state);
		diagnose_log(copy, left, &d);
		confirmed += d.verdict.confidence && !strcmp(d.verdict.confidence, "confirmed");
		ir_diagnosis_release(&d);
	}
	unit_check(!confirmed, path, 0, "a log alone confirms nothing, damaged or not");
}

/* Long lines, many events, endless frames: everything has its bound. */
static void floods(void)
{
	static const struct {
		const char *class, *text;
	} parts[] = {
		{"undetermined", "Oops: 0010 [#1] CPU: 1 PID: 2 Comm: x RIP: 0010:0x0\n"},
		{"no-crash", "f+0x1/0x2 [xfs] "},
		{"no-crash", "[    1.000000] "},
		{"panic-requested", "Kernel panic - not syncing: x\n"},
		{"no-crash", "WARNING: x\n"},
		{"no-crash", "#1 [ffffae44d0a6fa00] a at ffffffff8d15a24d\n"},
		{"no-crash", "\033["},
		{"no-crash", "Linux version 1.2 "},
		{"no-crash", "BUG: "},
		{"no-crash", "Call Trace: "},
		{"undetermined", "GPR00: 0000000000000000 "},
	};
	size_t size = 1 << 18;
	char *s = malloc(size);

	if (!s)
		abort();
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct ir_diagnosis d;
		size_t n = strlen(parts[i].text);

		for (size_t at = 0; at + n <= size; at += n)
			memcpy(s + at, parts[i].text, n);
		diagnose_log(s, size / n * n, &d);
		CHECK_STR(ir_class_name(d.verdict.class), parts[i].class);
		ir_diagnosis_release(&d);
	}
	free(s);
}

static void hurt_all(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	unsigned logs = 0;

	while (dir && (e = readdir(dir))) {
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (!strstr(e->d_name, ".txt"))
			continue;
		hurt(path);
		logs++;
	}
	if (dir)
		closedir(dir);
	unit_check(logs, folder, 0, "no log is there: run this from the top of the tree");
}

void test_oops_hurt(void)
{
	floods();
	hurt_all("tests/logs/samples");
	hurt_all("tests/logs/shapes");
}
