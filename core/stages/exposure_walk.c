// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does path lookup check the dentry again? Kernels with "vfs: check dentry is still valid in
 * get_link()" (Ian Kent, 2021; never merged, in later RHEL 8 and 9) compare the link's d_seq with
 * the saved one after they load get_link and before they call it without a reference. A reset of
 * the inode before the compare is noticed. A reset after it does no harm, because the function is
 * already loaded. A compare before the load, as in pick_link() since 6.19, leaves the window open
 * and does not count.
 *
 * Before that it reads inode->i_link. Where no compare stands between that and the text's first byte, a walk still
 * dies of an inode that came back as a directory (shape link-text).
 */
#include "core/stages/exposure.h"
#include "core/stages/exposure_walk.h"
#include "core/symbols/livepatch.h"

#include <string.h>

#define MAX_GUARDS 8

/* The GET_LINK functions of functions.def that are not inlined in some kernel */
static const char *const walkers[] = {"pick_link",	  "step_into_slowpath", "step_into",
				      "trailing_symlink", "walk_component",	"link_path_walk"};

struct search {
	struct ir_engine *e;
	struct ir_walk_offsets o;
	unsigned nr_open, nr_guarded, nr_unsure; /* calls of get_link without a reference */
	unsigned nr_text,
		nr_no_text; /* guarded ones beside which the text is used unguarded; or it is not known */
	bool unread;	    /* some code could not be read */
	const char *text;
};

static bool find_offsets(struct ir_engine *e, struct ir_walk_offsets *o)
{
	const struct {
		enum ir_member_id id;
		int64_t *offset;
		bool needed;
	} wanted[] = {
		{IR_M_IOP_GET_LINK, &o->get_link, true}, {IR_M_INODE_OP, &o->i_op, true},
		{IR_M_DENTRY_SEQ, &o->d_seq, true},	 {IR_M_SAVED_SEQ, &o->saved_seq, true},
		{IR_M_SAVED_DONE, &o->done, true},	 {IR_M_ND_NEXT_SEQ, &o->next_seq, false},
		{IR_M_DENTRY_INODE, &o->d_inode, false},
	};
	/* A diagnosis does not ask for the last one: the slices that there are do not have its place. */
	size_t nr = sizeof(wanted) / sizeof(wanted[0]) - !e->thorough;

	o->d_inode = -1;
	for (size_t i = 0; i < nr; i++) {
		const struct ir_member *m = ir_member(e->k, wanted[i].id);

		if (!m && wanted[i].needed)
			return false;
		*wanted[i].offset = m ? (int64_t)m->offset : -1;
	}
	return true;
}

/*
 * Is @s a call through inode->i_op->get_link? *@load: offset of the instruction that loads the
 * pointer.
 */
static bool calls_get_link(const struct search *f, const struct ir_code *c, const struct ir_step *s,
			   size_t *load)
{
	const struct ir_step *read;
	struct ir_place inode;

	if (s->kind != IR_STEP_CALL || s->target)
		return false;
	read = ir_code_function_of(c, s);
	if (!read)
		return false;
	*load = read->at;
	return read->mem.offset == f->o.get_link &&
	       ir_code_loaded_from(c, (struct ir_place){read->mem.root, 0}, &inode) &&
	       inode.offset == f->o.i_op;
}

/* Is the value @v what a call after @load has answered? */
static bool answered_after(struct search *f, struct ir_code *c, struct ir_place v, size_t load,
			   size_t site)
{
	uint16_t avoid = (uint16_t)site;

	for (unsigned i = 0; v.root >= IR_ROOT_INSN && i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_CALL && s->at == v.root - IR_ROOT_INSN)
			return f->e->k->arch->reaches(c, load, s->at, &avoid, 1) != IR_FALSE;
	}
	return false;
}

/*
 * Does @s ask by other means whether the inode is still the one that it was: does it compare d_inode or
 * i_op with something, or look at what a function has answered since? What comes of it is not followed.
 */
