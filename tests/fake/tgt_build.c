// SPDX-License-Identifier: GPL-2.0-or-later
/* Second half of the statements: memory, notes, log, expectations; in file order, the last wins. */
#include "tests/fake/tgt.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the indented lines below a statement go. */
struct cursor {
	const char *keyword;
	struct tgt_object *obj;
	uint64_t addr;
};

/* Into an object's memory, or into a note. */
static int put(struct fake *f, const struct tgt_line *l, struct tgt_object *obj, uint64_t offset,
	       const void *buf, uint64_t len)
{
	if (!obj->note)
		return tgt_write(f, l, obj->addr + offset, buf, len);
	if (offset > obj->note->len || len > obj->note->len - offset)
		return tgt_fail(f, l, "that is outside the note");
	memcpy(obj->note->desc + offset, buf, len);
	return 0;
}

/* OBJECT.MEMBER = VALUE; "?=" does nothing where the layout lacks the member. */
static int assign(struct fake *f, const struct tgt_line *l, const char *place, const char *op,
		  const struct tgt_word *value)
{
	unsigned char bytes[256] = {0};
	struct tgt_object *obj;
	struct tgt_member m;
	uint64_t v;

	if (strcmp(op, "=") && strcmp(op, "?="))
		return tgt_fail(f, l, "expected = or ?=, not %s", op);
	if (tgt_place(f, l, &place, &obj, &m)) {
		if (*op != '?' || m.name)
			return -1;
		f->err[0] = 0;
		return 0;
	}
	if (*place || m.name == obj->name)
		return tgt_fail(f, l, "OBJECT.MEMBER = VALUE");
	if (value->quoted) {
		if (value->len > m.size || m.size > sizeof(bytes))
			return tgt_fail(f, l, "the text does not fit into %s", m.name);
		memcpy(bytes, value->text, value->len);
		return put(f, l, obj, m.offset, bytes, m.size);
	}
	if (m.size > 8)
		return tgt_fail(f, l, "%s is not a number", m.name);
	if (tgt_eval(f, l, value->text, &v))
		return -1;
	return put(f, l, obj, m.offset, &v, m.size); /* little endian, like what we describe */
}

/* Bytes of "mem" and "code": hex pairs, ->EXPR (rel32 to it), $EXPR (its low 32 bits). */
static int put_bytes(struct fake *f, const struct tgt_line *l, unsigned from, uint64_t *addr)
{
	for (unsigned i = from; i < l->nr_words; i++) {
		const char *w = l->words[i].text;
		bool rel = !strncmp(w, "->", 2);
		uint64_t v, len = 4;
		char *end;

		if (rel || *w == '$') {
			if (tgt_eval(f, l, w + (rel ? 2 : 1), &v))
				return -1;
			if (rel)
				v -= *addr + 4;
		} else {
			v = strtoul(w, &end, 16);
			len = 1;
			if (end != w + 2 || *end)
				return tgt_fail(f, l, "\"%s\" is not a byte", w);
		}
		if (tgt_write(f, l, *addr, &v, len))
			return -1;
		*addr += len;
	}
	return 0;
}

static int put_u64s(struct fake *f, const struct tgt_line *l, unsigned from, uint64_t *addr)
{
	for (unsigned i = from; i < l->nr_words; i++, *addr += 8) {
		uint64_t v;

		if (tgt_eval(f, l, l->words[i].text, &v) || tgt_write(f, l, *addr, &v, 8))
			return -1;
	}
	return 0;
}

static int continue_statement(struct fake *f, const struct tgt_line *l, struct cursor *c)
{
	char place[256];

	if (!strcmp(c->keyword, "struct"))
		return 0;
	if (!strcmp(c->keyword, "u64"))
		return put_u64s(f, l, 0, &c->addr);
	if (!strcmp(c->keyword, "mem") || !strcmp(c->keyword, "code"))
		return put_bytes(f, l, 0, &c->addr);
	if (!c->obj || l->nr_words != 3)
		return tgt_fail(f, l, c->obj ? "MEMBER = VALUE" : "nothing to continue here");
	snprintf(place, sizeof(place), "%s.%s", c->obj->name, l->words[0].text);
	return assign(f, l, place, l->words[1].text, &l->words[2]);
}

