// SPDX-License-Identifier: GPL-2.0-or-later
/* The manifest of a slice as text: one line for each page, and for each thing learned. */
#include "triage/slice/slice_manifest.h"

#include "core/lib/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_words[] = {
	[IR_OK] = "held",	[IR_ABSENT] = "absent",	      [IR_FAULT] = "fault",
	[IR_NOTFOUND] = "none", [IR_UNSUPPORTED] = "unknown", [IR_CORRUPT] = "corrupt",
	[IR_IO] = "unreadable", [IR_NOMEM] = "nomem",
};

/* In the order of the bits of struct ir_slice_page.why. */
static const char why_letters[] = "tsylmc";

static void put_stage(FILE *f, const struct ir_slice_stage *st)
{
	const char *comma = "";

	fprintf(f, "stage %s ", st->name[0] ? st->name : "-");
	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		if (st->facts >> i & 1) {
			fprintf(f, "%s%s", comma, ir_fact_id((enum ir_fact)i));
			comma = ",";
		}
	}
	fprintf(f, "%s\n", comma[0] ? "" : "-");
}

static void put_page(FILE *f, const struct ir_slice_page *p)
{
	fprintf(f, "page %llx %s %u %u ", (unsigned long long)p->pfn, status_words[p->status],
		p->from, p->to);
	for (unsigned i = 0; i < sizeof(why_letters) - 1; i++) {
		if (p->why >> i & 1)
			fputc(why_letters[i], f);
	}
	fprintf(f, "%s %x %llx\n", p->why ? "" : "-", (unsigned)p->stages,
		(unsigned long long)p->vaddr);
}

static void put_answer(FILE *f, const struct ir_answer *a)
{
	const char *st = status_words[a->status];

	switch (a->ask) {
	case IR_ASK_NAME:
		fprintf(f, "name %s %s\n", st, a->key);
		break;
	case IR_ASK_ADDR:
		fprintf(f, "at %s %llx\n", st, (unsigned long long)a->addr);
		break;
	case IR_ASK_MEMBER:
		fprintf(f, "member %s %s %s %llu %llu\n", st, a->key, a->key2,
			(unsigned long long)a->a, (unsigned long long)a->b);
		break;
	case IR_ASK_SIZE:
		fprintf(f, "size %s %s %llu\n", st, a->key, (unsigned long long)a->a);
		break;
	case IR_ASK_ENUM:
		fprintf(f, "enum %s %s %lld\n", st, a->key, (long long)a->a);
		break;
	}
	for (unsigned i = 0; i < a->nr; i++)
		fprintf(f, "sym %llx %llx %s %s\n", (unsigned long long)a->symbols[i].addr,
			(unsigned long long)a->symbols[i].size,
			a->symbols[i].module[0] ? a->symbols[i].module : "-", a->symbols[i].name);
}

static void put_notes(FILE *f, const char *note)
{
	while (*note) {
		int len = (int)strcspn(note, "\n");

		fprintf(f, "note %.*s\n", len, note);
		note += len;
		note += *note == '\n';
	}
}

