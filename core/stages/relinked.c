// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A healed inode is a symlink again. Is it the symlink that the walk found, or another one in the
 * same inode? If i_ctime equals the time of birth, the inode was never renamed, linked or unlinked,
 * so it never had another name than now. And i_ctime is never earlier than the time of birth.
 */
#include "core/stages/engine.h"
#include "core/mm/object.h"

#include <inttypes.h>
#include <string.h>

/*
 * Seconds. A walk without references cannot sleep, and a CPU that is stuck is reported after 20 s.
 */
#define LONGEST_WALK 120

/* A time: seconds since 1970, known or not, and nanoseconds. */
struct timestamp {
	struct ir_value sec;
	uint64_t nsec;
};

static struct timestamp timespec_at(struct ir_engine *e, uint64_t base, enum ir_member_id id)
{
	const struct ir_member *m = ir_member(e->k, id);
	struct timestamp t = {{0}, 0};

	if (m && !ir_read_u64(e->k->t, base + m->offset, &t.sec.v) &&
	    !ir_read_u64(e->k->t, base + m->offset + 8, &t.nsec))
		t.sec.known = true;
	return t;
}

/*
 * The inode's i_ctime: a timespec64 up to 6.5, __i_ctime up to 6.10, then two members. Since
 * 4e40eff0b573 ("fs: add infrastructure for multigrain timestamps", v6.13) bit 31 of the
 * nanoseconds is the flag I_CTIME_QUERIED.
 */
static struct timestamp ctime_of(struct ir_engine *e, uint64_t inode)
{
	const uint64_t queried = UINT64_C(1) << 31;
	struct timestamp t = {{0}, 0};

	if (!ir_has(e->k, IR_M_INODE_CTIME_SEC))
		return timespec_at(e, inode, IR_M_INODE_CTIME);
	t.sec = ir_get_value(e->k, inode, IR_M_INODE_CTIME_SEC);
	if (ir_get(e->k, inode, IR_M_INODE_CTIME_NSEC, &t.nsec))
		t.sec.known = false;
	t.nsec &= UINT32_MAX & ~queried;
	return t;
}

/* Time of birth. Without i_crtime: a symlink's i_mtime, unless somebody sets that. @ip: the xfs_inode */
static struct timestamp born_of(struct ir_engine *e, uint64_t inode, uint64_t ip, bool crtime)
{
	return crtime ? timespec_at(e, ip, IR_M_XFS_CRTIME)
		      : timespec_at(e, inode, IR_M_INODE_MTIME);
}

static bool same_time(struct timestamp a, struct timestamp b)
{
	return a.sec.known && b.sec.known && a.sec.v == b.sec.v && a.nsec == b.nsec;
}

/* The dentry that has the inode now; 0 when there is none or it cannot be read. */
static uint64_t dentry_now(struct ir_engine *e, uint64_t inode)
{
	const struct ir_member *node = ir_member(e->k, IR_M_DENTRY_ALIAS);
	uint64_t first, of;

	if (!node || ir_get(e->k, inode, IR_M_INODE_DENTRY, &first) || !first)
		return 0;
	first -= node->offset;
	return e->k->arch->canonical(first) && !ir_get(e->k, first, IR_M_DENTRY_INODE, &of) &&
			       of == inode
		       ? first
		       : 0;
}

static const char *name_of(struct ir_engine *e, uint64_t dentry)
{
	uint64_t name = dentry ? ir_addr(e->k, dentry, IR_M_DENTRY_NAME) : 0, text;

	return name && !ir_get(e->k, name, IR_M_QSTR_NAME, &text) ? ir_string_at(e->k, text, 256)
								  : NULL;
}

/*
 * For an inode that never had another name: how its name shows that it is not what the walk found,
 * in words. NULL when the name does not show it.
 */
static const char *shown_by_name(struct ir_engine *e, uint64_t now, const char *name)
{
	const struct ir_walk *w = &e->d->walk;
	uint64_t parent, was;

	if (!w->dentry.known || !w->dentry_inode.known || !w->dentry_count.known)
		return NULL;
	if (w->dentry_inode.v == e->d->inode.address.v)
		return ir_fmt(e->k,
			      "the walk's dentry %016" PRIx64
			      " was unlinked and has this inode again as a new file",
			      w->dentry.v);
	/* A dentry that is in use and has no inode has lost it by an unlink. */
	if (!w->dentry_inode.v && (int64_t)w->dentry_count.v >= 0)
		return ir_fmt(e->k, "the walk's dentry %016" PRIx64 " was unlinked", w->dentry.v);
	if (!name || !w->dentry_name)
		return NULL;
	if (strcmp(name, w->dentry_name))
		return ir_fmt(e->k,
			      "dentry %016" PRIx64
			      " gives it the name \"%s\", the walk's had the name \"%s\"",
			      now, name, w->dentry_name);
	if (!ir_get(e->k, now, IR_M_DENTRY_PARENT, &parent) &&
	    !ir_get(e->k, w->dentry.v, IR_M_DENTRY_PARENT, &was) && parent && was && parent != was)
		return ir_fmt(e->k,
			      "dentry %016" PRIx64 " has it in directory %016" PRIx64
			      ", the walk's was in %016" PRIx64,
			      now, parent, was);
	return NULL;
}

