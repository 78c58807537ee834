// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The file layer: whatever a file is (kdump, ELF, flattened, a slice with its manifest, a log), it is opened as batch's workers open it,
 * diagnosed as far as it can be, and closed. Parts of a split dump: "PARTS", their number, and 32-bit lengths, before the parts themselves.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/dump/opened.h"
#include "triage/file/unpack.h"
#include "triage/slice/slice_watch.h"

#define MAX_PARTS 4u

static struct ir_opened opened;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	/* What a flattened file is put together in */
	setenv("TMPDIR", "/dev/shm", 1);
	return 0;
}

/* Files that are packed as a whole are unpacked by other programs, which are not ours. */
static bool is_packed(const uint8_t *data, size_t size)
{
	struct ir_stream s = {.nr_head = size < IR_HEAD ? size : IR_HEAD};

	memcpy(s.head, data, s.nr_head);
	return ir_unpacker(&s);
}

static unsigned open_parts(const uint8_t *data, size_t size, int *fds)
{
	static const char magic[] = "PARTS";
	unsigned nr = size > 6 ? data[5] % (MAX_PARTS + 1) : 0;
	size_t at = 6 + 4 * (size_t)nr;

	if (nr < 2 || memcmp(data, magic, 5) || size < at) {
		fds[0] = fuzz_file(data, size);
		return 1;
	}
	for (unsigned i = 0; i < nr; i++) {
		uint32_t len;

		memcpy(&len, data + 6 + 4 * i, 4);
		if (len > size - at || i + 1 == nr)
			len = (uint32_t)(size - at);
		fds[i] = fuzz_file(data + at, len);
		at += len;
	}
	return nr;
}

static void diagnose(const char *error)
{
	struct fuzz_text json = {0};
	struct ir_diagnosis d;

	if (!opened.target) {
		if (!*error || strchr(error, '\n'))
			fuzz_wrong("error", "not one line that says what is wrong: %s", error);
		ir_report_json_error("dump", "input", error, fuzz_keep, &json);
		fuzz_json_check(json.s, json.len);
		free(json.s);
		return;
	}
	ir_diagnose_into(opened.target, NULL, &d);
	fuzz_report_check(&d, &json);
	ir_diagnosis_release(&d);
	free(json.s);
}

int fuzz_one(const uint8_t *data, size_t size)
{
	int fds[MAX_PARTS], next;
	struct ir_handed_files files = {.path = "input", .fds = fds};

	if (is_packed(data, size))
		return -1;
	files.nr = open_parts(data, size, fds);
	files.from = dup(fds[0]);
	fuzz_start();
	(void)ir_open_handed(&opened, &files, &ir_slice_reader);
	for (unsigned i = files.nr; i > 1 && opened.input.kind != IR_INPUT_DUMP; i--)
		close(fds[i - 1]);
	diagnose(opened.error);
	ir_opened_close(&opened);
	fuzz_stop();
	close(fds[0]);
	next = dup(0);
	if (next != fds[0])
		fuzz_wrong("files", "some stay open: the next one is %d, and the first was %d", next, fds[0]);
	close(next);
	return 0;
}
