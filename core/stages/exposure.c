// SPDX-License-Identifier: GPL-2.0-or-later
/* Can the race happen on this kernel at all? Its code tells; exposure.h has the three questions. */
#include "core/stages/exposure.h"

#include <string.h>

#define UNKNOWN_SIZE 4096 /* bytes to read of a function whose size is not known */

uint64_t ir_code_size(const struct ir_symbol *sym)
{
	return sym->size ? sym->size : UNKNOWN_SIZE;
}

void ir_show_insn(struct ir_engine *e, struct ir_exposed_answer *q, const struct ir_symbol *sym,
		  uint64_t addr, const char *what)
{
	struct ir_symbol plain = *sym;
	struct ir_shown_insn *s;
	struct ir_code *c;
	char text[96];

	if (!e->thorough || q->nr == IR_MAX_SHOWN || !e->k->arch->text ||
	    ir_code_open(e->k, sym->addr, ir_code_size(sym), &c) || addr - c->start >= c->size)
		return;
	s = &q->insns[q->nr++];
	ir_symbol_base(plain.name);
	*s = (struct ir_shown_insn){.what = what, .addr = addr, .offset = addr - sym->addr};
	s->function = ir_arena_strdup(&e->d->arena, plain.name);
	s->module = ir_arena_strdup(&e->d->arena, plain.module);
	s->len = (unsigned)e->k->arch->text(c, (size_t)s->offset, text, sizeof(text));
	if (s->len > sizeof(s->bytes) || s->len > c->size - s->offset)
		s->len = 0;
	memcpy(s->bytes, c->bytes + s->offset, s->len);
	if (s->len)
		s->text = ir_arena_strdup(&e->d->arena, text);
}

static void set_facts(struct ir_engine *e, enum ir_tri exposed, const char *why_not,
		      const char *what, uint64_t call)
{
	const char *text = exposed == IR_TRUE ? "this kernel's XFS resets the whole VFS inode when "
						"it recycles one"
					      : what;

	e->d->kernel_exposed = exposed;
	e->d->exposure.reason = text;
	ir_fact_set(e->d, IR_FACT_KERNEL_EXPOSED, exposed, text, e->d->exposed_text,
		    call ? ir_fmt(e->k, "dis %016llx", (unsigned long long)call) : NULL);
	if (exposed == IR_FALSE)
		ir_fact_set(e->d, IR_FACT_RACE_IMPOSSIBLE, IR_TRUE,
			    ir_fmt(e->k, "the race cannot happen on this kernel: %s", why_not),
			    e->d->exposed_text, NULL);
}

/* What the answers rest on, in one sentence for the report */
static const char *exposed_text(struct ir_engine *e)
{
	const struct ir_exposure *x = &e->d->exposure;
	const char *text = x->resets.reason;

	if (x->waits.holds != IR_FALSE && x->waits.reason)
		text = ir_fmt(e->k, "%s; %s", text, x->waits.reason);
	return ir_fmt(e->k, "%s; %s", text, x->rechecks.reason);
}

static void judge(struct ir_engine *e, uint64_t call)
{
	const struct ir_exposure *x = &e->d->exposure;

	e->d->exposed_text = exposed_text(e);
	if (x->waits.holds == IR_TRUE)
		set_facts(e, IR_FALSE,
			  "XFS waits for an RCU grace period before it resets an inode",
			  "this kernel's XFS waits for an RCU grace period before it recycles an "
			  "inode",
			  call);
	else if (x->rechecks.holds == IR_TRUE)
		set_facts(e, IR_FALSE,
			  "path lookup checks the dentry again before it calls get_link",
			  "this kernel's path lookup checks d_seq between loading get_link and "
			  "calling it",
			  call);
	else if (x->resets.holds != IR_TRUE)
		set_facts(e, IR_UNKNOWN, NULL,
			  "whether this kernel's XFS resets the whole VFS inode is not known",
			  call);
	else if (x->waits.holds == IR_FALSE && x->rechecks.holds == IR_FALSE)
		set_facts(e, IR_TRUE, NULL, NULL, call);
	else
		set_facts(
			e, IR_UNKNOWN, NULL,
			x->waits.holds == IR_UNKNOWN
				? "whether XFS waits for walkers before it resets an inode is not "
				  "known"
				: "XFS resets the inode; whether path lookup notices is not known",
			call);
}

static void ask(struct ir_exposure *x)
{
	x->resets.rule = "XFS's recycle path calls the initialiser of the VFS inode, which stores "
			 "i_op";
	x->waits.rule = "every path to that call waits for an RCU grace period";
	x->rechecks.rule =
		"every path from loading ->get_link to calling it without a dentry, and from "
		"loading ->i_link to reading the text, compares d_seq with the saved one";
}

/* A search that finds nothing says nothing: the compiler, a thunk or a patch may hide the call. */
static void set_unknown(struct ir_engine *e, const struct ir_reset *r)
{
	static const char what[] =
		"whether this kernel's XFS resets the whole VFS inode is not known";

	e->d->exposure.reason = what;
	if (!r->asked || r->unread)
		return;
	e->d->exposed_text = e->d->exposure.resets.reason;
	set_facts(e, IR_UNKNOWN, NULL, what, 0);
}

void ir_stage_exposure(struct ir_engine *e)
{
	struct ir_exposure *x = &e->d->exposure;
	struct ir_reset r;

	if (!e->k->arch->find_call)
		return;
	ask(x);
	ir_find_reset(e, &r);
	if (!e->thorough && !r.found) {
		set_unknown(e, &r);
		return;
	}
	ir_walk_rechecks(e);
	if (r.found) {
		ir_wait_before(&r);
		judge(e, r.found);
		return;
	}
	if (x->rechecks.holds == IR_TRUE)
		judge(e, 0);
	else
		set_unknown(e, &r);
}
