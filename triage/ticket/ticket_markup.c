// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Markdown of core/render/report_markdown.c in what other systems write their comments in. It knows
 * just what that file makes: headings, paragraphs with code spans, tables, code blocks and lists.
 * Whatever is not that is text, and escaped as such.
 */
#include "triage/ticket/ticket_markup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct markup - how it is written
 * @heading: of level 2 and 3, before and after; the others likewise
 * @escape: the character at @s, of text or of code
 * @verbatim: the same in a block of code
 */
struct markup {
	const char *name, *heading[2][2], *paragraph[2], *block[2], *code[2], *table[2], *row[2],
		*head[2], *cell[2], *list[2], *item[2], *line;
	void (*escape)(FILE *out, const char *s, bool code);
	void (*verbatim)(FILE *out, const char *s, bool code);
};

static void html_escape(FILE *out, const char *s, bool code)
{
	(void)code;
	if (strchr("<>&\"'", *s))
		fprintf(out, "&#%u;", (unsigned char)*s);
	else
		putc(*s, out);
}

/*
 * Entities keep Textile from seeing its own signs, and Redmine its links, macros and mentions. In
 * code they would be shown as they are; there only a tag could end it.
 */
static void textile_escape(FILE *out, const char *s, bool code)
{
	if (code && *s == '<' && s[1] != '-' && s[1] != ' ')
		fputs("\\x3c", out);
	else if (!code && strchr("<>&\"*_-+^~@#%|!{}[]=?\\", *s))
		fprintf(out, "&#%u;", (unsigned char)*s);
	else
		putc(*s, out);
}

static void jira_escape(FILE *out, const char *s, bool code)
{
	(void)code; /* {{...}} takes markup as well */
	if (strchr("*_-+^~@#%|!{}[]?\\", *s))
		putc('\\', out);
	putc(*s, out);
}

/* What ends a {noformat} block early. */
static void jira_block(FILE *out, const char *s, bool code)
{
	(void)code;
	fputs(strncmp(s, "{noformat", 9) ? (char[2]){*s} : "\\x7b", out);
}

static void no_escape(FILE *out, const char *s, bool code)
{
	(void)code;
	putc(*s, out);
}

#define MONO "<span style=\"font-family: monospace;\">"

/* clang-format off */
static const struct markup markups[] = {
	[IR_MARKUP_MARKDOWN] = {.name = "markdown"},
	[IR_MARKUP_HTML] = {
		"html",
		{{"<h3>", "</h3>\n"}, {"<h4>", "</h4>\n"}},
		{"<p>", "</p>\n"}, {"<pre>", "</pre>\n"}, {MONO, "</span>"},
		{"<table border=\"1\" cellpadding=\"4\" cellspacing=\"0\">\n", "</table><br>\n"},
		{"<tr>", "</tr>\n"}, {"<th align=\"left\">", "</th>"}, {"<td valign=\"top\">", "</td>"},
		{"<ul>\n", "</ul>\n"}, {"<li>", "</li>\n"}, "<br>\n",
		html_escape, html_escape,
	},
	[IR_MARKUP_TEXTILE] = {
		"textile",
		{{"h3. ", "\n\n"}, {"h4. ", "\n\n"}},
		{"", "\n\n"}, {"<pre>\n", "</pre>\n\n"}, {"<code>", "</code>"},
		{"", "\n"}, {"|", "\n"}, {"_. ", " |"}, {" ", " |"},
		{"", "\n"}, {"* ", "\n"}, "\n",
		textile_escape, textile_escape,
	},
	[IR_MARKUP_JIRA] = {
		"jira",
		{{"h3. ", "\n"}, {"h4. ", "\n"}},
		{"", "\n\n"}, {"{noformat}\n", "{noformat}\n\n"}, {"{{", "}}"},
		{"", "\n"}, {"|", "\n"}, {"|", "|"}, {" ", " |"},
		{"", "\n"}, {"* ", "\n"}, "\n",
		jira_escape, jira_block,
	},
	[IR_MARKUP_TEXT] = {
		"text",
		{{"", "\n\n"}, {"", ":\n\n"}},
		{"", "\n\n"}, {"", "\n"}, {"", ""},
		{"", "\n"}, {"", "\n"}, {"", " "}, {"", "  "},
		{"", "\n"}, {"- ", "\n"}, "\n  ",
		no_escape, no_escape,
	},
};
/* clang-format on */

/* Where the parser is. */
struct state {
	const struct markup *m;
	FILE *out;
	enum { NOWHERE, PARAGRAPH, TABLE, LIST, BLOCK } in;
};

static void inline_text(const struct state *s, const char *text, size_t len)
{
	bool code = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '`') {
			fputs(s->m->code[code], s->out);
			code = !code;
		} else if (text[i] == '\\' && i + 1 < len && text[i + 1] == '|') {
			s->m->escape(s->out, "|", code);
			i++;
		} else {
			s->m->escape(s->out, text + i, code);
		}
	}
	if (code)
		fputs(s->m->code[1], s->out);
}

