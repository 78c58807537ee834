// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blanking a recorded slice. Of pages of data only the bytes that the diagnosis read are kept, and
 * what it read as names is overwritten, letter by letter, wherever it still stands. Symbol tables,
 * types, code and page tables are the kernel's own and stay. Whether the verdict survives is not
 * argued but tried: the caller diagnoses the result.
 */
#include "triage/slice/slice_redact.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define MIN_NAME 2

/* Data pages: whatever is neither code nor a table of the kernel's. */
static bool is_data(const struct ir_slice_page *p)
{
	return p->bytes && p->why & (IR_WHY_MEMORY | IR_WHY_LOG) && !(p->why & IR_WHY_TABLE);
}

static bool is_image(const struct ir_slice *s, const struct ir_slice_page *p)
{
	return p->vaddr >= s->text && p->vaddr < s->data;
}

static void keep_read_bytes(struct ir_slice *s)
{
	for (unsigned i = 0; i < s->pages.nr; i++) {
		struct ir_slice_page *p = s->pages.all[i];

		if (!is_data(p) || is_image(s, p))
			continue;
		for (unsigned b = 0; b < IR_SLICE_PAGE; b++) {
			if (!p->read || !(p->read[b / 8] >> b % 8 & 1))
				p->bytes[b] = 0;
		}
	}
}

/* A name stands alone, or as a part of a path: not inside a longer word. */
static bool is_word(unsigned char c)
{
	return isalnum(c) || c == '_' || c == '-';
}

static bool stands_alone(const unsigned char *text, size_t size, size_t at, size_t len)
{
	return (!at || !is_word(text[at - 1])) && (at + len == size || !is_word(text[at + len]));
}

static void mask(unsigned char *text, size_t size, const char *name)
{
	unsigned char *at = text, *end = text + size;
	size_t len = strlen(name);

	while ((at = memmem(at, (size_t)(end - at), name, len))) {
		if (stands_alone(text, size, (size_t)(at - text), len))
			memset(at, 'x', len);
		at += len;
	}
}

static void blank(struct ir_slice *s, const char *name)
{
	for (unsigned i = 0; i < s->pages.nr; i++) {
		struct ir_slice_page *p = s->pages.all[i];

		if (is_data(p) && !is_image(s, p))
			mask(p->bytes, IR_SLICE_PAGE, name);
	}
}

/* Lines that the reader of oopses goes by. Names in them have been blanked before. */
static bool is_cited(const char *line, size_t len)
{
	static const char *const marks[] = {
		"BUG:",
		"Oops",
		"RIP:",
		"Call Trace",
		"Call trace",
		"Code:",
		"RSP:",
		"RAX:",
		"RDX:",
		"RBP:",
		"R10:",
		"R13:",
		"FS:",
		"CS:",
		"CR2:",
		"DR0:",
		"DR3:",
		"PKRU:",
		"CPU:",
		"</",
		"<TASK>",
		"<IRQ>",
		"<NMI>",
		"#PF:",
		"PGD ",
		"Kernel panic",
		"---[",
		"sysrq:",
		"general protection",
		"kernel BUG at",
		"watchdog:",
		"rcu:",
		"INFO: task",
		"Out of memory",
		"invoked oom",
		"Hardware name:",
		"Modules linked in",
		"double fault",
		"mce:",
		"Mem-Info",
		"WARNING:",
		"unable to handle",
		"list_",
		"refcount_t",
		"invalid opcode",
		"stack segment",
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (memmem(line, len, marks[i], strlen(marks[i])))
			return true;
	}
	/* function+0x10/0x20 */
	return memmem(line, len, "+0x", 3) && memmem(line, len, "/0x", 3);
}

/* A name that has to go; of a path, each of its parts. */
static void add_name(struct ir_slice *s, const char *name)
{
	char part[IR_SLICE_NAME];

	while (name && *name) {
		size_t n = strcspn(name, "/ ");

		if (n >= MIN_NAME && n < sizeof(part) && s->nr_names < IR_SLICE_MAX_NAMES) {
			memcpy(part, name, n);
			part[n] = 0;
			strcpy(s->names[s->nr_names++], part);
		}
		name += n;
		name += *name != 0;
	}
}

