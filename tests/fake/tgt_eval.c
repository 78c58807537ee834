// SPDX-License-Identifier: GPL-2.0-or-later
/* Names and expressions. */
#include "tests/fake/tgt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct tgt_struct *tgt_find_struct(struct fake *f, const char *name)
{
	for (unsigned i = 0; i < f->nr_structs; i++)
		if (!strcmp(f->structs[i].name, name))
			return &f->structs[i];
	return NULL;
}

struct tgt_member *tgt_find_member(struct tgt_struct *s, const char *name)
{
	for (unsigned i = 0; i < s->nr_members; i++)
		if (!strcmp(s->members[i].name, name))
			return &s->members[i];
	return NULL;
}

struct tgt_symbol *tgt_find_symbol(struct fake *f, const char *name)
{
	for (unsigned i = 0; i < f->nr_symbols; i++)
		if (!strcmp(f->symbols[i].sym.name, name))
			return &f->symbols[i];
	return NULL;
}

struct tgt_object *tgt_find_object(struct fake *f, const char *name)
{
	for (unsigned i = 0; i < f->nr_objects; i++)
		if (!strcmp(f->objects[i].name, name))
			return &f->objects[i];
	return NULL;
}

/* Cut a name off @text: up to one of @stop. */
static int take_name(struct fake *f, const struct tgt_line *l, const char **text, const char *stop,
		     char *buf, size_t size)
{
	size_t n = strcspn(*text, stop);

	if (!n || n >= size)
		return tgt_fail(f, l, "a name is missing or too long at \"%s\"", *text);
	memcpy(buf, *text, n);
	buf[n] = 0;
	*text += n;
	return 0;
}

/* "[2]" behind a member that is an array of structs */
static int take_index(struct fake *f, const struct tgt_line *l, const char **text,
		      struct tgt_member *m)
{
	struct tgt_struct *s = m->type ? tgt_find_struct(f, m->type) : NULL;
	char *end;
	unsigned long i;

	if (!s)
		return tgt_fail(f, l, "%s is not an array of a known struct", m->name);
	i = strtoul(*text + 1, &end, 10);
	if (*end != ']' || (i + 1) * s->size > m->size)
		return tgt_fail(f, l, "bad index of %s", m->name);
	m->offset += i * s->size;
	m->size = s->size;
	*text = end + 1;
	return 0;
}

/* A missing last member leaves @ret->name NULL, for "?=" to ask about. */
int tgt_place(struct fake *f, const struct tgt_line *l, const char **text, struct tgt_object **obj,
	      struct tgt_member *ret)
{
	char name[128];

	if (take_name(f, l, text, ".[+-", name, sizeof(name)))
		return -1;
	*obj = tgt_find_object(f, name);
	if (!*obj)
		return tgt_fail(f, l, "no object is called %s", name);
	memset(ret, 0, sizeof(*ret));
	ret->name = (*obj)->name;
	ret->type = (*obj)->type;
	while (**text == '.' || **text == '[') {
		struct tgt_member *m = NULL;
		struct tgt_struct *s;

		if (**text == '[') {
			if (take_index(f, l, text, ret))
				return -1;
			continue;
		}
		(*text)++;
		s = ret->type ? tgt_find_struct(f, ret->type) : NULL;
		if (take_name(f, l, text, ".[+-", name, sizeof(name)))
			return -1;
		if (s)
			m = tgt_find_member(s, name);
		if (!m) {
			ret->name = NULL;
			return tgt_fail(f, l, "struct %s has no member %s",
					ret->type ? ret->type : "?", name);
		}
		ret->name = m->name;
		ret->type = m->type;
		ret->offset += m->offset;
		ret->size = m->size;
	}
	return 0;
}

static int eval_term(struct fake *f, const struct tgt_line *l, const char **text, uint64_t *ret)
{
	char name[128];
	char *end;

	if (**text == '&') {
		struct tgt_object *obj;
		struct tgt_member m;

		(*text)++;
		if (tgt_place(f, l, text, &obj, &m))
			return -1;
		*ret = obj->addr + m.offset;
		return 0;
	}
	if (**text == '\'') {
		struct tgt_symbol *sym;

		(*text)++;
		if (take_name(f, l, text, "'", name, sizeof(name)))
			return -1;
		if (**text != '\'')
			return tgt_fail(f, l, "the ' is never closed");
		(*text)++;
		sym = tgt_find_symbol(f, name);
		if (!sym)
			return tgt_fail(f, l, "no symbol is called %s", name);
		*ret = sym->sym.addr;
		return 0;
	}
	errno = 0;
	*ret = strtoull(*text, &end, 0);
	if (end == *text || errno || **text == '-' || **text == '+')
		return tgt_fail(f, l, "\"%s\" is no number, 'symbol' or &object", *text);
	*text = end;
	return 0;
}

int tgt_eval(struct fake *f, const struct tgt_line *l, const char *text, uint64_t *ret)
{
	uint64_t sum = 0, term = 0;
	char sign = '+';

	if (*text == '-')
		sign = *text++;
	for (;;) {
		if (eval_term(f, l, &text, &term))
			return -1;
		sum = sign == '+' ? sum + term : sum - term;
		if (!*text)
			break;
		if (*text != '+' && *text != '-')
			return tgt_fail(f, l, "what is \"%s\"?", text);
		sign = *text++;
	}
	*ret = sum;
	return 0;
}
