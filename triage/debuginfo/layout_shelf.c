// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/layout_shelf.h"

#include <stdlib.h>
#include <string.h>

/* Takes @text; @where and @name are copied. */
static bool put(struct ir_layout_shelf *s, const struct ir_layouts_file *f, char *text, const char *why)
{
	struct ir_layout_book *b;
	char *where = strdup(f->where);

	if (s->nr == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct ir_layout_book *more = realloc(s->books, room * sizeof(*more));

		s->books = more ? more : s->books;
		s->room = more ? room : s->room;
	}
	if (!where || s->nr == s->room) {
		free(where);
		free(text);
		s->lost = true;
		return false;
	}
	b = &s->books[s->nr++];
	*b = (struct ir_layout_book){.where = where, .text = text, .why = why, .trust = f->trust, .named = f->named};
	b->name = strrchr(where, '/');
	b->name = b->name ? b->name + 1 : where;
	s->bytes += text ? strlen(text) : 0;
	return true;
}

static bool put_file(const struct ir_layouts_file *f, void *arg)
{
	struct ir_layout_shelf *s = arg;
	const char *why = NULL;
	char *text = NULL;

	if (s->bytes + IR_LAYOUT_TEXT_MAX > IR_LAYOUT_SHELF_MAX)
		why = "it was not read, there are more than 64 MiB of layout files";
	else
		text = ir_layouts_read(f->folder, f->name, f->trust, &why);
	/* It ends the walk where there is no memory. */
	return (text || why) && !put(s, f, text, why);
}

bool ir_layout_shelf_fill(struct ir_layout_shelf *s, char *const *named)
{
	char overfull[4096];
	const char *why = ir_layouts_each(named, put_file, s, overfull, sizeof(overfull));
	struct ir_layouts_file folder = {.where = overfull, .trust = IR_LAYOUTS_ANYONES};

	if (why)
		(void)put(s, &folder, NULL, why);
	return !s->lost;
}

bool ir_layout_shelf_find(const struct ir_layout_shelf *s, const struct ir_build_id *id, struct ir_layouts_found *ret)
{
	char text[2 * IR_BUILD_ID_MAX + 1];

	ret->cached = false;
	ret->path[0] = ret->refused[0] = 0;
	ir_build_id_text(id, text);
	for (size_t i = 0; i < s->nr; i++) {
		const struct ir_layout_book *b = &s->books[i];
		struct ir_layouts_file f = {.name = b->name, .where = b->where, .trust = b->trust, .named = b->named};

		if (!b->named && ir_layouts_is_id(b->name) && strcmp(b->name, text))
			continue;
		if (ir_layouts_judge(&f, b->text, b->why, id, ret))
			return true;
	}
	return false;
}

void ir_layout_shelf_clear(struct ir_layout_shelf *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		free(s->books[i].where);
		free(s->books[i].text);
	}
	free(s->books);
	memset(s, 0, sizeof(*s));
}
