// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Texts with a hash at their end: layout files, and the manifests of slices. A byte says which it is, and whether the hashes are made right
 * first, so that what stands before them is read.
 */
#include "tests/fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lib/hash.h"
#include "triage/debuginfo/layout_text.h"
#include "triage/slice/slice_manifest.h"

enum { RIGHT_SUMS = 1, MANIFEST = 2 };

/* Write each section's sum anew: that of all of its lines. */
static void correct_sums(char *text)
{
	char *start = text;

	for (char *line = text; *line;) {
		char *end = line + strcspn(line, "\n"), sum[20];

		if (!strncmp(line, "sum ", 4) && end - line == 20) {
			snprintf(sum, sizeof(sum), "%016" PRIx64, ir_hash(IR_HASH_START, start, (size_t)(line - start)));
			memcpy(line + 4, sum, 16);
			start = end + (*end == '\n');
		}
		line = end + (*end == '\n');
	}
}

static void layouts(char *text)
{
	static const struct ir_build_id id = {.len = 20, .bytes = {0x01, 0xd2, 0x64, 0x0d, 0x3a, 0x13, 0x14, 0x5e, 0xe3, 0x14,
								  0xeb, 0x05, 0xb1, 0x55, 0xf1, 0x41, 0xb7, 0xb7, 0x05, 0x8b}};
	static struct ir_debug_layouts found, again;
	static char written[IR_LAYOUT_TEXT_MAX];
	const char *why = NULL;
	bool complete = false;
	size_t len;

	memset(&found, 0, sizeof(found));
	(void)ir_layout_text_is(text);
	switch (ir_layout_text_find(text, &id, &found, &complete, &why)) {
	case IR_LAYOUT_NONE:
		return;
	case IR_LAYOUT_DAMAGED:
		if (!why || !*why)
			fuzz_wrong("layout", "damaged, and not told why");
		return;
	case IR_LAYOUT_FOUND:
		break;
	}
	len = ir_layout_text_write(&found, "vmlinux", written, sizeof(written) - 1);
	written[len] = 0;
	memset(&again, 0, sizeof(again));
	if (!len || ir_layout_text_find(written, &id, &again, &complete, &why) != IR_LAYOUT_FOUND)
		fuzz_wrong("layout", "what was read cannot be written and read again: %s", written);
	if (memcmp(found.answers, again.answers, sizeof(found.answers)))
		fuzz_wrong("layout", "another answer when it is written and read again: %s", written);
}

static void manifest(char *text)
{
	struct ir_slice *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	if (ir_slice_manifest_parse(s, text)) {
		size_t len;
		char *again = ir_slice_manifest_text(s, &len);

		if (!again || strlen(again) != len)
			fuzz_wrong("manifest", "it cannot be written");
		free(again);
	}
	ir_slice_release(s);
	free(s);
}

int fuzz_one(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return -1;
	text = fuzz_string(data + 1, size - 1);
	fuzz_start();
	if (data[0] & MANIFEST) {
		manifest(text);
	} else {
		if (data[0] & RIGHT_SUMS)
			correct_sums(text);
		layouts(text);
	}
	fuzz_stop();
	free(text);
	return 0;
}
