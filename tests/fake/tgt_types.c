// SPDX-License-Identifier: GPL-2.0-or-later
/* First half of the statements: what has no bytes. Names are known before any memory is written. */
#include "tests/fake/tgt.h"

#include <stdio.h>
#include <string.h>

static bool is(const struct tgt_line *l, const char *word, unsigned min_words, unsigned max_words)
{
	return !strcmp(l->words[0].text, word) && l->nr_words >= min_words &&
	       l->nr_words <= max_words;
}

/* "struct NAME SIZE": a second one of that name replaces the first. */
static int add_struct(struct fake *f, const struct tgt_line *l, struct tgt_struct **ret)
{
	struct tgt_struct *s = tgt_find_struct(f, l->words[1].text);

	if (!s)
		s = tgt_push(f, structs);
	memset(s, 0, sizeof(*s));
	s->name = l->words[1].text;
	*ret = s;
	return tgt_eval(f, l, l->words[2].text, &s->size);
}

/* "  NAME OFFSET SIZE [STRUCT]" below it */
static int add_member(struct fake *f, const struct tgt_line *l, struct tgt_struct *s)
{
	struct tgt_member m = {.name = l->words[0].text};

	if (l->nr_words < 3 || l->nr_words > 4)
		return tgt_fail(f, l, "a member is: NAME OFFSET SIZE [STRUCT]");
	if (tgt_eval(f, l, l->words[1].text, &m.offset) ||
	    tgt_eval(f, l, l->words[2].text, &m.size))
		return -1;
	if (m.offset > s->size || m.size > s->size - m.offset)
		return tgt_fail(f, l, "%s does not fit into struct %s", m.name, s->name);
	if (tgt_find_member(s, m.name))
		return tgt_fail(f, l, "struct %s already has a %s", s->name, m.name);
	if (l->nr_words == 4)
		m.type = l->words[3].text;
	s->members = tgt_grow(f, s->members, s->nr_members, sizeof(m));
	s->members[s->nr_members++] = m;
	return 0;
}

/* "sym NAME ADDR SIZE [MODULE]": a second one of that name replaces the first. */
static int add_symbol(struct fake *f, const struct tgt_line *l)
{
	struct tgt_symbol *s = tgt_find_symbol(f, l->words[1].text);
	struct ir_symbol sym = {0};

	if (tgt_eval(f, l, l->words[2].text, &sym.addr) ||
	    tgt_eval(f, l, l->words[3].text, &sym.size))
		return -1;
	if (l->words[1].len >= sizeof(sym.name) ||
	    (l->nr_words == 5 && l->words[4].len >= sizeof(sym.module)))
		return tgt_fail(f, l, "that name is too long");
	snprintf(sym.name, sizeof(sym.name), "%s", l->words[1].text);
	if (l->nr_words == 5)
		snprintf(sym.module, sizeof(sym.module), "%s", l->words[4].text);
	if (!s)
		s = tgt_push(f, symbols);
	*s = (struct tgt_symbol){.sym = sym};
	return 0;
}

static int add_enum(struct fake *f, const struct tgt_line *l)
{
	uint64_t value;

	if (tgt_eval(f, l, l->words[2].text, &value))
		return -1;
	*tgt_push(f, enums) = (struct tgt_enum){l->words[1].text, (int64_t)value};
	return 0;
}

/* "obj NAME ADDR STRUCT", "note NAME": a second one of that name replaces the first. */
static int add_object(struct fake *f, const struct tgt_line *l, bool note)
{
	struct tgt_object o = {.name = l->words[1].text,
			       .type = note ? "elf_prstatus" : l->words[3].text};
	struct tgt_object *old = tgt_find_object(f, o.name);
	struct tgt_struct *s = tgt_find_struct(f, o.type);

	if (!s)
		return tgt_fail(f, l, "no struct is called %s", o.type);
	if (!note && tgt_eval(f, l, l->words[2].text, &o.addr))
		return -1;
	if (note) {
		if (s->size > IR_NOTE_MAX)
			return tgt_fail(f, l, "struct elf_prstatus is too big");
		o.note = tgt_alloc(f, sizeof(*o.note));
		o.note->len = s->size;
	}
	if (!old)
		old = tgt_push(f, objects);
	*old = o;
	return 0;
}

static int layouts_and_symbols(struct fake *f)
{
	struct tgt_struct *s = NULL;

	for (unsigned i = 0; i < f->nr_lines; i++) {
		const struct tgt_line *l = &f->lines[i];
		int err = 0;

		if (l->indented) {
			if (s)
				err = add_member(f, l, s);
		} else {
			s = NULL;
			if (is(l, "struct", 3, 3))
				err = add_struct(f, l, &s);
			else if (is(l, "sym", 4, 5))
				err = add_symbol(f, l);
			else if (is(l, "enum", 3, 3))
				err = add_enum(f, l);
		}
		if (err)
			return err;
	}
	return 0;
}

int tgt_types(struct fake *f)
{
	if (layouts_and_symbols(f))
		return -1;
	for (unsigned i = 0; i < f->nr_lines; i++) {
		const struct tgt_line *l = &f->lines[i];

		if (l->indented)
			continue;
		if ((is(l, "obj", 4, 4) && add_object(f, l, false)) ||
		    (is(l, "note", 2, 2) && add_object(f, l, true)))
			return -1;
	}
	return 0;
}
