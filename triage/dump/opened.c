// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/dump/opened.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/inoderace.h"
#include "triage/file/split.h"
#include "triage/file/trouble.h"

/*
 * The parts of a split dump count as one file, wherever they stand. libkdumpfile wants them in the
 * order they were written in.
 */
static void add_parts(struct ir_input *in, char *const *paths)
{
	uint64_t starts[IR_MAX_PARTS];
	struct ir_split first, other;

	if (in->kind != IR_INPUT_DUMP || !paths[1] || !ir_split_member(paths[0], &first))
		return;
	starts[0] = first.start;
	for (char *const *more = paths + 1; *more; more++) {
		unsigned i = in->nr_fds;

		if (!ir_split_member(*more, &other) || other.dump != first.dump)
			continue;
		ir_input_add(in, *more);
		if (in->nr_fds == i)
			continue;
		for (; i && starts[i - 1] > other.start; i--) {
			int fd = in->fds[i - 1];

			starts[i] = starts[i - 1];
			in->fds[i - 1] = in->fds[i];
			in->fds[i] = fd;
		}
		starts[i] = other.start;
	}
}

/* Where the path cannot be opened: the report tells of the file that lies there, not of what was
 * unpacked. */
static void describe_named(struct ir_opened *o)
{
	struct ir_dumpfile named;

	if (o->named_fd < 0)
		return;
	ir_dumpfile_read(&named, o->named_fd);
	if (named.format[0])
		snprintf(o->dump.info.format, sizeof(o->dump.info.format), "%s", named.format);
	o->dump.info.bytes = named.bytes;
	ir_trouble(named.error);
	ir_dumpfile_release(&named);
}

static bool open_dump(struct ir_opened *o, const struct ir_page_watcher *watcher)
{
	struct ir_kdump *k = &o->dump;

	if (!ir_kdump_open_watched(k, watcher, o->input.fds, o->input.nr_fds, o->path, o->error,
				   sizeof(o->error))) {
		ir_kdump_close(k);
		return false;
	}
	describe_named(o);
	if (o->input.cut && !k->info.lost[0])
		snprintf(k->info.lost, sizeof(k->info.lost),
			 "the end of the dump: the file lacks its end marker, and may be cut off");
	o->kdump = k;
	o->target = &k->target;
	return true;
}

static bool open_kind(struct ir_opened *o, const struct ir_page_watcher *watcher)
{
	switch (o->input.kind) {
	case IR_INPUT_DUMP:
		return open_dump(o, watcher);
	case IR_INPUT_LOG:
		if (o->input.text)
			ir_text_log_open(&o->log, o->input.text, o->input.len, o->path);
		else
			ir_text_log_open_file(&o->log, o->input.fds[--o->input.nr_fds], o->path);
		o->input.text = NULL;
		o->target = &o->log.target;
		return true;
	case IR_INPUT_FAILED:
		break;
	}
	snprintf(o->error, sizeof(o->error), "%s", o->input.error);
	return false;
}

/* What the machine did outranks what it made of the file. */
static bool open_input(struct ir_opened *o, const struct ir_page_watcher *watcher)
{
	bool ok = open_kind(o, watcher);

	if (!ok && ir_trouble_met())
		snprintf(o->error, sizeof(o->error), "%s", ir_trouble_text());
	return ok;
}

bool ir_open_paths(struct ir_opened *o, char *const *paths, const struct ir_page_watcher *watcher)
{
	memset(o, 0, sizeof(*o));
	ir_trouble_forget();
	o->path = paths[0];
	o->named_fd = -1;
	ir_input_open(&o->input, paths[0]);
	add_parts(&o->input, paths);
	return open_input(o, watcher);
}

bool ir_open_handed(struct ir_opened *o, const struct ir_handed_files *h,
		    const struct ir_page_watcher *watcher)
{
	memset(o, 0, sizeof(*o));
	ir_trouble_forget();
	o->path = h->path;
	o->named_fd = h->fds[0];
	ir_input_take(&o->input, h->from, h->unpacker);
	for (unsigned i = 1; i < h->nr && o->input.kind == IR_INPUT_DUMP; i++)
		o->input.fds[o->input.nr_fds++] = h->fds[i];
	return open_input(o, watcher);
}

bool ir_open_again(struct ir_opened *o, const struct ir_page_watcher *watcher)
{
	ir_kdump_close(&o->dump);
	o->kdump = NULL;
	o->target = NULL;
	return open_dump(o, watcher);
}

const char *ir_opened_complaint(const struct ir_opened *o, const struct ir_diagnosis *d, char *buf, size_t size)
{
	const char *why = o->kdump ? ir_kdump_complaint(o->kdump, buf, size) : NULL;

	if (d->arena.failed)
		ir_trouble(ENOMEM);
	if (!ir_trouble_met() || (ir_trouble_met() != ENOMEM && !why && o->kdump && !o->kdump->watch))
		return why;
	snprintf(buf, size, "%s", ir_trouble_text());
	return buf;
}

void ir_opened_close(struct ir_opened *o)
{
	ir_kdump_close(&o->dump);
	ir_text_log_close(&o->log);
	ir_input_close(&o->input);
	memset(o, 0, sizeof(*o));
}

bool ir_opened_before(char *const *paths, unsigned nr)
{
	struct ir_split this, other;

	if (!nr || !ir_split_member(paths[nr], &this))
		return false;
	for (unsigned i = 0; i < nr; i++) {
		if (ir_split_member(paths[i], &other) && other.dump == this.dump)
			return true;
	}
	return false;
}
