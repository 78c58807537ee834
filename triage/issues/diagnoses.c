// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/diagnoses.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/known/known.h"
#include "triage/store/store.h"

struct reader {
	ir_diagnosis_fn *fn;
	void *arg;
};

static bool take_row(const char *const *column, void *arg)
{
	const struct reader *r = arg;

	r->fn(column[0], column[1], strlen(column[1]), r->arg);
	return true;
}

static bool of_database(const char *where, struct reader *r, char *error, size_t size)
{
	struct ir_store *s = ir_store_open(where, IR_STORE_READ, error, size);
	bool ok;

	if (!s)
		return false;
	/* Each content once, however many paths lead to it. */
	ok = ir_store_query(s,
			    "SELECT min(p.path), d.json FROM contents c JOIN diagnoses d ON d.id = c.diagnosis"
			    " JOIN paths p ON p.content = c.id WHERE d.json IS NOT NULL GROUP BY c.id, d.json ORDER BY 1",
			    NULL, 0, take_row, r);
	if (!ok)
		snprintf(error, size, "%s", ir_store_error(s));
	ir_store_close(s);
	return ok;
}

static bool of_lines(FILE *f, struct reader *r, char *error, size_t size)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	bool ok = true;

	/* Of a line that a read failed in, what came before it is there. */
	while (ok && (len = getline(&line, &room, f)) > 0 && !ferror(f)) {
		if (line[len - 1] == '\n')
			line[--len] = 0;
		ok = (size_t)len < IR_KNOWN_LONGEST;
		if (ok && len)
			r->fn(NULL, line, (size_t)len, r->arg);
	}
	if (!ok)
		snprintf(error, size, "a line is too long for a diagnosis");
	else if (ferror(f))
		snprintf(error, size, "%s", strerror(errno));
	ok = ok && !ferror(f);
	free(line);
	return ok;
}

bool ir_diagnoses_each(const char *where, ir_diagnosis_fn *fn, void *arg, char *error, size_t size)
{
	struct reader r = {fn, arg};
	bool ok;
	FILE *f;
	int c;

	if (ir_store_is_server(where))
		return of_database(where, &r, error, size);
	f = strcmp(where, "-") ? fopen(where, "re") : stdin;
	if (!f) {
		snprintf(error, size, "%s", strerror(errno));
		return false;
	}
	c = getc(f);
	if (ferror(f)) {
		snprintf(error, size, "%s", strerror(errno));
		if (f != stdin)
			fclose(f);
		return false;
	}
	ungetc(c, f);
	ok = c == '{' ? of_lines(f, &r, error, size) : true;
	if (f != stdin)
		fclose(f);
	if (c == '{')
		return ok;
	if (c != 'S' || f == stdin) {
		snprintf(error, size, "neither a database of \"inoderace batch\" nor what \"inoderace -j\" prints");
		return false;
	}
	return of_database(where, &r, error, size);
}
