// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace-issues: a program of its own, so that libjq costs no other program anything. */
#include <stdio.h>
#include <string.h>

#include "triage/issues/check.h"
#include "triage/issues/serve.h"
#include "triage/known/known.h"

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], IR_KNOWN_SERVE))
		return ir_issues_serve(argv + 2);
	return ir_issues_main(argc, argv);
}
