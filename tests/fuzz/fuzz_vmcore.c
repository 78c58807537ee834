// SPDX-License-Identifier: GPL-2.0-or-later
/* The reader at crash time (crash-time/): an ELF file of physical memory, page tables walked by ourselves, the diagnosis behind them. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crash-time/target_vmcore.h"

int fuzz_one(const uint8_t *data, size_t size)
{
	static struct ir_target_vmcore v;
	struct fuzz_text json = {0};
	struct ir_diagnosis d;
	char path[40];
	const char *wrong;
	int fd = fuzz_file(data, size);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fuzz_start();
	wrong = ir_target_vmcore_open(&v, path);
	if (!wrong) {
		ir_diagnose_into(&v.target, NULL, &d);
		fuzz_report_check(&d, &json);
		ir_diagnosis_release(&d);
	} else if (!*wrong) {
		fuzz_wrong("error", "refused without a word");
	}
	ir_target_vmcore_close(&v);
	fuzz_stop();
	free(json.s);
	close(fd);
	return wrong ? -1 : 0;
}
