// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/json_report.h"

#include <stdio.h>
#include <stdlib.h>

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

char *ir_json_report(struct ir_target *t, struct ir_diagnosis *ret)
{
	static const struct ir_options look = IR_OPTIONS_DEFAULT;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ir_diagnose_into(t, &look, ret);
	if (!f)
		return NULL;
	ir_report_json(ret, emit, f);
	if (ferror(f) | fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}