static void leave(struct state *s)
{
	const char *const *pair = s->in == PARAGRAPH ? s->m->paragraph
				  : s->in == TABLE   ? s->m->table
				  : s->in == LIST    ? s->m->list
						     : NULL;

	if (s->in == LIST)
		fputs(s->m->item[1], s->out);
	if (pair)
		fputs(pair[1], s->out);
	s->in = NOWHERE;
}

static void enter(struct state *s, int what)
{
	if ((int)s->in == what)
		return;
	leave(s);
	s->in = what;
	fputs(what == PARAGRAPH ? s->m->paragraph[0]
	      : what == TABLE	? s->m->table[0]
				: s->m->list[0],
	      s->out);
}

/* The end of the cell that starts at @s: a pipe that is not escaped. */
static size_t cell_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] != '|')
		n += s[n] == '\\' && n + 1 < len ? 2 : 1;
	return n < len ? n : len;
}

static bool only(const char *s, size_t len, const char *chars)
{
	return strspn(s, chars) >= len;
}

static void table_row(struct state *s, const char *line, size_t len, const char *next)
{
	bool head = !strncmp(next, "| ---", 5);
	const char *const *cell = head ? s->m->head : s->m->cell;

	if (only(line, len, "| -"))
		return; /* the line under the head, or a head of empty cells */
	enter(s, TABLE);
	fputs(s->m->row[0], s->out);
	for (size_t at = 1, n; at < len; at += n + 1) {
		const char *text = line + at;
		size_t textlen;

		n = textlen = cell_len(text, len - at);
		while (textlen && *text == ' ')
			text++, textlen--;
		while (textlen && text[textlen - 1] == ' ')
			textlen--;
		fputs(cell[0], s->out);
		inline_text(s, text, textlen);
		fputs(cell[1], s->out);
	}
	fputs(s->m->row[1], s->out);
}

static void list_item(struct state *s, const char *line, size_t len)
{
	if (s->in == LIST)
		fputs(s->m->item[1], s->out);
	enter(s, LIST);
	fputs(s->m->item[0], s->out);
	inline_text(s, line + 2, len - 2);
}

static void link_to(const struct state *s, const char *url, size_t len)
{
	if (s->m == &markups[IR_MARKUP_HTML])
		fprintf(s->out, "<a href=\"%.*s\">%.*s</a>", (int)len, url, (int)len, url);
	else
		fprintf(s->out, "%.*s", (int)len, url);
}

static void one_line(struct state *s, const char *line, size_t len, const char *next)
{
	if (len >= 3 && !strncmp(line, "```", 3)) {
		bool ends = s->in == BLOCK;

		leave(s);
		fputs(s->m->block[ends], s->out);
		s->in = ends ? NOWHERE : BLOCK;
	} else if (s->in == BLOCK) {
		for (size_t i = 0; i < len; i++)
			s->m->verbatim(s->out, line + i, true);
		putc('\n', s->out);
	} else if (!len) {
		leave(s);
	} else if (!strncmp(line, "## ", 3) || !strncmp(line, "### ", 4)) {
		unsigned level = line[2] == '#';

		leave(s);
		fputs(s->m->heading[level][0], s->out);
		inline_text(s, line + 3 + level, len - 3 - level);
		fputs(s->m->heading[level][1], s->out);
	} else if (*line == '|') {
		table_row(s, line, len, next);
	} else if (!strncmp(line, "- ", 2)) {
		list_item(s, line, len);
	} else if (s->in == LIST && !strncmp(line, "  https://", 10)) {
		fputs(s->m->line, s->out);
		link_to(s, line + 2, len - 2);
	} else {
		if (s->in == PARAGRAPH)
			putc(' ', s->out);
		enter(s, PARAGRAPH);
		inline_text(s, line, len);
	}
}

char *ir_markup(enum ir_markup markup, const char *markdown)
{
	struct state s = {.m = &markups[markup]};
	char *text = NULL;
	size_t size = 0;

	if (markup == IR_MARKUP_MARKDOWN)
		return strdup(markdown);
	s.out = open_memstream(&text, &size);
	if (!s.out)
		return NULL;
	for (const char *line = markdown; *line;) {
		size_t len = strcspn(line, "\n");
		const char *next = line + len + (line[len] == '\n');

		one_line(&s, line, len, next);
		line = next;
	}
	leave(&s);
	if (ferror(s.out) | fclose(s.out)) {
		free(text);
		return NULL;
	}
	return text;
}

bool ir_markup_named(const char *name, enum ir_markup *ret)
{
	for (unsigned i = 0; i < sizeof(markups) / sizeof(markups[0]); i++) {
		if (!strcmp(markups[i].name, name)) {
			*ret = i;
			return true;
		}
	}
	return false;
}
