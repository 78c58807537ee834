// SPDX-License-Identifier: GPL-2.0-or-later
/* Types: gdb knows them, and each question costs a lookup, so every answer is remembered. */
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"

#define NAME_MAX_LEN 48
#define MAX_TYPES    512

/* One answer; a type itself and a constant have the member "", a constant's value is the offset. */
struct answer {
	char type[NAME_MAX_LEN], member[NAME_MAX_LEN];
	enum ir_status status;
	struct ir_member place;
};

/*
 * Kept from command to command, because a lookup takes gdb tens of milliseconds. Loading or
 * unloading a module's debuginfo can change any answer, so that empties it.
 */
static struct {
	int modules;
	unsigned nr;
	struct answer answers[MAX_TYPES];
} known;

struct question {
	char name[NAME_MAX_LEN + 8];
	const char *member;
	bool constant;
	enum ir_status status;
	struct ir_member place;
};

static void ask_gdb(void *arg)
{
	struct question *q = arg;
	struct datatype_member dm;
	long value;

	memset(&dm, 0, sizeof(dm));
	if (q->constant) {
		if (!enumerator_value(q->name, &value))
			return;
		q->place.offset = (uint64_t)value;
	} else if (q->member) {
		/* One lookup tells offset and size. A miss is -1. */
		if (datatype_info(q->name, (char *)q->member, &dm) < 0 || dm.member_offset < 0)
			return;
		q->place.offset = (uint64_t)dm.member_offset;
		q->place.size = dm.member_size > 0 ? (uint64_t)dm.member_size : 0;
	} else {
		value = STRUCT_SIZE(q->name);
		if (value < 0)
			return;
		q->place.size = (uint64_t)value;
	}
	q->status = IR_OK;
}

static void load_xfs(void *arg)
{
	static char xfs[] = "xfs";

	(void)arg;
	load_module_symbols_helper(xfs);
}

/* Is the module in the dump, but its debuginfo not loaded? */
static bool lacks_xfs(void)
{
	int i;

	for (i = 0; st->load_modules && i < st->mods_installed; i++) {
		const struct load_module *lm = &st->load_modules[i];

		if (!strcmp(lm->mod_name, "xfs"))
			return !(lm->mod_flags & MOD_LOAD_SYMS);
	}
	return false;
}

/* XFS's types are unknown until "mod -s xfs"; do what that does where crash finds the file. */
static bool may_ask_again(struct ir_crash *c, const struct question *q)
{
	if (c->xfs_tried || strncmp(q->name, "struct xfs_", 11) || !lacks_xfs())
		return false;
	c->xfs_tried = true;
	return ir_guard(load_xfs, NULL, IR_GUARD_GDB) && !lacks_xfs();
}

static int modules_with_debuginfo(void)
{
	int i, nr = 0;

	for (i = 0; st->load_modules && i < st->mods_installed; i++)
		nr += !!(st->load_modules[i].mod_flags & MOD_LOAD_SYMS);
	return nr;
}

static const struct answer *recall(const char *type, const char *member)
{
	unsigned i;

	if (known.modules != modules_with_debuginfo())
		known.nr = 0;
	for (i = 0; i < known.nr; i++) {
		if (!strcmp(known.answers[i].type, type) &&
		    !strcmp(known.answers[i].member, member))
			return &known.answers[i];
	}
	return NULL;
}

static void remember(const char *type, const char *member, const struct question *q)
{
	struct answer *new;

	if (known.modules != modules_with_debuginfo())
		known.nr = 0;
	known.modules = modules_with_debuginfo();
	if (known.nr == MAX_TYPES)
		return;
	new = &known.answers[known.nr++];
	snprintf(new->type, sizeof(new->type), "%s", type);
	snprintf(new->member, sizeof(new->member), "%s", member);
	new->status = q->status;
	new->place = q->place;
}

/* @member is "" for the type itself; @prefix "" makes @type the name of a constant. */
static enum ir_status ask(struct ir_target *t, const char *prefix, const char *type,
			  const char *member, struct ir_member *ret)
{
	struct ir_crash *c = t->priv;
	struct question q = {
		.member = *member ? member : NULL,
		.constant = !*prefix,
		.status = IR_NOTFOUND,
	};
	const struct answer *old;

	if (strlen(type) >= NAME_MAX_LEN || strlen(member) >= NAME_MAX_LEN)
		return IR_UNSUPPORTED;
	old = recall(type, member);
	if (old) {
		if (!old->status)
			*ret = old->place;
		return old->status;
	}
	/* After Ctrl-C nothing is worth waiting for: this diagnosis will not be shown. */
	if (ir_guard_interrupted())
		return IR_UNSUPPORTED;
	/* "struct x", or gdb might find a variable or a function called x first. */
	snprintf(q.name, sizeof(q.name), "%s%s", prefix, type);
	do {
		if (!ir_guard(ask_gdb, &q, IR_GUARD_GDB))
			q.status = IR_NOTFOUND;
	} while (q.status && may_ask_again(c, &q));
	remember(type, member, &q);
	if (!q.status)
		*ret = q.place;
	return q.status;
}

enum ir_status ir_crash_member(struct ir_target *t, const char *type, const char *member,
			       struct ir_member *ret)
{
	return *member ? ask(t, "struct ", type, member, ret) : IR_NOTFOUND;
}

enum ir_status ir_crash_type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct ir_member place;
	enum ir_status status = ask(t, "struct ", type, "", &place);

	if (!status)
		*ret = place.size;
	return status;
}

enum ir_status ir_crash_enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct ir_member place;
	enum ir_status status = ask(t, "", name, "", &place);

	if (!status)
		*ret = (int64_t)place.offset;
	return status;
}