/* Names of tasks and files that stand in the lines of events, whoever was running then. */
static void names_in_line(struct ir_slice *s, const char *line, size_t len)
{
	static const struct {
		const char *before, *after;
	} marks[] = {
		{"Comm: ", " "},
		{"INFO: task ", ":"},
		{"Process ", " "},
		{"Killed process ", " "},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t skip = strlen(marks[i].before), n;
		const char *at = memmem(line, len, marks[i].before, skip);
		char name[IR_SLICE_NAME];

		if (!at)
			continue;
		at += skip;
		for (n = 0; at + n < line + len && !strchr(marks[i].after, at[n]); n++)
			;
		if (at + n == line + len || n >= sizeof(name))
			continue;
		memcpy(name, at, n);
		name[n] = 0;
		add_name(s, name);
	}
}

/* A piece of the log is being read: its lines that are not cited will be blanked. */
void ir_slice_log_text(struct ir_slice *s, uint64_t addr, const char *text, size_t len)
{
	size_t odd = 0;

	for (size_t i = 0; i < len; i++)
		odd += ((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t') ||
		       (unsigned char)text[i] > '~';
	/* Eight bytes or less are a number: no line of the log is that short and tells anything. */
	if (len <= 8 || odd > len / 8)
		return;
	for (size_t at = 0, n; at < len; at += n + 1) {
		const char *nl = memchr(text + at, '\n', len - at);

		n = nl ? (size_t)(nl - text) - at : len - at;
		if (is_cited(text + at, n)) {
			names_in_line(s, text + at, n);
			continue;
		}
		if (!n || s->nr_spans == IR_SLICE_MAX_SPANS)
			continue;
		s->spans[s->nr_spans].addr = addr + at;
		s->spans[s->nr_spans++].len = (unsigned)n;
	}
}

static void blank_span(struct ir_slice *s, uint64_t addr, unsigned len, unsigned char with)
{
	for (unsigned i = 0; i < s->pages.nr; i++) {
		struct ir_slice_page *p = s->pages.all[i];
		uint64_t from = addr > p->vaddr ? addr : p->vaddr;
		uint64_t to = addr + len;

		if (!p->bytes || !p->vaddr)
			continue;
		if (to > p->vaddr + IR_SLICE_PAGE)
			to = p->vaddr + IR_SLICE_PAGE;
		for (; from < to; from++) {
			if (p->bytes[from - p->vaddr])
				p->bytes[from - p->vaddr] = with;
		}
	}
}

void ir_slice_redact(struct ir_slice *s)
{
	for (unsigned i = 0; i < s->nr_comms; i++)
		blank_span(s, s->comms[i], IR_SLICE_COMM, 'x');
	for (unsigned i = 0; i < s->nr_spans; i++)
		blank_span(s, s->spans[i].addr, s->spans[i].len, '.');
	for (unsigned i = 0; i < s->nr_names; i++)
		blank(s, s->names[i]);
	keep_read_bytes(s);
}

void ir_slice_mask(const struct ir_slice *s, char *report)
{
	for (unsigned i = 0; i < s->nr_names; i++)
		mask((unsigned char *)report, strlen(report), s->names[i]);
}

static bool add_comm(struct ir_engine *e, const struct ir_task *task, void *arg)
{
	struct ir_slice *s = arg;
	uint64_t at = ir_addr(e, task->addr, IR_M_TASK_COMM);

	if (at && s->nr_comms < IR_SLICE_MAX_COMMS)
		s->comms[s->nr_comms++] = at;
	return true;
}

void ir_slice_collect_names(struct ir_slice *s, struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	unsigned count;

	s->text = s->data = 0;
	if (ir_symbol_addr(e->t, "_stext", &s->text) || ir_symbol_addr(e->t, "_sdata", &s->data))
		s->text = s->data = 0;
	if (ir_each_task(e, add_comm, s, &count))
		s->nr_comms += 0;
	add_name(s, d->dump.nodename);
	add_name(s, d->dump.cmdline);
	add_name(s, d->walk.name);
	add_name(s, d->walk.dentry_name);
	add_name(s, d->fault.comm);
	for (unsigned i = 0; i < d->nr_peers; i++)
		add_name(s, d->peers[i].comm);
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		add_name(s, d->walkers[i].comm);
		add_name(s, d->walkers[i].walk.name);
		add_name(s, d->walkers[i].walk.dentry_name);
	}
}
