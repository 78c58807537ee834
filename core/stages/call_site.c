// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the CPU was calling or loading when it faulted. A call to NULL leaves RIP 0 and the return
 * address on the stack. The instructions before the return address show which slot of which table
 * was called.
 */
#include "core/stages/engine.h"
#include "core/mm/kasan.h"
#include "core/symbols/functions.h"
#include "core/stages/oops_facts.h"

#define CHECK_MAX 48 /* bytes between KASAN's look at the shadow and the load that it is for */

static uint64_t reg(const struct ir_engine *e, int i)
{
	return e->regs.v[i];
}

/* The address the call would have returned to. */
static enum ir_status return_address(struct ir_engine *e, uint64_t *ret)
{
	const struct ir_arch *a = e->k->arch;

	if (a->lr >= 0) {
		*ret = reg(e, a->lr);
		return ir_reg_known(&e->regs, a->lr) ? IR_OK : IR_NOTFOUND;
	}
	/*
	 * A retpoline's thunk reaches the function by a return instruction. So with or without
	 * retpolines the top of the stack is the address behind the call.
	 */
	return ir_reg_known(&e->regs, a->sp) ? ir_read_u64(e->k->t, reg(e, a->sp), ret)
					     : IR_NOTFOUND;
}

/*
 * Is @base the i_op of an inode that one of the first two arguments points at? IR_FALSE when both
 * were looked at.
 */
static enum ir_tri loaded_from_i_op(struct ir_engine *e, uint64_t base)
{
	enum ir_tri found = IR_FALSE;
	uint64_t op;

	for (int i = 0; i < 2; i++) {
		int arg = e->k->arch->arg[i];
		enum ir_status st;

		if (ir_reg_known(&e->regs, arg) && !e->k->arch->canonical(reg(e, arg)))
			continue;
		st = ir_reg_known(&e->regs, arg) ? ir_get(e->k, reg(e, arg), IR_M_INODE_OP, &op)
						 : IR_NOTFOUND;
		if (!st && op == base)
			return IR_TRUE;
		if (st && st != IR_FAULT)
			found = IR_UNKNOWN;
	}
	return found;
}

static const char *code_place(struct ir_engine *e, const struct ir_symbol *sym, uint64_t addr)
{
	return ir_fmt(e->k, "%s+0x%llx", sym->name, (unsigned long long)(addr - sym->addr));
}

/* The stack is not in the dump. When it crashed the kernel read it: the caller is in the log. */
static void judge_by_log(struct ir_engine *e)
{
	const struct ir_log_frame *f = e->event ? ir_event_caller(e->event) : NULL;
	const struct ir_arch *a = e->k->arch;
	enum ir_tri get_link, iop;
	const char *ip;

	if (!f)
		return;
	ir_event_null_call(a, e->event, &get_link, &iop);
	/* In a dump the log alone is no proof: that needs the return address itself. */
	if (e->task) {
		get_link = get_link == IR_TRUE ? IR_UNKNOWN : get_link;
		iop = get_link;
	}
	ip = a->ip_name ? a->ip_name : a->reg_names[a->ip];
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_GET_LINK, get_link,
		    f == &e->event->checker
			    ? ir_fmt(e->k, "about to call 0 from %s", f->symbol)
			    : ir_fmt(e->k, "fetched at 0, called from %s", f->symbol),
		    f == &e->event->checker ? ir_fmt(e->k,
						     "log: %s %s+0x%llx reads below the function "
						     "to call, which is NULL",
						     ip, f->symbol, (unsigned long long)f->offset)
					    : ir_fmt(e->k, "log: %s 0x0, first caller %s+0x%llx",
						     ip, f->symbol, (unsigned long long)f->offset),
		    NULL);
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_IOP, iop, NULL, NULL, NULL);
	if (get_link == IR_TRUE && ir_is_log(e->k->t))
		ir_judge_log_table(e);
}

/* Does @base hold a table that some inode has: that of an argument now, or one that only inodes get? */
static bool is_inode_table(struct ir_engine *e, uint64_t base)
{
	const struct ir_inode_tables *t = ir_inode_tables(e->k);

	return loaded_from_i_op(e, base) == IR_TRUE || (t->empty_iops && base == t->empty_iops) ||
	       ir_xfs_table_name(e->k, base);
}

/*
 * Was it a call of ->get_link? Names are a hint: a live patch, a clone or inlining gives the caller another one.
 * What the values say of the slot decides. A search that found no load, or a load of another path, says
 * nothing; the walk's own registers may still tell (walk.c).
 */
