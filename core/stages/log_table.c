// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Through which table did a walk call, by the registers that a log shows? empty_iops lies in the kernel's image. Where XFS
 * is a module, its own tables do not. So one flipped bit of an i_op, which most often leads elsewhere, is told from the race
 * only where the table is seen to lie in the image.
 */
#include "core/stages/oops_facts.h"

#include <string.h>

/*
 * Where the parts of a kernel lie, and which register has the table. From @from on it is the image, from @either on, where
 * the kernel is not relocated, modules; they take no more than the first @used bytes of it. From @modules on it is modules.
 */
static const struct {
	const char *arch;
	const char *reg;
	uint64_t from, either, used, modules, end;
} spaces[] = {
	/* The register in every build seen. Documentation/arch/x86/x86_64/mm.rst */
	{"x86_64", "rax", 0xffffffff80000000, 0xffffffffa0000000, 128 << 20, 0xffffffffc0000000,
	 0xffffffffff000000},
};

static int register_of(const struct ir_arch *arch, const char *name)
{
	for (unsigned i = 0; i < arch->nr_regs; i++) {
		if (!strcmp(arch->reg_names[i], name))
			return (int)i;
	}
	return -1;
}

static bool xfs_is_module(const struct ir_log *log)
{
	for (unsigned i = 0; i < log->nr; i++) {
		const struct ir_event *ev = log->events[i];

		for (unsigned k = 0; k < ev->nr_frames; k++) {
			if (!strcmp(ev->frames[k].module, "xfs"))
				return true;
		}
	}
	return log->xfs_is_module;
}

enum ir_tri ir_event_table(const struct ir_log *log, const struct ir_event *ev,
			   struct ir_log_table *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		int reg = strcmp(spaces[i].arch, log->arch->name)
				  ? -1
				  : register_of(log->arch, spaces[i].reg);
		uint64_t v = reg < 0 ? 0 : ev->regs.v[reg];

		if (reg < 0 || !ir_reg_known(&ev->regs, reg) || v < spaces[i].from ||
		    v >= spaces[i].end)
			continue;
		ret->reg = spaces[i].reg;
		ret->address = v;
		ret->in_modules = v >= spaces[i].modules;
		ret->in_image = !ret->in_modules && v >= log->image &&
				(log->image || v < spaces[i].either ||
				 v >= spaces[i].either + spaces[i].used);
	}
	if (ret->in_modules)
		return IR_FALSE;
	return ret->in_image && xfs_is_module(log) ? IR_TRUE : IR_UNKNOWN;
}

void ir_judge_log_table(struct ir_engine *e)
{
	struct ir_log_table table;
	enum ir_tri holds = ir_event_table(&e->log, e->event, &table);
	const char *value;

	if (holds == IR_UNKNOWN)
		return;
	value = ir_fmt(e->k, "%s %016llx", table.reg, (unsigned long long)table.address);
	ir_fact_set(
		e->d, IR_FACT_TABLE_IN_IMAGE, holds,
		holds == IR_TRUE
			? ir_fmt(e->k,
				 "%s lies in the kernel's image, where empty_iops is; XFS is a "
				 "module, its tables lie elsewhere",
				 value)
			: ir_fmt(e->k,
				 "%s lies among modules, where empty_iops is not: a table of XFS's "
				 "that lacks get_link, or another module's",
				 value),
		ir_fmt(e->k, "log: %s, the modules linked in", value), NULL);
}

const char *ir_log_table_words(struct ir_engine *e)
{
	struct ir_log_table table;

	if (!e->event)
		return "";
	switch (ir_event_table(&e->log, e->event, &table)) {
	case IR_TRUE:
		return ir_fmt(e->k,
			      "; it was called through %s (%016llx), which lies in the kernel's "
			      "image, as "
			      "empty_iops does and no table of the xfs module: the dump would tell "
			      "whether it is empty_iops, and whether the link's dentry died",
			      table.reg, (unsigned long long)table.address);
	case IR_FALSE:
		return ir_fmt(
			e->k,
			"; it was called through %s (%016llx), which lies among modules, so it is "
			"not empty_iops: the dump would tell whose table it is, and whether the "
			"link's dentry died",
			table.reg, (unsigned long long)table.address);
	default:
		return "; no register in the log tells what it was called through: the dump would, "
		       "and whether the link's dentry died";
	}
}
