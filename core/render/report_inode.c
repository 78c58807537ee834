// SPDX-License-Identifier: GPL-2.0-or-later
/* Text about single objects: what -i and -w ask for, and the details that -v adds. */
#include "core/render/report.h"
#include "core/render/render.h"

#include <string.h>

#define HANG (IR_TEXT_INDENT + 4) /* column of continuation lines */

static void add_line(struct ir_out *out, const char *text)
{
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_wrap(out, HANG, text);
	ir_out_raw(out, "\n");
}

/*
 * Append @label and @v. @as: 'x' address, 'h' hexadecimal, 'o' file mode, 'i' signed 32-bit number,
 * 'u' unsigned number
 */
static void add_value(struct ir_str *str, const char *label, struct ir_value v, char as)
{
	ir_str_add(str, "%s%s", str->len ? ", " : "", label);
	if (!v.known)
		ir_str_add(str, "?");
	else if (as == 'x')
		ir_str_add(str, "%016" PRIx64, v.v);
	else if (as == 'h')
		ir_str_add(str, "0x%" PRIx64, v.v);
	else if (as == 'o')
		ir_str_add(str, "%07" PRIo64, v.v & 0177777);
	else if (as == 'i')
		ir_str_add(str, "%" PRId32, (int32_t)(uint32_t)v.v);
	else
		ir_str_add(str, "%" PRIu64, v.v);
}

static void add_address(struct ir_str *str, struct ir_value v)
{
	if (v.known)
		ir_str_add(str, "%016" PRIx64, v.v);
	else
		ir_str_add(str, "?");
}

static void add_table(struct ir_out *out, const char *name, const struct ir_table *t)
{
	struct ir_str str = {0};

	ir_str_add(&str, "%s ", name);
	add_address(&str, t->address);
	if (t->symbol || t->near)
		ir_str_add(&str, " %s", t->symbol ? t->symbol : t->near);
	else if (t->address.known)
		ir_str_add(&str, t->address.v ? " (no symbol there)" : " (NULL)");
	if (t->from)
		ir_str_add(&str, ", from %s", t->from);
	add_line(out, str.s);
}

static void add_flags(struct ir_out *out, const char *name, const struct ir_flags *f)
{
	struct ir_str str = {0};

	ir_str_add(&str, "%s ", name);
	ir_str_flags(&str, f);
	add_line(out, str.s);
}

void ir_text_inode(struct ir_out *out, const struct ir_diagnosis *d)
{
	const struct ir_inode *inode = &d->inode;
	const struct ir_xfs_inode *ip = &d->xfs_inode;
	struct ir_str str = {0}, ids = {0}, xfs = {0};

	ir_text_section(out, "INODE");
	add_address(&str, inode->address);
	ir_str_add(&str, "  %s on %s", inode->fs ? inode->fs : "?",
		   inode->device ? inode->device : "?");
	add_value(&str, "i_sb ", inode->sb, 'x');
	add_line(out, str.s);
	add_value(&ids, "i_ino ", inode->ino, 'u');
	add_value(&ids, "i_generation ", inode->generation, 'u');
	add_value(&ids, "i_mode ", inode->mode, 'o');
	add_value(&ids, "i_count ", inode->i_count, 'i');
	add_line(out, ids.s);
	add_flags(out, "i_state", &inode->i_state);
	add_table(out, "i_op", &inode->i_op);
	add_table(out, "i_fop", &inode->i_fop);
	if (!ip->address.known)
		return;
	ir_text_section(out, "XFS_INODE");
	add_address(&xfs, ip->address);
	add_value(&xfs, "i_ino ", ip->ino, 'u');
	add_line(out, xfs.s);
	add_flags(out, "i_flags", &ip->i_flags);
}

void ir_text_walk(struct ir_out *out, const struct ir_walk *walk)
{
	struct ir_str nd = {0}, dentry = {0}, seq = {0};

	ir_str_add(&nd, "nameidata ");
	add_address(&nd, walk->nameidata);
	add_value(&nd, "depth ", walk->depth, 'u');
	ir_str_add(&nd, ", %s mode, looks up %s", walk->mode ? walk->mode : "?",
		   walk->name ? walk->name : "?");
	add_line(out, nd.s);
	add_flags(out, "flags", &walk->flags);
	if (!walk->dentry.known)
		return;
	ir_str_add(&dentry, "dentry ");
	add_address(&dentry, walk->dentry);
	ir_str_add(&dentry, " %s", walk->dentry_name ? walk->dentry_name : "?");
	if (walk->dentry_type)
		ir_str_add(&dentry, " (%s)", walk->dentry_type);
	if (walk->dentry_inode.known && !walk->dentry_inode.v)
		ir_str_add(&dentry, ", negative: d_inode 0");
	else
		add_value(&dentry, "d_inode ", walk->dentry_inode, 'x');
	add_line(out, dentry.s);
	add_value(&seq, "d_seq ", walk->dentry_seq, 'u');
	add_value(&seq, "saved by the walk ", walk->walk_seq, 'u');
	add_value(&seq, "count ", walk->dentry_count, 'i');
	add_value(&seq, "d_flags ", walk->dentry_flags, 'h');
	add_line(out, seq.s);
}

