// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/race_sample.h"

#define FRAME(at, name, off, mod)                                                                  \
	{                                                                                          \
		.ip = (at), .symbol = (name), .offset = (off), .module = (mod), .reliable = true   \
	}
#define FLAGS(value, list)                                                                         \
	{                                                                                          \
		.raw = KNOWN(value), .nr_names = sizeof(list) / sizeof((list)[0]), .names = (list) \
	}

static struct ir_frame walker_frames[] = {
	FRAME(0xffffffffa2f9d13d, "step_into", 0x5cd, NULL),
	FRAME(0xffffffffa2f9e0b7, "path_lookupat", 0x67, NULL),
	FRAME(0xffffffffa2fa09c4, "filename_lookup", 0xe4, NULL),
	FRAME(0xffffffffa2f91a2e, "vfs_statx", 0x9e, NULL),
	FRAME(0xffffffffa2f91f51, "vfs_fstatat", 0x51, NULL),
	FRAME(0xffffffffa2f92111, "__do_sys_newfstatat", 0x41, NULL),
	FRAME(0xffffffffa3a0c3a8, "do_syscall_64", 0x58, NULL),
	FRAME(0xffffffffa3c000dc, "entry_SYSCALL_64_after_hwframe", 0x6e, NULL),
};

static struct ir_frame peer_frames[] = {
	FRAME(0xffffffffc0a3e9f9, "xfs_iget", 0x899, "xfs"),
	FRAME(0xffffffffc0a4a1d2, "xfs_lookup", 0xd2, "xfs"),
	FRAME(0xffffffffc0a46b70, "xfs_vn_lookup", 0x70, "xfs"),
	FRAME(0xffffffffa2f9c1a2, "__lookup_slow", 0x82, NULL),
	FRAME(0xffffffffa2f9f03e, "walk_component", 0xde, NULL),
	FRAME(0xffffffffa2f9e0b7, "path_lookupat", 0x67, NULL),
	FRAME(0xffffffffa2fa09c4, "filename_lookup", 0xe4, NULL),
};

static const struct ir_register registers[] = {
	{"rax", 0xffffffffa463f0c0},
	{"rbx", 0xff589ed2c04038e0},
	{"rcx", 0},
	{"rdx", 0xff589ed2c0403958},
	{"rsi", 0xff41f006034c1938},
	{"rdi", 0},
	{"rip", 0},
	{"rsp", 0xff589ed2c0403838},
};

static const char *const walk_flags[] = {"LOOKUP_FOLLOW", "LOOKUP_RCU"};
static const char *const new_flag[] = {"I_NEW"};
static const char *const inew_flag[] = {"XFS_INEW"};
static const char *origins[] = {"inode.i_op at 0x20: DWARF", "LOOKUP_RCU 0x40: code of step_into"};

static struct ir_peer peers[] = {
	{.pid = KNOWN(140),
	 .cpu = KNOWN(0),
	 .task = KNOWN(0xff41f00603a80000),
	 .comm = "stat",
	 .doing = "recycle",
	 .function = "xfs_iget",
	 .same_inode = IR_TRUE,
	 .inode = KNOWN(0xff41f006034c1938),
	 .backtrace = {.nr = sizeof(peer_frames) / sizeof(peer_frames[0]), .frames = peer_frames}},
};

