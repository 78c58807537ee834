// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/store/backend.h"

#define MAX_COLUMNS 40 /* of one result */

bool ir_backend_row(int nr, ir_column_fn *column, void *row, ir_row_fn *fn, void *arg)
{
	const char *text[MAX_COLUMNS];

	for (int i = 0; i < nr && i < MAX_COLUMNS; i++)
		text[i] = column(row, i);
	return !fn || fn(text, arg);
}