static bool looks_again(struct search *f, struct ir_code *c, const struct ir_step *s, size_t load,
			size_t site)
{
	if (!f->e->thorough || (s->kind != IR_STEP_COMPARE && s->kind != IR_STEP_TEST))
		return false;
	for (unsigned i = 0; s->kind == IR_STEP_COMPARE && !s->has_imm && i < 2; i++) {
		struct ir_place mem;

		if (s->width == 8 && ir_side_of(c, s, !i, &mem) && mem.root != IR_ROOT_STACK &&
		    (mem.offset == f->o.d_inode || mem.offset == f->o.i_op))
			return true;
	}
	return !s->has_mem && answered_after(f, c, s->value, load, site);
}

/* Offsets of compares that guard a call. @unsure: a compare may be one. */
struct guards {
	uint16_t at[MAX_GUARDS];
	unsigned nr;
	bool unsure;
};

/* Find the compares between @load and the call that only an unchanged dentry passes. */
static void find_guards(struct search *f, struct ir_code *c, const struct ir_step *site,
			size_t load, struct guards *g)
{
	const struct ir_arch *a = f->e->k->arch;

	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];
		uint16_t again = (uint16_t)load;
		enum ir_tri is = looks_again(f, c, s, load, site->at)
					 ? IR_UNKNOWN
					 : ir_compares_d_seq(&f->o, c, site, s);

		if (is == IR_FALSE || s->at == load ||
		    a->reaches(c, load, s->at, &site->at, 1) == IR_FALSE ||
		    a->reaches(c, s->at, site->at, &again, 1) == IR_FALSE)
			continue;
		if (is == IR_TRUE && g->nr < MAX_GUARDS && a->guards(c, s->at, site->at) == IR_TRUE)
			g->at[g->nr++] = s->at;
		else
			g->unsure = true;
	}
}

static void add_text(struct search *f, const char *text)
{
	f->text = f->text ? ir_fmt(f->e->k, "%s; %s", f->text, text) : text;
}

/* @guard: offset of the compare between them, 0 for none */
static void show_site(struct search *f, const struct ir_symbol *sym, size_t load, size_t call,
		      size_t guard)
{
	struct ir_exposed_answer *q = &f->e->d->exposure.rechecks;

	ir_show_insn(f->e, q, sym, sym->addr + load, "loads ->get_link");
	if (guard)
		ir_show_insn(f->e, q, sym, sym->addr + guard, "compares d_seq with the saved one");
	ir_show_insn(f->e, q, sym, sym->addr + call, "calls it without a dentry");
}

/* Beside the guarded call @site: is the text that i_link points to read without a compare? */
static void judge_text(struct search *f, struct ir_code *c, const struct ir_symbol *sym,
		       const struct ir_step *site)
{
	size_t load, use;
	enum ir_tri used = ir_text_unchecked(f->e, &f->o, c, site, &load, &use);

	f->nr_text += used == IR_TRUE;
	f->nr_no_text += used == IR_UNKNOWN;
	if (used == IR_UNKNOWN)
		add_text(f, "whether i_link's text is read without such a compare is not seen");
	else
		add_text(f, ir_fmt(f->e->k, "%s loads ->i_link, %s reads the text, %s",
				   ir_insn_text(f->e->k, c, sym->name, load),
				   ir_insn_text(f->e->k, c, sym->name, use),
				   used == IR_TRUE ? "no compare of d_seq between them"
						   : "d_seq is compared between them"));
}