static void race_facts(struct ir_evidence *f)
{
	static const char *const iop = "struct inode.i_op,i_state,i_ino ff41f006034c1938";
	static const char *const dentry = "struct dentry.d_seq,d_inode,d_lockref ff41f00602126840";

#define HOLDS(fact, words, from, command)                                                          \
	f[IR_FACT_##fact] = (struct ir_evidence)                                                   \
	{                                                                                          \
		IR_TRUE, words, from,                                                              \
		{                                                                                  \
			command                                                                    \
		}                                                                                  \
	}
	HOLDS(CALLED_NULL_GET_LINK, "the CPU fetched at 0, called from the get_link call site",
	      "RIP 0; word at RSP ff589ed2c0403838 is step_into+0x5cd, which follows an indirect "
	      "call with RDI 0",
	      "rd ff589ed2c0403838");
	HOLDS(RCU_WALK, "the walk was in RCU mode: no dentry was passed, LOOKUP_RCU is set",
	      "RDI 0; struct nameidata ff589ed2c04038e0 .flags 0x41, LOOKUP_RCU is 0x40 here",
	      "struct nameidata.flags ff589ed2c04038e0");
	HOLDS(INODE_IS_XFS, "the inode belongs to XFS",
	      "struct inode ff41f006034c1938 .i_sb ff41f00601b3e000 .s_op is "
	      "xfs_super_operations",
	      "struct inode.i_sb ff41f006034c1938");
	HOLDS(DENTRY_DIED, "the link's dentry died after the walk checked it",
	      "struct dentry ff41f00602126840 .d_seq 6, the walk saved 2; .d_inode 0, "
	      ".d_lockref.count -128 (dead)",
	      dentry);
	HOLDS(TABLE_TRANSIENT, "the operations table called through was empty_iops",
	      "RAX ffffffffa463f0c0 is empty_iops, its .get_link is 0",
	      "struct inode_operations.get_link ffffffffa463f0c0");
	HOLDS(IOP_NOW_EMPTY, "inode.i_op still points at empty_iops",
	      "struct inode ff41f006034c1938 .i_op ffffffffa463f0c0", iop);
	HOLDS(INODE_RECYCLING, "the inode is being recycled",
	      "struct xfs_inode ff41f006034c1800 .i_flags 0x8 XFS_INEW; .i_state 0x8 I_NEW",
	      "struct xfs_inode.i_flags ff41f006034c1800");
	HOLDS(PEER_SAME_INODE, "another task is recycling this very inode",
	      "PID 140 stat in xfs_iget, its stack holds ff41f006034c1800", NULL);
	HOLDS(KERNEL_EXPOSED, "this kernel's XFS resets the whole VFS inode when it recycles one",
	      "xfs_iget+0x7f1 calls inode_init_always", "dis xfs_iget");
	HOLDS(IFOP_NO_OPEN, "i_fop is no_open_fops: so it is on every XFS symlink",
	      "struct inode ff41f006034c1938 .i_fop ffffffffa463efc0", iop);
#undef HOLDS
}

static void race_objects(struct ir_diagnosis *d)
{
	d->walk = (struct ir_walk){.nameidata = KNOWN(0xff589ed2c04038e0),
				   .mode = "rcu",
				   .flags = FLAGS(0x41, walk_flags),
				   .depth = KNOWN(1),
				   .link = KNOWN(0xff589ed2c0403948),
				   .name = "/mnt/x/d/lnk",
				   .dentry = KNOWN(0xff41f00602126840),
				   .dentry_name = "lnk",
				   .dentry_inode = KNOWN(0),
				   .dentry_seq = KNOWN(6),
				   .walk_seq = KNOWN(2),
				   .dentry_count = KNOWN((uint32_t)-128),
				   .dentry_flags = KNOWN(0x8008),
				   .dentry_type = "miss"};
	d->inode = (struct ir_inode){.address = KNOWN(0xff41f006034c1938),
				     .fs = "xfs",
				     .device = "vda",
				     .ino = KNOWN(0),
				     .generation = KNOWN(0),
				     .mode = KNOWN(0120777),
				     .i_count = KNOWN(1),
				     .sb = KNOWN(0xff41f00601b3e000),
				     .i_state = FLAGS(8, new_flag)};
	d->inode.i_op =
		(struct ir_table){.address = KNOWN(0xffffffffa463f0c0), .symbol = "empty_iops"};
	d->inode.i_fop =
		(struct ir_table){.address = KNOWN(0xffffffffa463efc0), .symbol = "no_open_fops"};
	d->xfs_inode = (struct ir_xfs_inode){.address = KNOWN(0xff41f006034c1800),
					     .ino = KNOWN(133),
					     .i_flags = FLAGS(8, inew_flag)};
	d->called_through = d->inode.i_op;
	d->called_through.from = "rax";
}

/* The race caught in the act. */
void race_sample(struct ir_diagnosis *d)
{
	*d = (struct ir_diagnosis){.door = "dump", .kernel_exposed = IR_TRUE};
	d->dump = (struct ir_dump){.path = "vmcore",
				   .format = "kdump-zlib",
				   .bytes = KNOWN(17846016),
				   .release = "6.1.0-56-cloud-amd64",
				   .arch = "x86_64",
				   .crash_time = KNOWN(1795341611),
				   .panic = "Oops: 0010 [#1] PREEMPT SMP NOPTI"};
	d->fault = (struct ir_fault){.kind = "null-call",
				     .pid = KNOWN(133),
				     .task = KNOWN(0xff41f00603a88000),
				     .cpu = KNOWN(1),
				     .ip = KNOWN(0),
				     .comm = "victim",
				     .nr_regs = sizeof(registers) / sizeof(registers[0]),
				     .regs = registers,
				     .from = "note",
				     .agree = IR_TRUE};
	d->fault.backtrace.nr = sizeof(walker_frames) / sizeof(walker_frames[0]);
	d->fault.backtrace.frames = walker_frames;
	race_objects(d);
	d->nr_peers = 1;
	d->peers = peers;
	race_facts(d->facts);
	d->exposed_text = "xfs_iget+0x7f1 calls inode_init_always";
	d->notes.origins.nr = 2;
	d->notes.origins.items = origins;
	d->verdict = (struct ir_verdict){
		.race = IR_TRUE,
		.class = IR_CLASS_XFS_REINIT_RACE,
		.shape = "null-get-link",
		.phase = "in-window",
		.confidence = "confirmed",
		.title = "XFS inode reinit race, null-get-link, in-window",
		.summary = "PID 133 \"victim\" (CPU 1) looked up /mnt/x/d/lnk without locks and called "
			   "->get_link of an XFS symlink while PID 140 \"stat\" (CPU 0) was recycling that "
			   "inode: its i_op was empty_iops, its get_link NULL.",
		.signature = "xfs-reinit-race/in-window/9c41d0e7",
		.coarse = "xfs-reinit-race/9c41d0e7",
	};
}