static enum ir_tri called_get_link(struct ir_engine *e)
{
	const struct ir_member *get_link = ir_member(e->k, IR_M_IOP_GET_LINK);
	const struct ir_call_site *site = &e->site;

	if (!get_link || !e->have_site || !site->slot_known)
		return IR_UNKNOWN;
	if (site->slot != (int64_t)get_link->offset)
		return site->followed ? IR_FALSE : IR_UNKNOWN;
	if (e->returns_to_walk)
		return IR_TRUE;
	return site->followed && ir_reg_known(&e->regs, site->base_reg) &&
			       is_inode_table(e, reg(e, site->base_reg))
		       ? IR_TRUE
		       : IR_UNKNOWN;
}

/*
 * Was it a call of some inode operation? A table that only inodes have tells, but without the slot it could be ->get_link of
 * the race, which is called with a first argument of 0.
 */
static enum ir_tri called_inode_operation(struct ir_engine *e, enum ir_tri is_get_link)
{
	const int base = e->site.base_reg, arg = e->k->arch->arg[0];
	enum ir_tri loaded;

	if (!e->have_site || !ir_reg_known(&e->regs, base))
		return IR_UNKNOWN;
	loaded = loaded_from_i_op(e, reg(e, base));
	if (loaded == IR_TRUE)
		return IR_TRUE;
	/* The inode may have another table by now. */
	if (e->site.followed && is_inode_table(e, reg(e, base)))
		return ir_reg_known(&e->regs, arg) && reg(e, arg) ? IR_TRUE : IR_UNKNOWN;
	/* The slot tells what was called only where values were followed to the call. */
	return is_get_link == IR_FALSE ? loaded : IR_UNKNOWN;
}

static void decide_call(struct ir_engine *e, const struct ir_symbol *sym, const char *source,
			const char *check)
{
	const struct ir_member *get_link = ir_member(e->k, IR_M_IOP_GET_LINK);
	enum ir_tri is_get_link = called_get_link(e), is_iop = is_get_link;

	if (is_get_link != IR_TRUE)
		is_iop = called_inode_operation(e, is_get_link);
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_GET_LINK, is_get_link,
		    is_get_link == IR_FALSE ? ir_fmt(e->k,
						     "%s called NULL from slot 0x%llx of a table, "
						     "->get_link is at 0x%llx",
						     sym->name, (unsigned long long)e->site.slot,
						     (unsigned long long)get_link->offset)
		    : is_get_link == IR_TRUE
			    ? "fetched at 0, from the get_link call site"
			    : ir_fmt(e->k, "fetched at 0, called from %s", sym->name),
		    source, check);
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_IOP, is_iop,
		    is_iop == IR_TRUE
			    ? ir_fmt(e->k, "%s called an inode operation that is NULL", sym->name)
			    : NULL,
		    source, check);
	ir_fact_set(e->d, IR_FACT_WALK_USED_IOP, is_iop, NULL, NULL, NULL);
}

/*
 * The call lies in memory without a symbol, as some live patches do. Which slot was called the walk's registers may
 * still tell (walk.c).
 */
static void judge_nameless_caller(struct ir_engine *e, uint64_t ret, const char *ip)
{
	const struct ir_arch *a = e->k->arch;

	if (!e->called_by_code) {
		judge_by_log(e);
		return;
	}
	e->have_site = a->call_site && !a->call_site(e->k, ret, &e->site);
	ir_fact_set(e->d, IR_FACT_CALLED_NULL_GET_LINK, IR_UNKNOWN,
		    "fetched at 0, called from code without a symbol",
		    ir_fmt(e->k, "%s, %s %016llx follows %s%s%s", ip, a->ret_name,
			   (unsigned long long)ret, e->have_site ? "\"" : "a call",
			   e->have_site ? e->site.text : "", e->have_site ? "\"" : ""),
		    ir_fmt(e->k, "dis -r %016llx | tail -12", (unsigned long long)ret));
}