/* Is the call @site guarded, open, or not understood? */
static void judge_site(struct search *f, struct ir_code *c, const struct ir_symbol *sym,
		       const struct ir_step *site, size_t load)
{
	struct guards g = {.nr = 0};
	enum ir_tri past = IR_TRUE;
	const char *between;

	find_guards(f, c, site, load, &g);
	if (g.nr)
		past = f->e->k->arch->reaches(c, load, site->at, g.at, g.nr);
	if (g.nr && past == IR_FALSE) {
		f->nr_guarded++;
		between = ir_fmt(f->e->k,
				 "between them %s compares the link's d_seq with the saved one",
				 ir_insn_text(f->e->k, c, sym->name, g.at[0]));
	} else if (g.nr || g.unsure) {
		f->nr_unsure++;
		between = "a compare between them is not understood";
	} else {
		f->nr_open++;
		between = "no compare of d_seq between them";
	}
	show_site(f, sym, load, site->at, g.nr ? g.at[0] : 0);
	/* A few calls are enough to show. */
	if (f->nr_open + f->nr_guarded + f->nr_unsure > 3 && f->text)
		return;
	add_text(f, ir_fmt(f->e->k, "%s loads ->get_link, %s calls it, %s",
			   ir_insn_text(f->e->k, c, sym->name, load),
			   ir_insn_text(f->e->k, c, sym->name, site->at), between));
	if (g.nr && past == IR_FALSE && !f->nr_text)
		judge_text(f, c, sym, site);
}

/* Judge all calls of get_link in @c whose first argument is @dentry; returns how many there are. */
static unsigned judge_calls(struct search *f, struct ir_code *c, const struct ir_symbol *sym,
			    struct ir_place dentry)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->nr_steps; i++) {
		const struct ir_step *s = &c->steps[i];
		size_t load;

		if (s->args[0].root != dentry.root || s->args[0].offset != dentry.offset ||
		    !calls_get_link(f, c, s, &load))
			continue;
		judge_site(f, c, sym, s, load);
		n++;
	}
	return n;
}

static bool judge_function(const struct ir_symbol *found, void *arg)
{
	struct search *f = arg;
	struct ir_symbol sym = *found;
	struct ir_code *c;
	const char *how;
	uint64_t at;

	if (sym.module[0])
		return true;
	at = ir_livepatch_target(f->e->k, sym.addr, &how);
	if (at != sym.addr && (ir_symbol_at(f->e->k->t, at, &sym) || sym.addr != at)) {
		f->unread = true;
		return true;
	}
	if (how[0])
		add_text(f, ir_fmt(f->e->k, "%s (%016llx)%s", found->name,
				   (unsigned long long)found->addr, how));
	if (ir_code_open(f->e->k, sym.addr, sym.size, &c)) {
		f->unread = true;
		return true;
	}
	ir_symbol_base(sym.name);
	/*
	 * Without a reference the first argument is 0, else it is the dentry. Where no call has a
	 * 0, the compiler has merged both calls into one, whose argument is not known.
	 */
	if (!judge_calls(f, c, &sym, (struct ir_place){IR_ROOT_CONST, 0}))
		judge_calls(f, c, &sym, (struct ir_place){IR_ROOT_UNKNOWN, 0});
	return true;
}

void ir_walk_rechecks(struct ir_engine *e)
{
	struct search f = {.e = e};
	struct ir_exposed_answer *q = &e->d->exposure.rechecks;

	q->reason = "path lookup's call of get_link could not be read";
	if (!e->k->arch->follow)
		return;
	if (!find_offsets(e, &f.o)) {
		q->reason = "path lookup's call of get_link could not be read: the places of "
			    "inode.i_op, "
			    "dentry.d_seq and saved.seq are not known";
		return;
	}
	for (size_t i = 0; i < sizeof(walkers) / sizeof(walkers[0]); i++)
		(void)!ir_each_symbol(e->k->t, walkers[i], judge_function, &f);
	if (f.text)
		q->reason = f.text;
	if (f.nr_guarded && !f.nr_open && !f.nr_unsure && !f.unread)
		e->d->exposure.call_guarded = true;
	if (f.nr_open || f.nr_text)
		q->holds = IR_FALSE;
	else if (e->d->exposure.call_guarded && !f.nr_no_text)
		q->holds = IR_TRUE;
}
