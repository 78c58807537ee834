// SPDX-License-Identifier: GPL-2.0
/* What is done to the target: evicting it, which is fair, and damaging it. */
#include <linux/dcache.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include "lab.h"

/*
 * drop_caches would evict the inode too, but may also free it, and a freed inode
 * is not recycled. An inode marked "do not cache" is evicted with its last
 * reference and stays with XFS as reclaimable: the next lookup recycles it.
 */
int evict_target(void)
{
	struct path path;
	int err = kern_path(target_name, 0, &path);

	if (err)
		return err;
	d_mark_dontcache(d_inode(path.dentry));
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
	d_drop(path.dentry);	/* the mark did not reach the dentry yet */
#endif
	path_put(&path);
	return 0;
}

static const struct inode_operations no_get_link;

/* One flipped bit that makes the oops read like the race's: a NULL "get_link". */
static int flip_i_op_bit(void)
{
	unsigned long ops = (unsigned long)target->i_op;
	unsigned long get_link = offsetof(struct inode_operations, get_link);
	unsigned long slot;
	int bit;

	for (bit = 6; bit < 20; bit++) {
		unsigned long flipped = ops ^ BIT(bit);

		if (copy_from_kernel_nofault(&slot, (void *)(flipped + get_link),
					     sizeof(slot)) || slot)
			continue;
		pr_info("LAB truth i_op_was=0x%px i_op=0x%px bit=%d\n",
			(void *)ops, (void *)flipped, bit);
		target->i_op = (void *)flipped;
		return 0;
	}
	return -ENOENT;
}

int damage_i_op(const char *how)
{
	if (!strcmp(how, "flip"))
		return flip_i_op_bit();
	if (!strcmp(how, "no-get-link"))
		target->i_op = &no_get_link;
	else if (!strcmp(how, "null"))
		target->i_op = NULL;
	else if (!strcmp(how, "poison"))
		target->i_op = (void *)0x6b6b6b6b6b6b6b6bUL;
	else
		return -EINVAL;
	pr_info("LAB truth i_op=0x%px\n", target->i_op);
	return 0;
}

/*
 * Flipping it leads out of every mapping: 32 TB away from memory that is nowhere near as large, and still a
 * canonical address.
 */
#define FAR_BIT BIT_ULL(45)

/* The name of the target's dentry, which every walk through its hash chain compares. */
int damage_d_name(void)
{
	struct path path;
	int err = kern_path(target_name, 0, &path);

	if (err)
		return err;
	pr_info("LAB truth d_name_was=0x%px\n", path.dentry->d_name.name);
	*(u64 *)&path.dentry->d_name.name ^= FAR_BIT;
	return 0;	/* the path is kept: putting it would read the name */
}

/* The xfs_inode around the target: it starts with the mount that the super block points at. */
static u64 *target_xfs_inode(void)
{
	u64 *word = (u64 *)target, *end = word - VNODE_OFFSET_MAX / sizeof(*word);

	while (--word > end) {
		if (*word == (u64)target->i_sb->s_fs_info)
			return word;
	}
	return NULL;
}

int damage_i_mount(void)
{
	u64 *xfs_inode = target_xfs_inode();

	if (!xfs_inode)
		return -ENOENT;
	pr_info("LAB truth xfs_inode=0x%px i_mount_was=0x%llx\n", xfs_inode, *xfs_inode);
	*xfs_inode ^= FAR_BIT;
	return 0;
}

/* As a reference too many put would: the memory goes back to its slab while a dentry still leads there. */
int free_target(void)
{
	u64 *xfs_inode = target_xfs_inode();

	if (!xfs_inode)
		return -ENOENT;
	pr_info("LAB truth xfs_inode=0x%px inode=0x%px\n", xfs_inode, target);
	kfree(xfs_inode);
	return 0;
}

/* What a page looks like that was freed while poisoning was on: nothing of the inode is left. */
void poison_target(void)
{
	memset(target, POISON_FREE, sizeof(*target));
}

/* In the kernels seen, directory and symlink types differ in exactly one bit. */
int flip_dentry_type(void)
{
	struct path path;
	int err = kern_path(target_name, 0, &path);

	if (err)
		return err;
	path.dentry->d_flags ^= DCACHE_DIRECTORY_TYPE ^ DCACHE_SYMLINK_TYPE;
	path_put(&path);
	return 0;
}