static void registers(struct ir_out *out, const struct ir_fault *fault)
{
	struct ir_str from = {0};

	if (!fault->nr_regs)
		return;
	ir_text_section(out, "REGISTERS");
	ir_str_add(&from, "from the %s; note, stack and log agree: %s",
		   fault->from ? fault->from : "?", ir_tri_words(fault->agree));
	if (fault->agree_text)
		ir_str_add(&from, " (%s)", fault->agree_text);
	add_line(out, from.s);
	for (unsigned i = 0; i < fault->nr_regs; i++) {
		ir_out_pad(out, IR_TEXT_INDENT + i % 3 * 23);
		ir_out_cell(out, 5, fault->regs[i].name ? fault->regs[i].name : "?");
		ir_out_pad(out, IR_TEXT_INDENT + i % 3 * 23 + 5);
		ir_out_fmt(out, "%016" PRIx64, fault->regs[i].value);
		if (i % 3 == 2 || i + 1 == fault->nr_regs)
			ir_out_raw(out, "\n");
	}
}

static void facts(struct ir_out *out, const struct ir_diagnosis *d)
{
	ir_text_section(out, "FACTS");
	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		const struct ir_evidence *e = &d->facts[i];
		enum ir_class class = ir_fact_class(i);
		struct ir_str str = {0};

		ir_str_add(&str, "%s%s%s: %s", ir_fact_id(i), class == IR_CLASS_NONE ? "" : " for ",
			   ir_class_name(class), ir_tri_words(e->holds));
		add_line(out, str.s);
	}
}

void ir_text_details(struct ir_out *out, const struct ir_diagnosis *d)
{
	registers(out, &d->fault);
	if (d->walk.nameidata.known) {
		ir_text_section(out, "WALK");
		ir_text_walk(out, &d->walk);
	}
	if (d->inode.address.known)
		ir_text_inode(out, d);
	if (d->called_through.address.known) {
		ir_text_section(out, "CALLED");
		add_table(out, "through", &d->called_through);
	}
	ir_text_section(out, "KERNEL");
	add_line(out, ir_exposed_words(d->kernel_exposed));
	if (d->exposed_text)
		add_line(out, d->exposed_text);
	facts(out, d);
	if (d->notes.origins.nr)
		ir_text_section(out, "ORIGINS");
	for (unsigned i = 0; i < d->notes.origins.nr; i++)
		add_line(out, d->notes.origins.items[i]);
	ir_out_raw(out, "\n");
}

/* What its i_op says about an inode that the user asked for; NULL for nothing. */
static const char *reading(const struct ir_inode *inode)
{
	if (!inode->i_op.symbol || strcmp(inode->i_op.symbol, "empty_iops"))
		return NULL;
	if (!inode->fs || strcmp(inode->fs, "xfs"))
		return "i_op is empty_iops: normal for inodes that are in no directory tree "
		       "(pipes, "
		       "anonymous inodes); on this file system it is not the XFS race.";
	return "i_op is empty_iops: the inode is being set up or recycled. A path walk without "
	       "locks that reached it as a symlink would call a NULL ->get_link now.";
}

void ir_report_inode(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg};

	ir_text_inode(&out, d);
	if (reading(&d->inode)) {
		ir_text_section(&out, "READING");
		ir_out_wrap(&out, IR_TEXT_INDENT, reading(&d->inode));
		ir_out_raw(&out, "\n");
	}
	if (d->inode.address.known) {
		ir_text_section(&out, "CHECK");
		ir_out_fmt(&out, "crash> struct inode.i_op,i_fop,i_state,i_ino %016" PRIx64 "\n",
			   d->inode.address.v);
	}
	if (d->xfs_inode.address.known) {
		ir_out_pad(&out, IR_TEXT_INDENT);
		ir_out_fmt(&out, "crash> struct xfs_inode.i_flags %016" PRIx64 "\n",
			   d->xfs_inode.address.v);
	}
	for (unsigned i = 0; i < d->notes.missing.nr; i++) {
		ir_text_section(&out, i ? "" : "MISSING");
		ir_out_wrap(&out, IR_TEXT_INDENT, d->notes.missing.items[i]);
		ir_out_raw(&out, "\n");
	}
	ir_out_flush(&out);
}

static void walkers(struct ir_out *out, const struct ir_diagnosis *d)
{
	ir_text_section(out, "WALKING");
	if (!d->nr_walkers)
		ir_out_raw(out, "no task was found in a path walk without locks (RCU mode)\n");
	for (unsigned i = 0; i < d->nr_walkers; i++) {
		const struct ir_walker *w = &d->walkers[i];
		const struct ir_walk *walk = &w->walk;
		struct ir_str str = {0};

		ir_str_task(&str, w->pid, w->comm, w->cpu);
		add_value(&str, "task ", w->task, 'x');
		add_line(out, str.s);
		ir_text_walk(out, walk);
		if (walk->dentry_seq.known && walk->walk_seq.known &&
		    walk->dentry_seq.v != walk->walk_seq.v)
			add_line(out, "The dentry has changed since this walk checked it.");
	}
	ir_out_raw(out, "\n");
}

void ir_report_in_flight(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg};

	walkers(&out, d);
	ir_text_section(&out, "AT INODES");
	if (!d->nr_peers)
		ir_out_raw(&out,
			   "no task was found setting up, recycling or evicting an XFS inode\n");
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *peer = &d->peers[i];
		struct ir_str str = {0}, doing = {0};

		ir_str_task(&str, peer->pid, peer->comm, peer->cpu);
		add_value(&str, "task ", peer->task, 'x');
		add_line(&out, str.s);
		ir_str_add(&doing, "%s in %s", peer->doing ? peer->doing : "?",
			   peer->function ? peer->function : "?");
		add_value(&doing, "inode ", peer->inode, 'x');
		if (peer->same_inode == IR_TRUE)
			ir_str_add(&doing, ", the inode of the walk that crashed");
		add_line(&out, doing.s);
	}
	for (unsigned i = 0; i < d->notes.unavailable.nr; i++) {
		ir_text_section(&out, i ? "" : "NOT SEEN");
		add_line(&out, d->notes.unavailable.items[i]);
	}
	ir_out_flush(&out);
}
