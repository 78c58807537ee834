// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel log as text: whatever its bytes, it is told from other texts, diagnosed, and the report keeps its rules. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/log_target.h"

#include <stdlib.h>
#include <string.h>

#include "triage/file/log_text.h"

#define LOG_MAX (64u << 10)

int fuzz_one(const uint8_t *data, size_t size)
{
	struct fuzz_text json = {0};
	struct ir_diagnosis d;

	if (size > LOG_MAX)
		return -1;
	fuzz_start();
	(void)ir_is_text_log((const char *)data, size);
	diagnose_log((const char *)data, size, &d);
	fuzz_stop();
	fuzz_report_check(&d, &json);
	if (d.verdict.race == IR_TRUE && !strcmp(d.verdict.confidence, "confirmed"))
		fuzz_wrong("verdict", "a log alone confirms the race");
	ir_diagnosis_release(&d);
	if (fuzz_run_twice(data, size)) {
		diagnose_log((const char *)data, size, &d);
		fuzz_same_check(&d, &json);
		ir_diagnosis_release(&d);
	}
	free(json.s);
	return 0;
}