/* "fill ADDR LEN BYTE" */
static int fill(struct fake *f, const struct tgt_line *l, uint64_t addr, uint64_t len)
{
	unsigned char bytes[64];
	uint64_t v = 0;

	if (len > (uint64_t)TGT_MAX_PAGES * TGT_PAGE)
		return tgt_fail(f, l, "that is too much memory");
	if (l->nr_words == 4 && tgt_eval(f, l, l->words[3].text, &v))
		return -1;
	memset(bytes, (int)v, sizeof(bytes));
	for (uint64_t n; len; addr += n, len -= n) {
		n = len < sizeof(bytes) ? len : sizeof(bytes);
		if (tgt_write(f, l, addr, bytes, n))
			return -1;
	}
	return 0;
}

/* Statements on addresses: KEYWORD ADDR ... */
static int memory_statement(struct fake *f, const struct tgt_line *l, struct cursor *c)
{
	static const struct {
		const char *keyword;
		enum ir_status status;
	} ranges[] = {{"absent", IR_ABSENT},
		      {"unmapped", IR_FAULT},
		      {"corrupt", IR_CORRUPT},
		      {"present", IR_OK}};
	static const char known[] = " u64 mem code string fill absent unmapped corrupt present ";
	char word[32];
	uint64_t len;

	snprintf(word, sizeof(word), " %s ", c->keyword);
	if (!strstr(known, word))
		return tgt_fail(f, l, "what is \"%s\", with %u words?", c->keyword, l->nr_words);
	if (l->nr_words < 2 || tgt_eval(f, l, l->words[1].text, &c->addr))
		return f->err[0] ? -1 : tgt_fail(f, l, "%s ADDR ...", c->keyword);
	if (!strcmp(c->keyword, "u64"))
		return put_u64s(f, l, 2, &c->addr);
	if (!strcmp(c->keyword, "mem") || !strcmp(c->keyword, "code"))
		return put_bytes(f, l, 2, &c->addr);
	if (!strcmp(c->keyword, "string") && l->nr_words == 3 && l->words[2].quoted)
		return tgt_write(f, l, c->addr, l->words[2].text, l->words[2].len + 1);
	if (l->nr_words < 3 || tgt_eval(f, l, l->words[2].text, &len))
		return f->err[0] ? -1 : tgt_fail(f, l, "%s ADDR LEN", c->keyword);
	if (!strcmp(c->keyword, "fill"))
		return fill(f, l, c->addr, len);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (!strcmp(c->keyword, ranges[i].keyword)) {
			*tgt_push(f, ranges) = (struct tgt_range){c->addr, len, ranges[i].status};
			return 0;
		}
	return tgt_fail(f, l, "string ADDR \"TEXT\"");
}

