// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel log: reads it for its events. */
#include "core/stages/engine.h"
#include "core/stages/oops_facts.h"

#include <string.h>

static bool take_line(const char *line, size_t len, void *arg)
{
	ir_log_line(arg, line, len);
	return true;
}

/* The target is only a log: its text must tell the architecture and the release. */
static void describe_by_log(struct ir_engine *e)
{
	const struct ir_log *log = &e->log;
	const struct ir_event *ev = log->last >= 0 ? log->events[log->last] : NULL;
	const char *release = ev && ev->release[0]	? ev->release
			      : !ev && !log->release[0] ? log->any_release
							: log->release;
	const char *tainted = ev ? ev->tainted : log->any_tainted;
	const char *told = log->told_others ? "" : log->told_host;
	const char *node = log->nodename[0] ? log->nodename : log->host[0] ? log->host : told;

	e->k->arch = log->arch;

	/* An address is no name. */
	if (!strchr(node, ':') && node[strspn(node, "0123456789.")])
		e->d->dump.nodename = ir_arena_strdup(&e->d->arena, node);
	e->d->dump.arch = log->arch->name[0] ? log->arch->name : NULL;
	if (!e->d->dump.release && release[0])
		e->d->dump.release = ir_arena_strdup(&e->d->arena, release);
	if (!e->d->dump.tainted && tainted[0])
		e->d->dump.tainted = ir_arena_strdup(&e->d->arena, tainted);
}

void ir_stage_log(struct ir_engine *e)
{
	enum ir_status st = IR_UNSUPPORTED;
	const struct ir_event *ev;
	const char *panic;

	ir_log_begin(&e->log, &e->d->arena, e->k->arch);
	if (e->k->t->ops->log)
		st = e->k->t->ops->log(e->k->t, take_line, &e->log);
	ir_log_end(&e->log, !ir_is_log(e->k->t));
	if (ir_is_log(e->k->t))
		describe_by_log(e);
	if (e->log.xfs_shutdown[0])
		ir_note_observation(e->k, ir_fmt(e->k, "a file system shut itself down: \"%s\"",
						 e->log.xfs_shutdown));
	if (e->log.nr_xfs_no_text)
		ir_note_observation(
			e->k,
			ir_fmt(e->k,
			       "XFS found a symlink without its text, %u times: \"%s\". A walk "
			       "without locks finds none, either, in an inode that was "
			       "recycled as another kind of file: then no file is damaged",
			       e->log.nr_xfs_no_text, e->log.xfs_no_text));
	if (st)
		ir_note_unavailable(e->k, ir_fmt(e->k, "the kernel log: %s", ir_status_string(st)));
	if (e->log.last < 0) {
		/* The crash may be in the part that could not be read. */
		e->log.read = e->log.read && !st;
		return;
	}
	ev = e->log.events[e->log.last];
	panic = ev->oops[0] ? ev->oops : ev->text;
	if (*panic && !(ev->oops[0] ? ev->oops_torn : ev->text_torn))
		e->d->dump.panic = ir_arena_strdup(&e->d->arena, panic);
}
