// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the XFS inodes in memory show of their layout. An offset must hold for every inode looked
 * at. A damaged inode costs this way its vote, and nothing else.
 */
#include "core/arch/arch.h"
#include "core/lib/bytes.h"
#include "core/mm/slab.h"
#include "core/proof/xfs_layout.h"
#include "core/mm/object.h"
#include "core/types/list.h"

#include <string.h>

#define MAX_SUPERS  256
#define MAX_MOUNTS  8	 /* XFS file systems */
#define MAX_SAMPLES 96	 /* inodes looked at */
#define MIN_NUMBERS 3	 /* so many different inode numbers do not agree by chance */
#define MAX_OBJECT  2048 /* bytes of an xfs_inode */
#define MOUNT_BYTES 4096 /* bytes of an xfs_mount that are searched */

/* An inode: address and number of the VFS inode, its super block's s_fs_info (the xfs_mount). */
struct sample {
	uint64_t inode, ino, fs_info;
	bool have;		    /* @object was read */
	uint8_t object[MAX_OBJECT]; /* the xfs_inode up to the VFS inode */
};

struct data {
	struct ir_kernel *k;
	struct ir_xfs_layout *l;
	uint64_t sb[MAX_MOUNTS], fs_info[MAX_MOUNTS];
	unsigned nr_mounts, nr;
	uint64_t inode_size;
	struct sample *samples;
};

static bool is_xfs(struct ir_kernel *k, uint64_t sb)
{
	const char *name = ir_fs_name(k, sb);

	return name && !strcmp(name, "xfs");
}

/* Take the first inodes of super block @sb as samples. */
static void take_inodes(struct data *d, uint64_t sb, uint64_t fs_info)
{
	const struct ir_member *list = ir_member(d->k, IR_M_INODE_SB_LIST);
	uint64_t head = ir_addr(d->k, sb, IR_M_SB_INODES);
	struct ir_list_walk w;

	if (!head || !list)
		return;
	ir_list_for_each (&w, d->k, head, list->offset, MAX_SAMPLES - d->nr) {
		struct sample *s = &d->samples[d->nr];
		uint64_t owner;

		s->inode = w.entry;
		s->fs_info = fs_info;
		if (ir_get(d->k, s->inode, IR_M_INODE_SB, &owner) || owner != sb ||
		    ir_get(d->k, s->inode, IR_M_INODE_INO, &s->ino))
			return;
		d->nr++;
	}
}

static void take_mounts(struct data *d)
{
	const struct ir_member *list = ir_member(d->k, IR_M_SB_LIST);
	struct ir_list_walk w;
	uint64_t head, info;

	if (!list || ir_symbol_addr(d->k->t, "super_blocks", &head))
		return;
	ir_list_for_each (&w, d->k, head, list->offset, MAX_SUPERS) {
		uint64_t sb = w.entry;

		if (d->nr_mounts == MAX_MOUNTS)
			return;
		if (is_xfs(d->k, sb) && !ir_get(d->k, sb, IR_M_SB_FS_INFO, &info) && info) {
			d->sb[d->nr_mounts] = sb;
			d->fs_info[d->nr_mounts++] = info;
			take_inodes(d, sb, info);
		}
	}
}

static bool slab_offset(struct data *d, uint64_t inode, uint64_t *ret)
{
	struct ir_slab slab;

	/* The cache has a constructor, so the allocator never merges it with another cache. */
	if (!ir_slab_of(d->k, inode, &slab) || strcmp(slab.name, "xfs_inode") || !slab.object ||
	    inode - slab.object + d->inode_size > slab.object_size)
		return false;
	*ret = inode - slab.object;
	return true;
}

/* The VFS inode has the same offset in the slab object of every sample. */
static void way_of_slab(struct data *d)
{
	uint64_t first = 0, at;

	for (unsigned i = 0; i < d->nr; i++) {
		if (!slab_offset(d, d->samples[i].inode, &at) || (i && at != first))
			return;
		first = at;
	}
	if (d->nr)
		ir_xfs_vote(d->l, IR_XFS_VNODE, (int64_t)first,
			    ir_fmt(d->k, "each of %u inodes has that offset in its slab object",
				   d->nr));
}

/* Read the xfs_inodes around the samples; @vnode, from another way, says where they start. */
static bool read_objects(struct data *d, uint64_t vnode)
{
	if (vnode + d->inode_size > MAX_OBJECT)
		return false;
	for (unsigned i = 0; i < d->nr; i++) {
		struct sample *s = &d->samples[i];

		s->have = !ir_read(d->k->t, s->inode - vnode, s->object, vnode);
		if (!s->have)
			return false;
	}
	return d->nr;
}

