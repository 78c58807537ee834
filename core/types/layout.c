// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/types/btf.h"
#include "core/stages/engine.h"
#include "core/proof/xfs_layout.h"

static const struct {
	enum ir_member_id id;
	const char *type, *member;
} rows[] = {
#define IR_MEMBER(id, type, member)	{IR_M_##id, type, member},
#define IR_MEMBER_ALT(id, type, member) {IR_M_##id, type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
};

/* Two sources that were made of the same kernel must agree; if not, one of them is not what it seems. */
static void hold_against_debuginfo(struct ir_engine *e, const char *type, const char *member,
				   const struct ir_member *btf)
{
	struct ir_member other;

	if (!e->t->cheap_types || !e->t->ops->member ||
	    e->t->ops->member(e->t, type, member, &other))
		return;
	e->layout.compared++;
	if (other.offset == btf->offset &&
	    (other.size == btf->size || !other.size || !btf->size))
		return;
	e->layout.contrary++;
	ir_list_add(e, &e->d->observations,
		    ir_fmt(e,
			   "the types disagree: %s.%s is at 0x%llx (%llu bytes) by the dump's BTF, which "
			   "was used, at 0x%llx (%llu bytes) by the debuginfo",
			   type, member, (unsigned long long)btf->offset,
			   (unsigned long long)btf->size, (unsigned long long)other.offset,
			   (unsigned long long)other.size));
}

void ir_layout_conclude(struct ir_engine *e)
{
	const struct ir_layout *l = &e->layout;

	if (l->compared)
		ir_list_add(e, &e->d->origins,
			    ir_fmt(e, "%u places by BTF were held against the debuginfo: %s",
				   l->compared,
				   l->contrary ? ir_fmt(e, "%u disagree", l->contrary)
					       : "all agree"));
}

/*
 * The dump's own BTF first: it fits the kernel by construction and costs no debugger's symbol lookup
 * (tens of milliseconds each in crash). The debugger answers where there is none.
 */
static bool find_member(struct ir_engine *e, const char *type, const char *member,
			struct ir_member *ret)
{
	enum ir_status st = ir_btf_member(e, type, member, ret);

	if (st == IR_UNSUPPORTED)
		st = e->t->ops->member ? e->t->ops->member(e->t, type, member, ret) : st;
	else if (st == IR_OK)
		hold_against_debuginfo(e, type, member, ret);
	return st == IR_OK;
}

enum ir_status ir_type_size(struct ir_engine *e, const char *type, uint64_t *ret)
{
	enum ir_status st = ir_btf_type_size(e, type, ret);

	if (st == IR_UNSUPPORTED && e->t->ops->type_size)
		st = e->t->ops->type_size(e->t, type, ret);
	return st;
}

enum ir_status ir_enumerator(struct ir_engine *e, const char *name, int64_t *ret)
{
	enum ir_status st = ir_btf_enumerator(e, name, ret);

	if (st == IR_UNSUPPORTED && e->t->ops->enumerator)
		st = e->t->ops->enumerator(e->t, name, ret);
	return st;
}

const struct ir_member *ir_member(struct ir_engine *e, enum ir_member_id id)
{
	struct ir_layout *l = &e->layout;

	if (!l->asked[id]) {
		l->asked[id] = true;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			if (rows[i].id != id || l->found[id])
				continue;
			l->found[id] =
				find_member(e, rows[i].type, rows[i].member, &l->members[id]);
		}
		if (!l->found[id]) /* XFS's own structures can be told from its code and inodes */
			l->found[id] = ir_xfs_member(e, id, &l->members[id]) ||
				       ir_walk_member(e, id, &l->members[id]);
	}
	return l->found[id] ? &l->members[id] : NULL;
}

bool ir_has(struct ir_engine *e, enum ir_member_id id)
{
	return ir_member(e, id) != NULL;
}

uint64_t ir_addr(struct ir_engine *e, uint64_t base, enum ir_member_id id)
{
	const struct ir_member *m = ir_member(e, id);

	return m ? base + m->offset : 0;
}

enum ir_status ir_get(struct ir_engine *e, uint64_t base, enum ir_member_id id, uint64_t *ret)
{
	const struct ir_member *m = ir_member(e, id);
	uint64_t size;

	if (!m)
		return IR_NOTFOUND;
	/* A member that is itself a structure answers with its first word (d_seq, i_state, atomics). */
	size = m->size == 1 || m->size == 2 || m->size == 8 ? m->size : 4;
	if (m->size > 8 || !m->size)
		size = 8;
	return ir_read_uint(e->t, base + m->offset, size, ret);
}

struct ir_value ir_get_value(struct ir_engine *e, uint64_t base, enum ir_member_id id)
{
	struct ir_value v = {0};

	v.known = ir_get(e, base, id, &v.v) == IR_OK;
	return v;
}

const char *ir_member_name(enum ir_member_id id)
{
	static const char *const names[] = {
#define IR_MEMBER(id, type, member) [IR_M_##id] = type "." member,
#define IR_MEMBER_ALT(id, type, member)
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	};

	return names[id];
}
