// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"

static enum ir_status panic_task(struct ir_target *t, uint64_t *ret)
{
	(void)t;
	if (!tt->panic_task)
		return IR_NOTFOUND;
	*ret = tt->panic_task;
	return IR_OK;
}

static enum ir_status task_count(struct ir_target *t, uint64_t *ret)
{
	(void)t;
	/* All tasks it knows, despite the name. */
	*ret = RUNNING_TASKS();
	return IR_OK;
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	const struct ir_crash *c = t->priv;

	if (!pc->dumpfile)
		return IR_NOTFOUND;
	snprintf(ret->path, sizeof(ret->path), "%s", pc->dumpfile);
	snprintf(ret->format, sizeof(ret->format), "%s", c->file.format);
	ret->bytes = c->file.bytes;
	snprintf(ret->lost, sizeof(ret->lost), "%s", c->file.lost);
	return IR_OK;
}

static void attach(struct ir_target *t, struct ir_kernel *kernel)
{
	struct ir_crash *c = t->priv;

	ir_dump_symbols_attach(&c->symbols, kernel);
}

static bool interrupted(struct ir_target *t)
{
	(void)t;
	return ir_guard_interrupted();
}

static const struct ir_target_ops ops = {
	.door = "crash",
	.attach = attach,
	.read = ir_crash_read,
	.each_symbol = ir_crash_each_symbol,
	.symbol_at = ir_crash_symbol_at,
	.member = ir_crash_member,
	.type_size = ir_crash_type_size,
	.enumerator = ir_crash_enumerator,
	.panic_task = panic_task,
	.task_count = task_count,
	.note = ir_crash_note,
	.log = ir_crash_log,
	.vmcoreinfo = ir_crash_vmcoreinfo,
	.dump_info = dump_info,
	.interrupted = interrupted,
};

/*
 * Under --minimal crash has set up neither tasks nor modules nor virtual memory: it would still
 * translate addresses, but to the wrong places. Only the log can be trusted.
 */
static const struct ir_target_ops minimal_ops = {
	.door = "crash",
	.log = ir_crash_log,
	.vmcoreinfo = ir_crash_vmcoreinfo,
	.dump_info = dump_info,
	.interrupted = interrupted,
};

void ir_crash_open(struct ir_crash *c)
{
	memset(c, 0, sizeof(*c));
	c->target.ops = pc->flags & MINIMAL_MODE ? &minimal_ops : &ops;
	c->target.arch = IR_CRASH_ARCH;
	c->target.priv = c;
	c->symbols.t = &c->target;
	ir_dumpfile_open(&c->file, pc->dumpfile);
}

void ir_crash_release(struct ir_crash *c)
{
	ir_dumpfile_release(&c->file);
	ir_dump_symbols_release(&c->symbols);
	free(c->names);
	free(c->log);
	free(c->info);
	memset(c, 0, sizeof(*c));
}
