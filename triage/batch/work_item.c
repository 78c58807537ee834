// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/work_item.h"

#include <stdlib.h>
#include <string.h>

void ir_unit_free(struct ir_unit *u)
{
	for (unsigned i = 0; i < u->nr_paths; i++)
		free(u->paths[i]);
	free(u->log);
	memset(u, 0, sizeof(*u));
}

bool ir_unit_list_open(struct ir_unit_list *l)
{
	*l = (struct ir_unit_list){.file = tmpfile()};
	return l->file != NULL;
}

bool ir_unit_list_at(struct ir_unit_list *l, const char *path, const char *mode)
{
	struct ir_unit u;

	*l = (struct ir_unit_list){.file = fopen(path, mode)};
	if (!l->file || *mode != 'r')
		return l->file != NULL;
	for (; ir_unit_list_next(l, &u); ir_unit_free(&u))
		l->nr++;
	if (ferror(l->file))
		return false;
	return ir_unit_list_rewind(l);
}

/* Fields end in NUL: the one byte that no path holds. */
bool ir_unit_list_add(struct ir_unit_list *l, const struct ir_unit *u)
{
	fprintf(l->file, "%u %d %d%c%s%c", u->nr_paths, (int)u->sniff, u->asked, 0,
		u->log ? u->log : "", 0);
	for (unsigned i = 0; i < u->nr_paths; i++)
		fprintf(l->file, "%s%c", u->paths[i], 0);
	l->nr++;
	return !ferror(l->file);
}

/* rewind() forgets that something could not be written. */
bool ir_unit_list_rewind(struct ir_unit_list *l)
{
	bool written = !fflush(l->file) && !ferror(l->file);

	rewind(l->file);
	l->nr_read = 0;
	return written;
}

static char *field(FILE *file)
{
	char *text = NULL;
	size_t room = 0;

	if (getdelim(&text, &room, 0, file) > 0)
		return text;
	free(text);
	return NULL;
}

bool ir_unit_list_next(struct ir_unit_list *l, struct ir_unit *ret)
{
	char *head = field(l->file);
	int sniff = 0, asked = 0;
	unsigned nr = 0;

	memset(ret, 0, sizeof(*ret));
	if (!head || sscanf(head, "%u %d %d", &nr, &sniff, &asked) != 3 || nr > IR_MAX_PARTS) {
		free(head);
		return false;
	}
	free(head);
	ret->sniff = (enum ir_sniff)sniff;
	ret->asked = asked;
	ret->log = field(l->file);
	if (ret->log && !*ret->log) {
		free(ret->log);
		ret->log = NULL;
	}
	for (unsigned i = 0; i < nr; i++) {
		ret->paths[i] = field(l->file);
		if (!ret->paths[i])
			break;
		ret->nr_paths++;
	}
	if (nr && ret->nr_paths == nr) {
		l->nr_read++;
		return true;
	}
	ir_unit_free(ret);
	return false;
}

void ir_unit_list_close(struct ir_unit_list *l)
{
	if (l->file)
		fclose(l->file);
	memset(l, 0, sizeof(*l));
}
