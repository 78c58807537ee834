// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blanking a recorded slice. Of pages of data only the bytes that the diagnosis read are kept, and
 * what it read as names is overwritten, letter by letter, wherever it still stands. Symbol tables,
 * types, code and page tables are the kernel's own and stay. Whether the verdict survives is not
 * argued but tried: the caller diagnoses the result.
 */
#include "triage/slice/slice_redact.h"

#include "core/task/task.h"

#include <stdlib.h>
#include <string.h>

#include "triage/file/trouble.h"

#include "core/log/oops_cited.h"
#include "core/facts/diagnosis.h"
#include "core/types/layout.h"

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

static void mask_names(struct ir_slice *s)
{
	for (unsigned i = 0; i < s->pages.nr; i++) {
		struct ir_slice_page *p = s->pages.all[i];

		if (!is_data(p) || is_image(s, p))
			continue;
		ir_names_mask(&s->names, (char *)p->bytes, IR_SLICE_PAGE);
		ir_names_mask_words(&s->names, p->bytes, IR_SLICE_PAGE);
	}
}

static void add_quoted(char *at, size_t len, void *arg)
{
	char name[256];

	if (len >= sizeof(name))
		len = sizeof(name) - 1;
	memcpy(name, at, len);
	name[len] = 0;
	ir_names_add(arg, name);
}

/* Names of tasks and files that stand in the lines of events, whoever was running then. */
static void names_in_line(struct ir_slice *s, const char *line, size_t len)
{
	char *text = ir_memory(strndup(line, len));

	if (!text || (!s->quotes.nr && !ir_quotes_open(&s->quotes)))
		s->names.incomplete = true;
	else
		ir_quotes_each(&s->quotes, text, add_quoted, &s->names);
	free(text);
}

/* A piece of the log is being read: its lines that are not cited will be blanked. */
void ir_slice_log_text(struct ir_slice *s, uint64_t addr, const char *text, size_t len)
{
	const struct ir_arch *arch = ir_arch_find(s->k->target.arch);
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
		if (arch && ir_log_is_cited(arch, text + at, n)) {
			names_in_line(s, text + at, n);
		} else if (s->nr_spans == IR_SLICE_MAX_SPANS) {
			s->names.incomplete = true;
		} else if (n) {
			s->spans[s->nr_spans].addr = addr + at;
			s->spans[s->nr_spans++].len = (unsigned)n;
		}
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

/* As far as the slice holds it; 0 where it does not. */
static void copy_out(const struct ir_slice *s, uint64_t addr, char *buf, unsigned len)
{
	memset(buf, 0, len);
	for (unsigned i = 0; i < s->pages.nr; i++) {
		const struct ir_slice_page *p = s->pages.all[i];

		for (unsigned k = 0; k < len && p->bytes && p->vaddr; k++) {
			if (addr + k >= p->vaddr && addr + k - p->vaddr < IR_SLICE_PAGE)
				buf[k] = (char)p->bytes[addr + k - p->vaddr];
		}
	}
}

/* The name of a task, by the rule of all names, and what is left of a longer one behind its NUL. */
static void blank_comm(struct ir_slice *s, uint64_t addr)
{
	char comm[IR_SLICE_COMM + 1] = "";
	unsigned at = 0, n;

	copy_out(s, addr, comm, IR_SLICE_COMM);
	for (; comm[at]; at += n + (comm[at + n] != 0)) {
		const char *with;

		n = (unsigned)ir_name_part(comm + at);
		with = ir_names_stand_in(&s->names, comm + at, n);
		for (unsigned i = 0; n >= IR_NAME_MIN && i < n; i++)
			blank_span(s, addr + at + i, 1, (unsigned char)(with ? with[i] : 'x'));
	}
	blank_span(s, addr + at, IR_SLICE_COMM - at, 'x');
}

void ir_slice_redact(struct ir_slice *s)
{
	for (unsigned i = 0; i < s->nr_comms; i++)
		blank_comm(s, s->comms[i]);
	for (unsigned i = 0; i < s->nr_spans; i++)
		blank_span(s, s->spans[i].addr, s->spans[i].len, '.');
	mask_names(s);
	keep_read_bytes(s);
}

void ir_slice_mask(const struct ir_slice *s, char *report)
{
	ir_names_mask(&s->names, report, strlen(report));
}

static bool add_comm(struct ir_kernel *kernel, const struct ir_task *task, void *arg)
{
	struct ir_slice *s = arg;
	uint64_t at = ir_addr(kernel, task->addr, IR_M_TASK_COMM);

	if (s->nr_comms == IR_SLICE_MAX_COMMS)
		s->names.incomplete = true;
	else if (at)
		s->comms[s->nr_comms++] = at;
	return !s->names.incomplete;
}

/* Names that only a sentence of the report tells: of a file that took another's place, of a path that another task walks. */
static void names_in_sentences(struct ir_slice *s, const struct ir_diagnosis *d)
{
	const struct ir_list *observed = &d->notes.observations;

	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		if (d->facts[i].text)
			names_in_line(s, d->facts[i].text, strlen(d->facts[i].text));
		if (d->facts[i].source)
			names_in_line(s, d->facts[i].source, strlen(d->facts[i].source));
	}
	for (unsigned i = 0; i < observed->nr; i++)
		names_in_line(s, observed->items[i], strlen(observed->items[i]));
}

void ir_slice_collect_names(struct ir_slice *s, struct ir_kernel *kernel)
{
	const struct ir_diagnosis *d = s->diagnosis;
	unsigned count;

	s->text = s->data = 0;
	if (ir_symbol_addr(kernel->t, "_stext", &s->text) || ir_symbol_addr(kernel->t, "_sdata", &s->data))
		s->text = s->data = 0;
	if (ir_each_task(kernel, add_comm, s, &count))
		s->nr_comms += 0;
	if (!d)
		return;
	ir_names_add(&s->names, d->dump.nodename);
	ir_names_add(&s->names, d->dump.cmdline);
	ir_names_add(&s->names, d->walk.name);
	ir_names_add(&s->names, d->walk.dentry_name);
	ir_names_add(&s->names, d->fault.comm);
	for (unsigned i = 0; i < d->nr_peers; i++)
		ir_names_add(&s->names, d->peers[i].comm);
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		ir_names_add(&s->names, d->walkers[i].comm);
		ir_names_add(&s->names, d->walkers[i].walk.name);
		ir_names_add(&s->names, d->walkers[i].walk.dentry_name);
	}
	names_in_sentences(s, d);
}