/* "unset sym|struct|member|note NAME", "unset log|structs|symbols": the target no longer knows it. */
static int unset(struct fake *f, const struct tgt_line *l)
{
	const char *what = l->words[1].text, *name = l->nr_words == 3 ? l->words[2].text : "";
	struct tgt_symbol *sym = tgt_find_symbol(f, name);
	struct tgt_struct *s = tgt_find_struct(f, name);
	struct tgt_object *o = tgt_find_object(f, name);

	if (!strcmp(what, "log")) {
		f->nr_log = 0;
	} else if (!strcmp(what, "structs")) {
		for (unsigned i = 0; i < f->nr_structs; i++)
			f->structs[i].hidden = true;
	} else if (!strcmp(what, "symbols")) {
		for (unsigned i = 0; i < f->nr_symbols; i++)
			f->symbols[i].hidden = true;
	} else if (!strcmp(what, "sym") && sym) {
		sym->hidden = true;
	} else if (!strcmp(what, "struct") && s) {
		s->hidden = true;
	} else if (!strcmp(what, "note") && o && o->note) {
		o->hidden = true;
	} else if (!strcmp(what, "member") && strchr(name, '.')) {
		const char *dot = strchr(name, '.');
		char type[128];
		struct tgt_member *m;

		snprintf(type, sizeof(type), "%.*s", (int)(dot - name), name);
		s = tgt_find_struct(f, type);
		m = s ? tgt_find_member(s, dot + 1) : NULL;
		if (!m)
			return tgt_fail(f, l, "there is no member %s", name);
		m->hidden = true;
	} else {
		return tgt_fail(f, l, "there is no %s %s", what, name);
	}
	return 0;
}

/* "without OP": this debugger does not implement that optional op. */
static int without(struct fake *f, const struct tgt_line *l)
{
	const char *op = l->words[1].text;

#define IF_OP(name)                                                                                \
	if (!strcmp(op, #name)) {                                                                  \
		f->ops.name = NULL;                                                                \
		return 0;                                                                          \
	}
	IF_OP(enumerator)
	IF_OP(panic_task)
	IF_OP(task_count)
	IF_OP(note)
	IF_OP(log)
	IF_OP(vmcoreinfo)
	IF_OP(dump_info)
#undef IF_OP
	return tgt_fail(f, l, "%s is not an optional op", op);
}

/* "edit_log "OLD" "NEW"": replace the first OLD in the log so far. */
static int edit_log(struct fake *f, const struct tgt_line *l)
{
	const char *old = l->words[1].text, *new = l->words[2].text;

	for (unsigned i = 0; i < f->nr_log; i++) {
		const char *at = strstr(f->log[i], old);

		if (!at)
			continue;
		f->log[i] = ir_arena_printf(&f->arena, "%.*s%s%s", (int)(at - f->log[i]), f->log[i],
					    new, at + strlen(old));
		return 0;
	}
	return tgt_fail(f, l, "the log has no \"%s\"", old);
}

static int option(struct fake *f, const struct tgt_line *l)
{
	uint64_t v = 0;

	if (l->nr_words == 3 && tgt_eval(f, l, l->words[2].text, &v))
		return -1;
	if (!strcmp(l->words[1].text, "pid"))
		f->options.pid = (int64_t)v;
	else if (!strcmp(l->words[1].text, "inode"))
		f->options.inode = v;
	else if (!strcmp(l->words[1].text, "scan_all"))
		f->options.scan_all = true;
	else
		return tgt_fail(f, l, "option pid N, option inode ADDR or option scan_all");
	return 0;
}

/* A pattern that cannot be compiled matches nothing, and "!~" of it would always hold. */
static int check_regex(struct fake *f, const struct tgt_line *l, const char *pattern)
{
	char why[128];
	regex_t re;
	int err = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB);

	if (!err) {
		regfree(&re);
		return 0;
	}
	regerror(err, &re, why, sizeof(why));
	return tgt_fail(f, l, "\"%s\" is no regular expression: %s", pattern, why);
}

/* "expect PATH OP VALUE"; an expression as value becomes the report's way to write addresses. */
static int expect(struct fake *f, const struct tgt_line *l)
{
	const struct tgt_word *value = &l->words[3];
	const char *text = value->text, *op = l->words[2].text;
	uint64_t v;

	if (l->depth)
		return 0; /* what a file expects of itself says nothing of one that includes it */
	if (strcmp(op, "=") && strcmp(op, "!=") && strcmp(op, "~") && strcmp(op, "!~"))
		return tgt_fail(f, l, "expected =, !=, ~ or !~, not %s", op);
	if (strchr(op, '~') && check_regex(f, l, text))
		return -1;
	if (!value->quoted && (*text == '&' || *text == '\'')) {
		if (tgt_eval(f, l, text, &v))
			return -1;
		text = ir_arena_printf(&f->arena, "0x%016llx", (unsigned long long)v);
	}
	*tgt_push(f, expects) =
		(struct fake_expect){l->file, l->nr, l->words[1].text, op, text, value->quoted};
	return 0;
}