/* The CPU fetched where NULL is called: whose call was it? */
static void judge_null_call(struct ir_engine *e)
{
	const struct ir_arch *a = e->k->arch;
	const char *ip = ir_fmt(e->k, "%s %llx", a->ip_name, (unsigned long long)reg(e, a->ip)),
		   *source, *check;
	struct ir_symbol sym;
	uint64_t ret;

	ir_fact_set(e->d, IR_FACT_CALLED_NULL, IR_TRUE,
		    "the CPU fetched an instruction at address 0",
		    ir_fmt(e->k, "%s in the registers from the %s", ip, e->d->fault.from), NULL);
	if (return_address(e, &ret)) {
		judge_by_log(e);
		return;
	}
	e->called_by_code = a->follows_call && a->follows_call(e->k->t, ret);
	if (ir_symbol_at(e->k->t, ret - 1, &sym)) {
		judge_nameless_caller(e, ret, ip);
		return;
	}
	ir_symbol_base(sym.name);
	e->called_by_code = true;
	e->caller = ir_arena_strdup(e->k->arena, sym.name);
	e->returns_to_walk = ir_function_has_role(sym.name, IR_ROLE_GET_LINK);
	source = ir_fmt(e->k, "%s, %s %016llx = %s", ip, a->ret_name, (unsigned long long)ret,
			code_place(e, &sym, ret));
	check = ir_fmt(e->k, "dis -r %016llx | tail -12", (unsigned long long)ret);
	e->have_site = a->call_site && !a->call_site(e->k, ret, &e->site);
	if (e->have_site)
		source = ir_fmt(e->k, "%s, after \"%s\"", source, e->site.text);
	decide_call(e, &sym, source, check);
	ir_fact_check(e->d, IR_FACT_CALLED_NULL_GET_LINK,
		      ir_fmt(e->k, "rd -s %016llx", (unsigned long long)reg(e, a->sp)));
}

/* A check of what lies before the function, made by the caller, faulted: NULL was about to be called. */
static bool checked_null(struct ir_engine *e)
{
	const struct ir_arch *a = e->k->arch;
	uint64_t ip = reg(e, a->ip);
	struct ir_symbol sym;
	const char *source;

	/* Where the address is known, it lies just below NULL. */
	if (e->d->fault.address.known && e->d->fault.address.v < (uint64_t)-256)
		return false;
	if (!a->null_check || !a->null_check(e->k, &e->regs, &e->site) ||
	    ir_symbol_at(e->k->t, ip, &sym))
		return false;
	ir_symbol_base(sym.name);
	e->have_site = e->called_by_code = true;
	e->caller = ir_arena_strdup(e->k->arena, sym.name);
	e->d->fault.kind = ir_event_name(IR_EV_NULL_CALL);
	e->returns_to_walk = ir_function_has_role(sym.name, IR_ROLE_GET_LINK);
	source = ir_fmt(e->k, "%s %016llx = %s checks the function before \"%s\"", a->ip_name,
			(unsigned long long)ip, code_place(e, &sym, ip), e->site.text);
	ir_fact_set(e->d, IR_FACT_CALLED_NULL, IR_TRUE, "the kernel was about to call address 0",
		    source, NULL);
	decide_call(e, &sym, source, ir_fmt(e->k, "dis %016llx 8", (unsigned long long)ip));
	return true;
}

/*
 * The load that faulted at @ip, or the one that KASAN had looked up the shadow for when it died there: it follows
 * soon, and its address is the one whose shadow faulted.
 */
static enum ir_status faulting_load(struct ir_engine *e, uint64_t ip, int *base, int64_t *disp,
				    const char **what)
{
	const struct ir_arch *a = e->k->arch;
	const struct ir_value fault = e->d->fault.address;
	uint64_t from;

	*what = "reads";
	if (!a->load_at)
		return IR_UNSUPPORTED;
	if (!a->load_at(e->k->t, ip, base, disp))
		return IR_OK;
	*what = "is KASAN's check of";
	for (unsigned n = 1; n < CHECK_MAX && fault.known && ir_kasan_checked(a, fault.v, &from);
	     n++) {
		if (!a->load_at(e->k->t, ip + n, base, disp) && ir_reg_known(&e->regs, *base) &&
		    (reg(e, *base) + (uint64_t)*disp) >> 3 == from >> 3)
			return IR_OK;
	}
	return IR_NOTFOUND;
}

/*
 * Is @base the i_op of an inode that a register or the link's dentry leads to? Other structures have something at the
 * place of get_link, too.
 */
