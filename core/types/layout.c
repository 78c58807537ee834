// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/types/btf.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/types/layout_sources.h"

#include <string.h>

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

/*
 * Two descriptions of the same kernel must agree. If they do not, one is of another kernel, or
 * damaged. @used and @other are called @used_in and @other_in.
 */
static void compare(struct ir_kernel *k, const char *name, const struct ir_member *used,
		    const char *used_in, const struct ir_member *other, const char *other_in)
{
	if (other->offset == used->offset &&
	    (other->size == used->size || !other->size || !used->size))
		return;
	k->layout->contrary++;
	ir_note_observation(k, ir_fmt(k,
				      "the types disagree: %s is at 0x%llx (%llu bytes) in the %s, "
				      "which was used, and at 0x%llx (%llu bytes) %s",
				      name, (unsigned long long)used->offset,
				      (unsigned long long)used->size, used_in,
				      (unsigned long long)other->offset,
				      (unsigned long long)other->size, other_in));
}

static void compare_with_debuginfo(struct ir_kernel *k, const char *type, const char *member,
				   const struct ir_member *btf)
{
	struct ir_member other;

	if (!k->t->cheap_types || !k->t->ops->member ||
	    k->t->ops->member(k->t, type, member, &other))
		return;
	k->layout->compared++;
	compare(k, ir_fmt(k, "%s.%s", type, member), btf, "dump's BTF", &other, "in the debuginfo");
}

void ir_layout_conclude(struct ir_kernel *k)
{
	const struct ir_layout *l = k->layout;
	const char *result;

	if (!l)
		return;
	result = l->contrary ? ir_fmt(k, "%u disagree", l->contrary) : "all agree";
	if (l->compared)
		ir_note_origin(
			k,
			ir_fmt(k, "%u members' places in BTF were compared with the debuginfo: %s",
			       l->compared, result));
	if (l->proved)
		ir_note_origin(k, ir_fmt(k,
					 "%u members' places in the debuginfo were compared with "
					 "what the kernel's code proves: %s",
					 l->proved, result));
}

/*
 * The dump's own BTF is asked first: it fits the kernel by construction, and it costs no symbol
 * lookup by the debugger (tens of milliseconds each in crash). Where the BTF cannot tell, the
 * debugger is asked.
 */
static bool find_member(struct ir_kernel *k, const char *type, const char *member,
			struct ir_member *ret, bool *by_debuginfo)
{
	enum ir_status st = ir_btf_member(k, type, member, ret);

	*by_debuginfo = st == IR_UNSUPPORTED;
	if (st == IR_UNSUPPORTED)
		st = k->t->ops->member ? k->t->ops->member(k->t, type, member, ret) : st;
	else if (st == IR_OK)
		compare_with_debuginfo(k, type, member, ret);
	return st == IR_OK;
}

enum ir_status ir_type_size(struct ir_kernel *k, const char *type, uint64_t *ret)
{
	enum ir_status st = ir_btf_type_size(k, type, ret);

	if (st == IR_UNSUPPORTED && k->t->ops->type_size)
		st = k->t->ops->type_size(k->t, type, ret);
	return st;
}

enum ir_status ir_enumerator(struct ir_kernel *k, const char *name, int64_t *ret)
{
	enum ir_status st = ir_btf_enumerator(k, name, ret);

	if (st == IR_UNSUPPORTED && k->t->ops->enumerator)
		st = k->t->ops->enumerator(k->t, name, ret);
	return st;
}

/* Where no type information has the member, the kernel's code and data may prove its place. */
static enum ir_status prove(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret)
{
	enum ir_status st = IR_UNSUPPORTED;

	for (const struct ir_layout_proof *p = k->layout_proofs;
	     p && p->member && st == IR_UNSUPPORTED; p++)
		st = p->member(k, id, ret);
	return st;
}

/* Debuginfo is known by a build-id, which can be copied; code cannot be argued with. */
static void compare_with_proof(struct ir_kernel *k, enum ir_member_id id,
			       const struct ir_member *said)
{
	struct ir_member proved;

	if (!k->t->cheap_types || prove(k, id, &proved))
		return;
	proved.size = 0; /* not all proofs tell it */
	k->layout->proved++;
	compare(k, ir_member_name(id), said, "debuginfo", &proved, "by the kernel's own code");
}

/*
 * Do types describe the structure of member @id, but not the member? Then the kernel has none, and nothing is to be proved. No
 * type is asked for: one that was asked for before tells.
 */
static bool types_lack(const struct ir_layout *l, enum ir_member_id id)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (size_t j = 0; rows[i].id == id && j < sizeof(rows) / sizeof(rows[0]); j++) {
			if (l->by_types[rows[j].id] && !strcmp(rows[j].type, rows[i].type))
				return true;
		}
	}
	return false;
}

static void resolve(struct ir_kernel *k, struct ir_layout *l, enum ir_member_id id)
{
	bool by_debuginfo = false;
	enum ir_status st;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !l->found[id]; i++) {
		if (rows[i].id == id)
			l->found[id] = find_member(k, rows[i].type, rows[i].member, &l->members[id],
						   &by_debuginfo);
	}
	l->by_types[id] = l->found[id];
	if (l->found[id] && by_debuginfo)
		compare_with_proof(k, id, &l->members[id]);
	if (l->found[id])
		return;
	st = types_lack(l, id) ? IR_NOTFOUND : prove(k, id, &l->members[id]);
	l->found[id] = st == IR_OK;
	l->absent[id] = st == IR_NOTFOUND;
}

static struct ir_layout *get_layout(struct ir_kernel *k)
{
	if (!k->layout)
		k->layout = ir_arena_alloc(k->arena, sizeof(*k->layout));
	return k->layout;
}

const struct ir_member *ir_member(struct ir_kernel *k, enum ir_member_id id)
{
	struct ir_layout *l = get_layout(k);

	if (!l)
		return NULL;
	if (!l->asked[id]) {
		l->asked[id] = true;
		resolve(k, l, id);
	}
	return l->found[id] ? &l->members[id] : NULL;
}

bool ir_lacks(struct ir_kernel *k, enum ir_member_id id)
{
	return !ir_member(k, id) && k->layout && k->layout->absent[id];
}

bool ir_has(struct ir_kernel *k, enum ir_member_id id)
{
	return ir_member(k, id) != NULL;
}

uint64_t ir_addr(struct ir_kernel *k, uint64_t base, enum ir_member_id id)
{
	const struct ir_member *m = ir_member(k, id);

	return m ? base + m->offset : 0;
}

enum ir_status ir_get(struct ir_kernel *k, uint64_t base, enum ir_member_id id, uint64_t *ret)
{
	const struct ir_member *m = ir_member(k, id);
	uint64_t size;

	if (!m)
		return IR_NOTFOUND;
	/* Of a member that is a structure itself (d_seq, i_state, atomics), read the first word. */
	size = m->size == 1 || m->size == 2 || m->size == 8 ? m->size : 4;
	if (m->size > 8 || !m->size)
		size = 8;
	return ir_read_uint(k->t, base + m->offset, size, ret);
}

struct ir_value ir_get_value(struct ir_kernel *k, uint64_t base, enum ir_member_id id)
{
	struct ir_value v = {0};

	v.known = ir_get(k, base, id, &v.v) == IR_OK;
	return v;
}

const char *ir_member_name(enum ir_member_id id)
{
	static const char *const names[] = {
#define IR_MEMBER(id, type, member) [IR_M_##id] = type "." member,
#define IR_MEMBER_ALT(id, type, member)
#define IR_PROVED(id, name) [IR_M_##id] = name,
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	};

	return names[id];
}
