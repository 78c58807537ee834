// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace-batch: the verbs that keep a database, a program of their own for the libraries they need. */
#include <string.h>

#include "triage/batch/batch_verb.h"
#include "triage/report/report_verb.h"

int main(int argc, char **argv)
{
	return !strcmp(argv[0], "report") ? ir_report_main(argc, argv) : ir_batch_main(argc, argv);
}