/* i_mount is the only word that equals s_fs_info in every sample. */
static void way_of_fs_info(struct data *d, uint64_t vnode)
{
	unsigned places = 0, found = 0;

	for (uint64_t at = 0; at + 8 <= vnode; at += 8) {
		unsigned i = 0;

		while (i < d->nr && ir_get64(d->samples[i].object + at) == d->samples[i].fs_info)
			i++;
		if (i < d->nr)
			continue;
		places++;
		found = (unsigned)at;
	}
	if (places == 1)
		ir_xfs_vote(
			d->l, IR_XFS_MOUNT, found,
			ir_fmt(d->k,
			       "in %u inodes only the word there is s_fs_info of the super block",
			       d->nr));
}

/* i_ino is the only word that equals the VFS inode's number in every sample. */
static void way_of_numbers(struct data *d, uint64_t vnode)
{
	unsigned places = 0, found = 0, different = 0;

	for (unsigned i = 0; i < d->nr; i++) {
		unsigned j = 0;

		while (j < i && d->samples[j].ino != d->samples[i].ino)
			j++;
		different += j == i && d->samples[i].ino;
	}
	for (uint64_t at = 0; different >= MIN_NUMBERS && at + 8 <= vnode; at += 8) {
		unsigned i = 0;

		/* A VFS inode with number 0 is being recycled: it says nothing. */
		while (i < d->nr && (!d->samples[i].ino ||
				     ir_get64(d->samples[i].object + at) == d->samples[i].ino))
			i++;
		if (i < d->nr)
			continue;
		places++;
		found = (unsigned)at;
	}
	if (places == 1)
		ir_xfs_vote(d->l, IR_XFS_INO, found,
			    ir_fmt(d->k,
				   "in %u inodes only the word there is the VFS inode's i_ino",
				   d->nr));
	/*
	 * That XFS has no i_ino needs two findings: no word for it here, and code that stores the
	 * number in the VFS inode.
	 */
	if (different < MIN_NUMBERS || places)
		d->l->no_ino = false;
}

/* m_super is the only word of an xfs_mount that points back at the super block. */
static void way_of_mounts(struct data *d)
{
	uint8_t *mount = ir_arena_alloc(d->k->arena, MOUNT_BYTES);
	unsigned long long left[MOUNT_BYTES / 8 / 64];
	unsigned places = 0, found = 0, looked = 0;

	memset(left, 0xff, sizeof(left));
	for (unsigned i = 0; mount && i < d->nr_mounts; i++) {
		if (ir_read(d->k->t, d->fs_info[i], mount, MOUNT_BYTES))
			continue;
		looked++;
		for (unsigned j = 0; j < MOUNT_BYTES / 8; j++) {
			if (ir_get64(mount + 8 * j) != d->sb[i])
				left[j / 64] &= ~(1ull << j % 64);
		}
	}
	for (unsigned j = 0; looked && j < MOUNT_BYTES / 8; j++) {
		if (!(left[j / 64] >> j % 64 & 1))
			continue;
		places++;
		found = 8 * j;
	}
	if (places == 1)
		ir_xfs_vote(
			d->l, IR_XFS_SUPER, found,
			ir_fmt(d->k,
			       "in %u mount%s only the word there points back at the super block",
			       looked, looked == 1 ? "" : "s"));
}

/*
 * The flags are often zero, which proves nothing, so they are no way of their own. But what lies
 * there must be flags: no inode in use has XFS_IRECLAIM, XFS_ISTALE and XFS_IRECLAIMABLE together,
 * and none has a bit from 16 up.
 */
static void check_flags(struct data *d, uint64_t vnode)
{
	struct ir_proof *p = &d->l->items[IR_XFS_FLAGS];

	for (unsigned i = 0; p->nr && i < d->nr; i++) {
		if (p->offset + 8 > vnode || ir_get64(d->samples[i].object + p->offset) >> 16 ||
		    (ir_get64(d->samples[i].object + p->offset) & 7) == 7)
			p->contrary = true;
	}
}

void ir_xfs_ways_of_data(struct ir_kernel *k, struct ir_xfs_layout *l)
{
	struct data d = {.k = k, .l = l};
	const struct ir_proof *vnode = &l->items[IR_XFS_VNODE];

	d.samples = ir_arena_alloc(k->arena, MAX_SAMPLES * sizeof(*d.samples));
	if (!d.samples || ir_type_size(k, "inode", &d.inode_size) || d.inode_size > MAX_OBJECT) {
		l->no_ino = false;
		return;
	}
	take_mounts(&d);
	way_of_slab(&d);
	way_of_mounts(&d);
	if (!vnode->nr || vnode->contrary || !read_objects(&d, vnode->offset)) {
		l->no_ino = false;
		return;
	}
	way_of_fs_info(&d, vnode->offset);
	way_of_numbers(&d, vnode->offset);
	check_flags(&d, vnode->offset);
}