/* Is the inode a symlink with a symlink's operations, although the walk's dentry has died? */
static bool healed(const struct ir_engine *e)
{
	return e->d->xfs_inode.address.known &&
	       ir_fact_holds(e->d, IR_FACT_DENTRY_DIED) == IR_TRUE &&
	       (e->d->inode.mode.v & IR_S_IFMT) == IR_S_IFLNK &&
	       ir_fact_holds(e->d, IR_FACT_INODE_NOT_SYMLINK) == IR_FALSE &&
	       ir_fact_holds(e->d, IR_FACT_IOP_NOW_EMPTY) == IR_FALSE;
}

bool ir_named_since_birth(struct ir_engine *e, uint64_t inode)
{
	const struct ir_walk *w = &e->d->walk;
	struct timestamp born, ctime = ctime_of(e, inode);
	struct ir_xfs_inode x;
	struct ir_inode i;

	if (!w->dentry_inode.known || w->dentry_inode.v != inode)
		return false;
	ir_read_inode(e->k, inode, &i, &x);
	born = born_of(e, inode, x.address.v, x.address.known && ir_has(e->k, IR_M_XFS_CRTIME));
	return same_time(born, ctime) && (int64_t)born.sec.v > 0;
}

void ir_judge_relinked(struct ir_engine *e)
{
	const struct ir_diagnosis *d = e->d;
	const uint64_t ip = d->xfs_inode.address.v, inode = d->inode.address.v;
	const bool crtime = healed(e) && ir_has(e->k, IR_M_XFS_CRTIME);
	struct ir_value crash = d->dump.crash_time;
	struct timestamp born, ctime, at_latest;
	uint64_t now;
	const char *name, *how, *born_at;
	bool old;

	if (!healed(e))
		return;
	born = born_of(e, inode, ip, crtime);
	ctime = ctime_of(e, inode);
	at_latest = crtime ? born : ctime;
	if (!born.sec.known || !at_latest.sec.known || (int64_t)at_latest.sec.v <= 0)
		return;
	now = dentry_now(e, inode);
	name = name_of(e, now);
	how = same_time(born, ctime) ? shown_by_name(e, now, name) : NULL;
	old = crash.known && at_latest.sec.v + LONGEST_WALK < crash.v;
	born_at = ir_fmt(e->k, "%s %016" PRIx64 " .%s %" PRId64 ".%09" PRIu64,
			 crtime ? "xfs_inode" : "inode", crtime ? ip : inode,
			 crtime ? "i_crtime"
			 : how	? "i_mtime"
				: "i_ctime",
			 (int64_t)at_latest.sec.v, at_latest.nsec % 1000000000);
	if (how && !old)
		ir_fact_set(
			e->d, IR_FACT_ANOTHER_LINK, IR_TRUE,
			ir_fmt(e->k,
			       "the inode is another symlink%s, made in place of the one "
			       "the walk found",
			       name ? ir_fmt(e->k, " of the name \"%s\"", name) : ""),
			ir_fmt(e->k, "%s = i_ctime, so it never had another name; %s", born_at,
			       how),
			now ? ir_fmt(e->k, "struct dentry.d_name,d_parent,d_inode %" PRIx64, now)
			    : NULL);
	else if (old && !how)
		ir_fact_set(e->d, IR_FACT_ANOTHER_LINK, IR_FALSE,
			    "the inode is the symlink that the walk found",
			    ir_fmt(e->k,
				   "%s is %" PRIu64
				   " s before the crash, longer than a walk without "
				   "references lasts",
				   born_at, crash.v - at_latest.sec.v),
			    NULL);
	else /* unknown, or the two contradict each other */
		return;
	ir_fact_check(e->d, IR_FACT_ANOTHER_LINK,
		      crtime ? ir_fmt(e->k, "struct xfs_inode.i_crtime %" PRIx64, ip)
			     : ir_fmt(e->k, "struct inode.i_mtime,i_ctime %" PRIx64, inode));
}