char *ir_slice_manifest_text(struct ir_slice *s, size_t *ret_len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, ret_len);

	if (!f)
		return NULL;
	fprintf(f, "inoderace-slice 1\nmade-by inoderace %s\n", IR_TOOL_VERSION);
	fprintf(f, "kernel %s\nreport %016llx\n", s->build_id[0] ? s->build_id : "-",
		(unsigned long long)s->report);
	fprintf(f, "form %s%s%s\n", s->answering ? "compact" : "self-contained",
		s->redacted ? " redacted" : "", s->for_crash ? " for-crash" : "");
	put_notes(f, s->note);
	for (unsigned i = 0; i < s->nr_stages; i++)
		put_stage(f, &s->stages[i]);
	for (unsigned i = 0; i < s->pages.nr; i++)
		put_page(f, s->pages.all[i]);
	for (unsigned i = 0; s->answering && i < s->learned.nr; i++)
		put_answer(f, s->learned.all[i]);
	fputs("end\n", f);
	if (ferror(f) | fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

/* The next word of *@at, cut off with a NUL; "" when there is none. */
static char *next_word(char **at)
{
	char *w = *at + strspn(*at, " "), *end = w + strcspn(w, " ");

	*at = *end ? end + 1 : end;
	*end = 0;
	return w;
}

static bool number(char **at, int base, uint64_t max, uint64_t *ret)
{
	char *w = next_word(at), *end;

	*ret = strtoull(w, &end, base);
	return *w && !*end && *w != '-' && *w != '+' && *ret <= max;
}

static bool status(char **at, enum ir_status *ret)
{
	char *w = next_word(at);

	for (unsigned i = 0; i < sizeof(status_words) / sizeof(status_words[0]); i++) {
		if (!strcmp(w, status_words[i])) {
			*ret = (enum ir_status)i;
			return true;
		}
	}
	return false;
}

static bool parse_stage(struct ir_slice *s, char *at)
{
	struct ir_slice_stage *st = &s->stages[s->nr_stages];
	char *fact, *facts;

	if (s->nr_stages == IR_SLICE_MAX_STAGES)
		return false;
	snprintf(st->name, sizeof(st->name), "%s", next_word(&at));
	facts = next_word(&at);
	while ((fact = strsep(&facts, ","))) {
		/* Facts this version does not know are somebody else's. */
		for (unsigned i = 0; i < IR_NR_FACTS; i++) {
			if (!strcmp(fact, ir_fact_id((enum ir_fact)i)))
				st->facts |= UINT64_C(1) << i;
		}
	}
	s->nr_stages++;
	return true;
}

static bool parse_page(struct ir_slice *s, char *at)
{
	uint64_t pfn, from, to, stages, vaddr;
	struct ir_slice_page *p;
	enum ir_status st;
	char *why;

	if (!number(&at, 16, UINT64_MAX >> 12, &pfn) || ir_slice_pages_find(&s->pages, pfn) ||
	    !status(&at, &st) || !number(&at, 10, IR_SLICE_PAGE, &from) ||
	    !number(&at, 10, IR_SLICE_PAGE, &to))
		return false;
	why = next_word(&at);
	p = ir_slice_pages_add(&s->pages, pfn);
	if (!p || !number(&at, 16, UINT32_MAX, &stages) || !number(&at, 16, UINT64_MAX, &vaddr))
		return false;
	for (unsigned i = 0; i < sizeof(why_letters) - 1; i++) {
		if (strchr(why, why_letters[i]))
			p->why |= 1u << i;
	}
	p->status = st;
	p->from = (unsigned)from;
	p->to = (unsigned)to;
	p->stages = (uint32_t)stages;
	p->vaddr = vaddr;
	return true;
}

static bool parse_symbol(struct ir_slice *s, char *at)
{
	struct ir_symbol sym = {.size = 0};
	char *module, *name;

	if (!s->learned.nr || !number(&at, 16, UINT64_MAX, &sym.addr) ||
	    !number(&at, 16, UINT64_MAX, &sym.size))
		return false;
	module = next_word(&at);
	name = next_word(&at);
	if (strlen(module) >= sizeof(sym.module) || !*name || strlen(name) >= sizeof(sym.name))
		return false;
	strcpy(sym.module, strcmp(module, "-") ? module : "");
	strcpy(sym.name, name);
	return ir_answer_symbol(s->learned.all[s->learned.nr - 1], &sym);
}

static bool parse_answer(struct ir_slice *s, enum ir_question ask, char *at)
{
	const char *key = "", *key2 = "";
	uint64_t addr = 0, a = 0, b = 0;
	struct ir_answer *ans;
	enum ir_status st;

	if (!status(&at, &st))
		return false;
	if (ask != IR_ASK_ADDR)
		key = next_word(&at);
	else if (!number(&at, 16, UINT64_MAX, &addr))
		return false;
	if (ask == IR_ASK_MEMBER)
		key2 = next_word(&at);
	if ((ask == IR_ASK_MEMBER || ask == IR_ASK_SIZE) && !number(&at, 10, 1u << 30, &a))
		return false;
	if (ask == IR_ASK_MEMBER && !number(&at, 10, 1u << 30, &b))
		return false;
	if (ask == IR_ASK_ENUM)
		a = (uint64_t)strtoll(next_word(&at), NULL, 10);
	ans = ir_learned_add(&s->learned, ask, key, key2, addr);
	if (!ans)
		return false;
	ans->status = st;
	ans->a = a;
	ans->b = b;
	s->answering = true;
	return true;
}

static bool parse_line(struct ir_slice *s, char *at)
{
	static const char *const asks[] = {
		[IR_ASK_NAME] = "name", [IR_ASK_ADDR] = "at",	[IR_ASK_MEMBER] = "member",
		[IR_ASK_SIZE] = "size", [IR_ASK_ENUM] = "enum",
	};
	char *w = next_word(&at);

	if (!strcmp(w, "page"))
		return parse_page(s, at);
	if (!strcmp(w, "sym"))
		return parse_symbol(s, at);
	if (!strcmp(w, "stage"))
		return parse_stage(s, at);
	for (unsigned i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		if (!strcmp(w, asks[i]))
			return parse_answer(s, (enum ir_question)i, at);
	}
	if (!strcmp(w, "kernel")) {
		w = next_word(&at);
		snprintf(s->build_id, sizeof(s->build_id), "%s", strcmp(w, "-") ? w : "");
	} else if (!strcmp(w, "report")) {
		return number(&at, 16, UINT64_MAX, &s->report);
	} else if (!strcmp(w, "form")) {
		s->redacted = strstr(at, "redacted") != NULL;
		s->for_crash = strstr(at, "for-crash") != NULL;
	}
	return true;
}

bool ir_slice_manifest_parse(struct ir_slice *s, char *text)
{
	char *line = strsep(&text, "\n");

	if (strcmp(line, "inoderace-slice 1"))
		return false;
	while ((line = strsep(&text, "\n"))) {
		if (!strcmp(line, "end"))
			return text && !*text;
		if (!parse_line(s, line))
			return false;
	}
	return false;
}