static bool is_op_of_inode(struct ir_engine *e, uint64_t base)
{
	struct ir_walk w;
	uint64_t op;

	for (unsigned i = 0; i < e->k->arch->nr_regs; i++) {
		if (ir_reg_known(&e->regs, (int)i) && e->k->arch->canonical(reg(e, (int)i)) &&
		    reg(e, (int)i) % 8 == 0 && !ir_get(e->k, reg(e, (int)i), IR_M_INODE_OP, &op) &&
		    op == base)
			return true;
	}
	return e->task && !ir_read_walk(e->k, e->task, &w) && w.dentry_inode.known &&
	       e->k->arch->canonical(w.dentry_inode.v) &&
	       !ir_get(e->k, w.dentry_inode.v, IR_M_INODE_OP, &op) && op == base;
}

/*
 * A fault within a function that follows symlinks: did it load i_op, or get_link from i_op's table?
 */
static void judge_bad_load(struct ir_engine *e)
{
	const struct ir_member *get_link = ir_member(e->k, IR_M_IOP_GET_LINK);
	const struct ir_member *i_op = ir_member(e->k, IR_M_INODE_OP);
	uint64_t ip = reg(e, e->k->arch->ip);
	struct ir_symbol sym;
	const char *what;
	int64_t disp;
	int base;

	if (!get_link || !i_op || ir_symbol_at(e->k->t, ip, &sym))
		return;
	ir_symbol_base(sym.name);
	if (!ir_function_has_role(sym.name, IR_ROLE_GET_LINK) ||
	    faulting_load(e, ip, &base, &disp, &what))
		return;
	if (disp != (int64_t)get_link->offset && disp != (int64_t)i_op->offset) {
		ir_fact_set(e->d, IR_FACT_WALK_USED_IOP, IR_FALSE, NULL, NULL, NULL);
		return;
	}
	if (disp == (int64_t)get_link->offset && !is_op_of_inode(e, reg(e, base)))
		return;
	e->site.base_reg = disp == (int64_t)get_link->offset ? base : -1;
	e->site.fn_reg = -1;
	e->site.slot = disp;
	e->site.slot_known = true;
	e->have_site = true;
	ir_fact_set(e->d, IR_FACT_WALK_USED_IOP, IR_TRUE,
		    disp == (int64_t)get_link->offset
			    ? "the walk faulted loading ->get_link through the inode's i_op"
			    : "the walk faulted loading i_op from the inode",
		    ir_fmt(e->k, "%s %016llx = %s %s 0x%x(%%%s), %s = %016llx", e->k->arch->ip_name,
			   (unsigned long long)ip, code_place(e, &sym, ip), what, (unsigned)disp,
			   e->k->arch->reg_names[base], e->k->arch->reg_names[base],
			   (unsigned long long)reg(e, base)),
		    ir_fmt(e->k, "dis %016llx 2", (unsigned long long)ip));
}

bool ir_fault_follows_link(const struct ir_engine *e)
{
	const struct ir_backtrace *bt = &e->d->fault.backtrace;

	return e->have_exception && bt->nr &&
	       ir_function_has_role(bt->frames[0].symbol, IR_ROLE_GET_LINK);
}

void ir_stage_call_site(struct ir_engine *e)
{
	const struct ir_arch *a = e->k->arch;
	bool known = ir_reg_known(&e->regs, a->ip);
	uint64_t ip = known ? reg(e, a->ip) : 0;

	e->site.base_reg = e->site.fn_reg = -1;
	if (!e->have_exception)
		return;
	if (known && ir_arch_is_null(a, ip)) {
		judge_null_call(e);
		return;
	}
	if (known && checked_null(e))
		return;
	if (!known && e->event && e->event->checker.symbol[0]) {
		ir_fact_set(e->d, IR_FACT_CALLED_NULL, IR_TRUE,
			    "the kernel was about to call address 0", "log: its instructions",
			    NULL);
		judge_by_log(e);
		return;
	}
	if (!known && e->event && ir_event_checks_unseen(e->event))
		return;
	if (known || (e->event && (e->event->have_ip || e->event->not_at_0))) {
		ir_fact_set(e->d, IR_FACT_CALLED_NULL, IR_FALSE, NULL, NULL, NULL);
		ir_fact_set(e->d, IR_FACT_CALLED_NULL_GET_LINK, IR_FALSE, NULL, NULL, NULL);
		ir_fact_set(e->d, IR_FACT_CALLED_NULL_IOP, IR_FALSE, NULL, NULL, NULL);
		if (ir_fact_holds(e->d, IR_FACT_AT_LINK) == IR_FALSE)
			ir_fact_set(e->d, IR_FACT_WALK_USED_IOP, IR_FALSE, NULL, NULL, NULL);
		else if (known)
			judge_bad_load(e);
	}
}
