// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The crash commands that show a fact's values are not in the JSON. Those that need no more than
 * the addresses in it are put together here, in the words core uses.
 */
#include "triage/ticket/ticket_checks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void add(struct ir_diagnosis *d, enum ir_fact fact, const char *command)
{
	for (unsigned n = 0; d->facts[fact].text && n < IR_MAX_CHECKS; n++) {
		if (d->facts[fact].check[n])
			continue;
		d->facts[fact].check[n] = command;
		return;
	}
}

static void check(struct ir_diagnosis *d, enum ir_fact fact, struct ir_value v, const char *before,
		  const char *after)
{
	if (v.known && v.v)
		add(d, fact, ir_arena_printf(&d->arena, "%s%" PRIx64 "%s", before, v.v, after));
}

/* The address that stands after @word in the fact's source. */
static struct ir_value quoted(const struct ir_diagnosis *d, enum ir_fact fact, const char *word)
{
	const char *at = d->facts[fact].source ? strstr(d->facts[fact].source, word) : NULL;
	char *end = NULL;
	uint64_t v = at ? strtoull(at + strlen(word), &end, 16) : 0;

	return (struct ir_value){at && end == at + strlen(word) + 16, v};
}

static struct ir_value reg(const struct ir_diagnosis *d, const char *name)
{
	for (unsigned i = 0; i < d->fault.nr_regs; i++) {
		if (!strcmp(d->fault.regs[i].name, name))
			return (struct ir_value){true, d->fault.regs[i].value};
	}
	return (struct ir_value){false, 0};
}

void ir_ticket_checks(struct ir_diagnosis *d)
{
	const struct ir_backtrace *bt = &d->fault.backtrace;
	struct ir_value first = {bt->nr > 0, bt->nr ? bt->frames[0].ip : 0};
	struct ir_value sp = reg(d, "rsp");

	if (!sp.known)
		sp = reg(d, "sp");
	check(d, IR_FACT_CALLED_NULL_GET_LINK, first, "dis -r ", " | tail -12");
	check(d, IR_FACT_CALLED_NULL_GET_LINK, sp, "rd -s ", "");
	check(d, IR_FACT_RCU_WALK, d->walk.nameidata, "struct nameidata.flags,depth,stack ", "");
	check(d, IR_FACT_INODE_IS_XFS, d->inode.address,
	      "struct inode.i_sb,i_op,i_state,i_ino,i_mode ", "");
	check(d, IR_FACT_DENTRY_DIED, d->walk.dentry,
	      "struct dentry.d_seq,d_inode,d_lockref,d_flags ", "");
	check(d, IR_FACT_TABLE_TRANSIENT, d->called_through.address,
	      "struct inode_operations.get_link ", "");
	check(d, IR_FACT_TABLE_TRANSIENT, d->called_through.address, "sym ", "");
	add(d, IR_FACT_INODE_RECYCLING, "mod -s xfs");
	check(d, IR_FACT_INODE_RECYCLING, d->xfs_inode.address, "struct xfs_inode.i_flags ", "");
	check(d, IR_FACT_PEER_SAME_INODE, quoted(d, IR_FACT_PEER_SAME_INODE, "stack word "), "rd ",
	      "");
	check(d, IR_FACT_KERNEL_EXPOSED, quoted(d, IR_FACT_KERNEL_EXPOSED, "("), "dis ", "");
	check(d, IR_FACT_DENTRY_TYPE_DAMAGED, d->walk.dentry, "struct dentry.d_flags ", "");
	check(d, IR_FACT_IOP_DAMAGED, d->called_through.address, "sym ", "");
	for (unsigned i = 0; i < d->nr_peers; i++) {
		struct ir_peer *peer = &d->peers[i];

		if (peer->same_inode == IR_TRUE && peer->pid.known)
			add(d, IR_FACT_PEER_SAME_INODE,
			    ir_arena_printf(&d->arena, "bt %" PRIu64, peer->pid.v));
	}
}
