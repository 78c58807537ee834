// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run asks, and what it records of a path; store_put.c has the statements that write. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/store/store_put.h"

static int64_t value(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

struct path_look {
	const struct ir_store_file *f;
	struct ir_store_known *ret;
};

static void take_outcome(struct ir_store_known *k, const char *const *column)
{
	k->diagnosed = value(column[0]);
	snprintf(k->class, sizeof(k->class), "%s", column[1] ? column[1] : "error");
	k->race = value(column[2]) == 1;
	snprintf(k->phase, sizeof(k->phase), "%s", column[3] ? column[3] : "");
	snprintf(k->confidence, sizeof(k->confidence), "%s", column[4] ? column[4] : "");
	k->rules = value(column[5]);
}

static bool path_row(const char *const *column, void *arg)
{
	struct path_look *l = arg;

	take_outcome(l->ret, column);
	l->ret->found = true;
	l->ret->content = value(column[6]);
	l->ret->run = value(column[7]);
	l->ret->unchanged = l->ret->content && value(column[8]) == l->f->size &&
			    value(column[9]) == l->f->mtime_ns &&
			    value(column[10]) == l->f->inode && value(column[11]) == l->f->parts;
	return true;
}

#define OUTCOME "SELECT d.run, d.class, d.race, d.phase, d.confidence, d.rules, p.content"
#define OF_PATH                                                                             \
	" FROM paths p LEFT JOIN contents c ON c.id = p.content LEFT JOIN diagnoses d ON"   \
	" d.id = c.diagnosis"

bool ir_store_path(struct ir_store *s, const struct ir_store_file *f, struct ir_store_known *ret)
{
	struct path_look l = {f, ret};

	*ret = (struct ir_store_known){.found = false};
	return ir_store_query(s, OUTCOME ", p.run, p.size, p.mtime_ns, p.inode, p.parts" OF_PATH
				 " WHERE p.path = $1",
			      (const char *[]){f->path}, 1, path_row, &l);
}

static bool inode_row(const char *const *column, void *arg)
{
	struct ir_store_known *ret = arg;

	take_outcome(ret, column);
	ret->found = true;
	ret->content = value(column[6]);
	return true;
}

bool ir_store_inode(struct ir_store *s, const struct ir_store_file *f, struct ir_store_known *ret)
{
	struct ir_number n[4];
	const char *params[] = {ir_number(&n[0], f->inode), ir_number(&n[1], f->dev),
				ir_number(&n[2], f->size), ir_number(&n[3], f->mtime_ns)};

	*ret = (struct ir_store_known){.found = false};
	/* Members of a set share nothing but the first part's inode. */
	return f->parts != 1 ||
	       ir_store_query(s, OUTCOME OF_PATH
			      " WHERE p.inode = $1 AND p.dev = $2 AND p.size = $3 AND"
			      " p.mtime_ns = $4 AND p.parts = 1 AND p.content IS NOT NULL LIMIT 1",
			      params, 4, inode_row, ret);
}

struct content_look {
	struct ir_store_content *ret;
	unsigned max, nr;
};

static bool content_row(const char *const *column, void *arg)
{
	struct content_look *l = arg;
	struct ir_store_content *c;

	/* A content's paths follow each other; the first is enough. */
	if (l->nr && l->ret[l->nr - 1].id == value(column[0]))
		return true;
	if (l->nr == l->max)
		return false;
	c = &l->ret[l->nr++];
	memset(c, 0, sizeof(*c));
	c->id = value(column[0]);
	c->diagnosed = value(column[1]);
	c->race = value(column[3]) == 1;
	snprintf(c->class, sizeof(c->class), "%s", column[2] ? column[2] : "error");
	snprintf(c->phase, sizeof(c->phase), "%s", column[4] ? column[4] : "");
	snprintf(c->confidence, sizeof(c->confidence), "%s", column[5] ? column[5] : "");
	snprintf(c->whole, sizeof(c->whole), "%s", column[6] ? column[6] : "");
	snprintf(c->path_text, sizeof(c->path_text), "%s", column[7] ? column[7] : "");
	c->file = (struct ir_store_file){.size = value(column[8]), .mtime_ns = value(column[9]),
					 .inode = value(column[10]), .parts = value(column[11])};
	return true;
}

bool ir_store_contents(struct ir_store *s, const char *fingerprint, struct ir_store_content *ret,
		       unsigned max, unsigned *nr)
{
	struct content_look l = {ret, max, 0};
	bool ok = ir_store_query(
		s, "SELECT c.id, d.run, d.class, d.race, d.phase, d.confidence, c.whole, p.path, p.size,"
		   " p.mtime_ns, p.inode, p.parts FROM contents c LEFT JOIN diagnoses d ON d.id = c.diagnosis"
		   " LEFT JOIN paths p ON p.content = c.id WHERE c.fingerprint = $1"
		   " ORDER BY c.id, p.path COLLATE \"C\"",
		(const char *[]){fingerprint}, 1, content_row, &l);

	for (unsigned i = 0; i < l.nr; i++)
		ret[i].file.path = ret[i].path_text;
	*nr = l.nr;
	return ok;
}

bool ir_store_set_whole(struct ir_store *s, int64_t content, const char *whole)
{
	struct ir_number n;

	return ir_store_query(s, "UPDATE contents SET whole = $1 WHERE id = $2",
			      (const char *[]){whole, ir_number(&n, content)}, 2, NULL, NULL);
}

bool ir_store_linked(struct ir_store *s, const struct ir_store_run *run,
		     const struct ir_store_file *f, int64_t content)
{
	return ir_store_end(s, ir_store_begin(s) && ir_store_put_path(s, run, f, content, NULL));
}

bool ir_store_unread(struct ir_store *s, const struct ir_store_run *run,
		     const struct ir_store_file *f, const char *error)
{
	return ir_store_end(s, ir_store_begin(s) && ir_store_put_path(s, run, f, 0, error));
}

bool ir_store_diagnosed(struct ir_store *s, const struct ir_store_run *run,
			const struct ir_store_file *f, const struct ir_store_diagnosis *d)
{
	int64_t content = d->content;

	return ir_store_end(s, ir_store_begin(s) && (content || ir_store_find_or_make(s, f, d, &content)) &&
				       ir_store_put_diagnosis(s, run, content, d) &&
				       ir_store_put_path(s, run, f, content, NULL));
}
