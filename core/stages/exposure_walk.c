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
#include "core/symbols/livepatch.h"

#include <string.h>

#define MAX_GUARDS 8

/* The GET_LINK functions of functions.def that are not inlined in some kernel */
static const char *const walkers[] = {"pick_link",	  "step_into_slowpath", "step_into",
				      "trailing_symlink", "walk_component",	"link_path_walk"};

/* Offsets of the members by which the code is recognised; next_seq is -1 where there is none. */
struct offsets {
	int64_t get_link, i_op, d_seq, saved_seq, next_seq, done, d_inode;
};

struct search {
	struct ir_engine *e;
	struct offsets o;
	unsigned nr_open, nr_guarded, nr_unsure; /* calls of get_link without a reference */
	unsigned nr_text; /* guarded ones beside which i_link is used unguarded */
	bool unread;	  /* some code could not be read */
	const char *text;
};

static bool find_offsets(struct ir_engine *e, struct offsets *o)
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

/*
 * One side of a compare as a place in memory: its operand, or where the register was loaded from.
 */
static bool side_of(const struct ir_code *c, const struct ir_step *s, bool first,
		    struct ir_place *mem)
{
	if (first && s->has_mem) {
		*mem = s->mem;
		return true;
	}
	return ir_code_loaded_from(c, first ? s->result : s->value, mem);
}

/*
 * Is @mem, or the register @value, the sequence count that the walk saved for the link of call
 * @site?
 */
static bool is_saved(const struct search *f, const struct ir_code *c, const struct ir_step *site,
		     const struct ir_place *mem, struct ir_place value)
{
	struct ir_place last = site->args[2];

	/* The third argument is &last->done, which gives last where the compiler kept it. */
	last.offset -= (int32_t)f->o.done;
	if (mem && mem->root && mem->root == last.root && last.root != IR_ROOT_STACK) {
		if (mem->offset == last.offset + f->o.saved_seq)
			return true;
	} else if (mem && mem->offset == f->o.saved_seq &&
		   (!mem->root || !last.root || last.root == IR_ROOT_STACK)) {
		return true;
	}
	if (mem && f->o.next_seq >= 0 && mem->offset == f->o.next_seq)
		return true;
	for (unsigned i = 0; !mem && i < c->nr_steps; i++) { /* is this register stored to it? */
		const struct ir_step *s = &c->steps[i];

		if (s->kind == IR_STEP_STORE && s->width == 4 && s->mem.offset == f->o.saved_seq &&
		    ir_place_same(s->value, value))
			return true;
	}
	return false;
}

/* Does @s compare a d_seq with the saved one? IR_UNKNOWN: with something not understood */
static enum ir_tri compares_d_seq(const struct search *f, const struct ir_code *c,
				  const struct ir_step *site, const struct ir_step *s)
{
	if (s->kind != IR_STEP_COMPARE || s->width != 4 || s->has_imm)
		return IR_FALSE;
	for (unsigned i = 0; i < 2; i++) {
		struct ir_place seq, other;
		bool have;

		if (!side_of(c, s, !i, &seq) || seq.offset != f->o.d_seq ||
		    seq.root == IR_ROOT_STACK ||
		    (seq.root >= IR_ROOT_ARG && seq.root < IR_ROOT_ENTRY))
			continue;
		have = side_of(c, s, i, &other);
		return is_saved(f, c, site, have ? &other : NULL, i ? s->result : s->value)
			       ? IR_TRUE
			       : IR_UNKNOWN;
	}
	return IR_FALSE;
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

		if (s->width == 8 && side_of(c, s, !i, &mem) && mem.root != IR_ROOT_STACK &&
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
					 : compares_d_seq(f, c, site, s);

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

/* The inode whose table has the function that @site calls */
static uint16_t inode_of(const struct ir_code *c, const struct ir_step *site)
{
	const struct ir_step *read = ir_code_function_of(c, site);
	struct ir_place inode;

	return read && ir_code_loaded_from(c, (struct ir_place){read->mem.root, 0}, &inode)
		       ? inode.root
		       : IR_ROOT_UNKNOWN;
}

/* The call @site, and every compare of d_seq: what a way from i_link to the text's first byte must not pass. */
static bool find_checks(struct search *f, const struct ir_code *c, const struct ir_step *site,
			struct guards *g)
{
	g->at[g->nr++] = site->at;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		if (compares_d_seq(f, c, site, &c->steps[i]) == IR_FALSE)
			continue;
		if (g->nr == MAX_GUARDS)
			return false;
		g->at[g->nr++] = c->steps[i].at;
	}
	return true;
}

/* Is the text's first byte read, after i_link was loaded, on a way without a compare of d_seq? Then that is told. */
static bool uses_text(struct search *f, struct ir_code *c, const struct ir_symbol *sym,
		      const struct ir_step *site)
{
	const struct ir_member *link = ir_member(f->e->k, IR_M_INODE_LINK);
	uint16_t inode = inode_of(c, site);
	struct guards g = {.nr = 0};

	if (!link || !inode || !find_checks(f, c, site, &g))
		return false;
	for (unsigned l = 0; l < c->nr_steps; l++) {
		const struct ir_step *load = &c->steps[l];

		if (load->kind != IR_STEP_LOAD || load->mem.root != inode ||
		    load->mem.offset != (int64_t)link->offset)
			continue;
		for (unsigned i = l + 1; i < c->nr_steps; i++) {
			const struct ir_step *use = &c->steps[i];

			if (use->kind == IR_STEP_STORE || !use->has_mem || use->width != 1 ||
			    use->mem.offset ||
			    f->e->k->arch->reaches(c, load->at, use->at, g.at, g.nr) != IR_TRUE)
				continue;
			add_text(f, ir_fmt(f->e->k,
					   "%s loads ->i_link, %s reads the text, no "
					   "compare of d_seq between them",
					   ir_insn_text(f->e->k, c, sym->name, load->at),
					   ir_insn_text(f->e->k, c, sym->name, use->at)));
			return true;
		}
	}
	return false;
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
		f->nr_text += uses_text(f, c, sym, site);
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
	if (f.nr_open || f.nr_text)
		q->holds = IR_FALSE;
	else if (f.nr_guarded && !f.nr_unsure && !f.unread)
		q->holds = IR_TRUE;
}
