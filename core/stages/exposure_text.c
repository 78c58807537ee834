// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Path lookup reads inode->i_link before it asks for get_link, and where that is not NULL, the text's first byte. An inode
 * that came back as a directory has i_dir_seq there: the walk dies of it (shape link-text), whatever guards the call.
 */
#include "core/stages/exposure_walk.h"

#define MAX_CHECKS 8

/*
 * What a way from i_link to the text must not pass: offsets of the call of get_link and of calls that do not return, @nr_ends
 * of them, and then of every compare of d_seq.
 */
struct checks {
	uint16_t at[MAX_CHECKS];
	unsigned nr_ends, nr;
};

static bool add_check(struct checks *k, uint16_t at)
{
	if (k->nr == MAX_CHECKS)
		return false;
	k->at[k->nr++] = at;
	return true;
}

static bool find_checks(struct ir_engine *e, const struct ir_walk_offsets *o,
			const struct ir_code *c, const struct ir_step *site, struct checks *k)
{
	uint64_t no_return;
	bool room = true;

	/* What stands behind this call belongs to another way. */
	if (ir_symbol_addr(e->k->t, "__stack_chk_fail", &no_return))
		no_return = 0;
	*k = (struct checks){.at = {site->at}, .nr = 1};
	for (unsigned i = 0; i < c->nr_steps && room && no_return; i++)
		room = c->steps[i].kind != IR_STEP_CALL || c->steps[i].target != no_return ||
		       add_check(k, c->steps[i].at);
	k->nr_ends = k->nr;
	for (unsigned i = 0; i < c->nr_steps && room; i++)
		room = ir_compares_d_seq(o, c, site, &c->steps[i]) == IR_FALSE ||
		       add_check(k, c->steps[i].at);
	return room;
}

/* The inode whose table has the function that @site calls; IR_ROOT_UNKNOWN where two ways lead to it */
static uint16_t inode_of(const struct ir_code *c, const struct ir_step *site)
{
	const struct ir_step *read = ir_code_function_of(c, site);
	struct ir_place inode;

	return read && ir_code_loaded_from(c, (struct ir_place){read->mem.root, 0}, &inode)
		       ? inode.root
		       : IR_ROOT_UNKNOWN;
}

/* Does @s load i_link of @inode, on a way that leads on to @site? */
static bool loads_link(struct ir_engine *e, struct ir_code *c, const struct ir_step *s,
		       const struct ir_step *site, uint16_t inode)
{
	const struct ir_member *link = ir_member(e->k, IR_M_INODE_LINK);

	return link && s->kind == IR_STEP_LOAD && s->width == link->size &&
	       s->mem.offset == (int64_t)link->offset &&
	       (s->mem.root == inode || !s->mem.root || !inode) &&
	       e->k->arch->reaches(c, s->at, site->at, NULL, 0) == IR_TRUE;
}

/* Is there a way from @load to @use that does not call get_link, and does pass a compare? */
static bool some_way_checks(struct ir_engine *e, struct ir_code *c, const struct checks *k,
			    size_t load, size_t use)
{
	const struct ir_arch *a = e->k->arch;

	for (unsigned i = k->nr_ends; i < k->nr; i++) {
		if (a->reaches(c, load, k->at[i], k->at, k->nr_ends) != IR_FALSE &&
		    a->reaches(c, k->at[i], use, k->at, k->nr_ends) != IR_FALSE)
			return true;
	}
	return false;
}

/* Does @s read the text's first byte, on a way from @load that does not call get_link? */
static bool reads_text(struct ir_engine *e, struct ir_code *c, const struct checks *k, size_t load,
		       const struct ir_step *s)
{
	return s->kind != IR_STEP_STORE && s->has_mem && s->width == 1 && !s->mem.offset &&
	       e->k->arch->reaches(c, load, s->at, k->at, k->nr_ends) == IR_TRUE;
}

/*
 * Is there a way from @load to @use, not through the call, without a compare? IR_UNKNOWN: some ways pass one. A walk that
 * holds references needs none, and who goes which way is not followed.
 */
static enum ir_tri unchecked(struct ir_engine *e, struct ir_code *c, const struct checks *k,
			     size_t load, size_t use)
{
	enum ir_tri past = e->k->arch->reaches(c, load, use, k->at, k->nr);

	return past == IR_TRUE && some_way_checks(e, c, k, load, use) ? IR_UNKNOWN : past;
}

/* What was found of reads of the text: the last pair, and of what kind there were some */
struct found {
	size_t load, use;
	bool open, checked, unsure;
};

static void judge_load(struct ir_engine *e, struct ir_code *c, const struct checks *k, size_t load,
		       struct found *f)
{
	for (unsigned i = 0; i < c->nr_steps && !f->open; i++) {
		enum ir_tri how;

		if (!reads_text(e, c, k, load, &c->steps[i]))
			continue;
		f->load = load;
		f->use = c->steps[i].at;
		how = unchecked(e, c, k, load, f->use);
		f->open |= how == IR_TRUE;
		f->checked |= how == IR_FALSE;
		f->unsure |= how == IR_UNKNOWN;
	}
}

enum ir_tri ir_text_unchecked(struct ir_engine *e, const struct ir_walk_offsets *o,
			      struct ir_code *c, const struct ir_step *site, size_t *load,
			      size_t *use)
{
	uint16_t inode = inode_of(c, site);
	struct found f = {0};
	struct checks k;

	if (!find_checks(e, o, c, site, &k))
		return IR_UNKNOWN;
	for (unsigned i = 0; i < c->nr_steps && !f.open; i++) {
		if (loads_link(e, c, &c->steps[i], site, inode))
			judge_load(e, c, &k, c->steps[i].at, &f);
	}
	*load = f.load;
	*use = f.use;
	return f.open ? IR_TRUE : f.checked && !f.unsure ? IR_FALSE : IR_UNKNOWN;
}