/* Statements about the dump as a whole; 1 when @l is none of them. */
static int dump_statement(struct fake *f, const struct tgt_line *l)
{
	const char *keyword = l->words[0].text;
	const char *value = l->words[l->nr_words - 1].text;

	if (!strcmp(keyword, "arch") && l->nr_words == 2)
		f->target.arch = value;
	else if (!strcmp(keyword, "door") && l->nr_words == 2)
		f->ops.door = value;
	else if (!strcmp(keyword, "log") && l->nr_words == 2)
		*tgt_push(f, log) = value;
	else if (!strcmp(keyword, "vmcoreinfo") && l->nr_words == 4)
		*tgt_push(f, vmcoreinfo) = (struct tgt_pair){l->words[1].text, value};
	else if (!strcmp(keyword, "panic_task") && l->nr_words == 2)
		return tgt_eval(f, l, value, &f->panic_task);
	else if (!strcmp(keyword, "task_count") && l->nr_words == 2)
		return tgt_eval(f, l, value, &f->task_count);
	else if (!strcmp(keyword, "dumpinfo") && l->nr_words == 3) {
		snprintf(f->info.format, sizeof(f->info.format), "%s", l->words[1].text);
		return tgt_eval(f, l, value, &f->info.bytes);
	} else if (!strcmp(keyword, "unset") && (l->nr_words == 2 || l->nr_words == 3))
		return unset(f, l);
	else if (!strcmp(keyword, "edit_log") && l->nr_words == 3)
		return edit_log(f, l);
	else if (!strcmp(keyword, "without") && l->nr_words == 2)
		return without(f, l);
	else if (!strcmp(keyword, "option") && (l->nr_words == 2 || l->nr_words == 3))
		return option(f, l);
	else if (!strcmp(keyword, "expect") && l->nr_words == 4)
		return expect(f, l);
	else
		return 1;
	return 0;
}

static int statement(struct fake *f, const struct tgt_line *l, struct cursor *c)
{
	const char *keyword = l->words[0].text;
	int err;

	*c = (struct cursor){.keyword = keyword};
	if (!strcmp(keyword, "struct") || !strcmp(keyword, "sym") || !strcmp(keyword, "enum")) {
		/* done by tgt_types(), if it was well-formed */
		unsigned min = *keyword == 's' && keyword[1] == 'y' ? 4 : 3;

		return l->nr_words >= min && l->nr_words <= min + (min == 4)
			       ? 0
			       : tgt_fail(f, l, "%s: wrong number of words", keyword);
	}
	if ((!strcmp(keyword, "obj") && l->nr_words == 4) ||
	    (!strcmp(keyword, "note") && l->nr_words == 2)) {
		c->obj = tgt_find_object(f, l->words[1].text);
		if (c->obj->note)
			return 0;
		return tgt_write(f, l, c->obj->addr, NULL, tgt_find_struct(f, c->obj->type)->size);
	}
	if (!strcmp(keyword, "set") && l->nr_words == 4)
		return assign(f, l, l->words[1].text, l->words[2].text, &l->words[3]);
	err = dump_statement(f, l);
	return err <= 0 ? err : memory_statement(f, l, c);
}

int tgt_build(struct fake *f)
{
	struct cursor c = {.keyword = ""};

	if (tgt_types(f))
		return -1;
	for (unsigned i = 0; i < f->nr_lines; i++) {
		const struct tgt_line *l = &f->lines[i];

		if (l->indented ? continue_statement(f, l, &c) : statement(f, l, &c))
			return -1;
	}
	return 0;
}
