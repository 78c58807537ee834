// SPDX-License-Identifier: GPL-2.0-or-later
/* Logs as people post them: not only the class, but each field, or nothing where the text does not tell it. */
#include "core/inoderace.h"
#include "tests/unit/log_target.h"
#include "tests/unit/unit.h"

#define HEAD  "BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
#define OOPS  "Oops: 0010 [#1] SMP PTI\n"
#define RIP   "RIP: 0010:0x0\n"
#define STACK "Call Trace:\n step_into+0x5cd/0x650\n path_lookupat+0x1/0x2\n"

/* "-": must not be known; NULL: anything. @reg is of x86_64. */
static const struct {
	const char *what, *class, *release, *comm, *frame, *panic, *node, *arch;
	int64_t pid;
	const char *reg, *value;
	const char *log;
} logs[] = {
	{"cut in a value: it is the whole value that counts", "inode-op-null", "6.1.0-1", "ls", "step_into", NULL, NULL,
	 "x86_64", 7, "rdi", "0x0000000000000042",
	 "> [    1.000001] " HEAD "> [    1.000002] " OOPS
	 "> [    1.000003] CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n> [    1.000004] " RIP
	 "> [    1.000005] RDX: 0000000000000000 RSI: ffff9f1200008cc0 RDI: 000000000000\n> 0042\n"
	 "> [    1.000006] Call Trace:\n> [    1.000007]  step_into+0x5cd/0x650\n"},
	{"cut in a value whose rest is lost: not known", "undetermined", NULL, NULL, NULL, NULL, NULL, NULL, 7, "rdi", "-",
	 HEAD OOPS "CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n" RIP "RSI: ffff9f1200008cc0 RDI: 000000000000\n" STACK},
	{"what cuts values cuts words at the same column", "memory-fault-other", NULL, "demo", "demo_a_function_whose_name_is_so_very_long_that_it_is_cut_in_tw", NULL,
	 NULL, NULL, 7, NULL, NULL,
	 "> [    1.000001] BUG: unable to handle page fault for address: ffff800000\n> 000008\n> [    1.000002] Oops: 0002 [#1]\n"
	 "> [    1.000003] CPU: 0 PID: 7 Comm: demo Not tainted 6.1.0-1 #1\n> [    1.000004] Call Trace:\n"
	 "> [    1.000005]  demo_a_function_whose_name_is_so_very_long_that_it_is_c\n> ut_in_two+0x1/0x2\n"},
	{"32-bit x86 repeats the place behind the trace, and syslogd writes to everybody", "memory-fault-other", NULL, "vbi",
	 "dvb_ring_release", "Oops: 0000 [#1] PREEMPT SMP", NULL, "i386", 1780, NULL, NULL,
	 "Message from syslogd@brick at Jan 31 19:52:33 ...\n"
	 " kernel:[  116.563487] Oops: 0000 [#1] PREEMPT SMP\n"
	 "\n"
	 "Message from syslogd@brick at Jan 31 19:52:33 ...\n"
	 " kernel:[  116.563589] Process vbi (pid: 1780, ti=e7934000 task=e7915be0 task.ti=e7934000)\n"
	 "\n"
	 "Message from syslogd@brick at Jan 31 19:52:33 ...\n"
	 " kernel:[  116.563622] Call Trace:\n"
	 "\n"
	 "Message from syslogd@brick at Jan 31 19:52:33 ...\n"
	 " kernel:[  116.563697] EIP: [<f8cec1b2>] dvb_ring_release+0x43/0x183 [dvb_core] SS:ESP 0068:e7935f58\n"
	 "\n"
	 "Message from syslogd@brick at Jan 31 19:52:33 ...\n"
	 " kernel:[  116.563706] CR2: 0000000000000000\n"},
	{"a mail program has broken the release at its hyphen", "memory-fault-other", "5.11.0-rc4-00952-g6fdd671baaf5",
	 "jbd2/sda1-8", NULL, NULL, NULL, "x86_64", 771, NULL, NULL,
	 "[  300.100000] BUG: kernel NULL pointer dereference, address: 0000000000000028\n"
	 "[  300.100100] Oops: 0000 [#1] SMP NOPTI\n"
	 "[  300.100200] CPU: 2 PID: 771 Comm: jbd2/sda1-8 Tainted: G        W 5.11.0-rc4-00952-\n"
	 "g6fdd671baaf5 #57\n"
	 "[  300.100300] RIP: 0010:jbd2_journal_commit_transaction+0x4a1/0x1a30\n"
	 "[  300.100400] Call Trace:\n"
	 "[  300.100500]  kjournald2+0xb7/0x270\n"
	 "[  300.100600]  kthread+0xd7/0x100\n"},
	{"cut in a block of values: the others stay", NULL, NULL, NULL, NULL, NULL, NULL, "ppc64le", 7, "r3", "-",
	 "BUG: Unable to handle kernel data access at 0x00000008\nOops: Kernel access of bad area, sig: 11 [#1]\nLE PAGE_SIZE=64K MMU=Radix\n"
	 "CPU: 0 PID: 7 Comm: ls Not tainted 5.10.0-1 #1\nNIP:  c0000000012a57a0 LR: c0000000012a57f4 CTR: 0000000000000000\n"
	 "GPR00: c0000000012a57a0 c00000000cdcf8b0 c000000002474900 000000000000\n"},
	{"one soft break of a mail that is being sent", NULL, NULL, "ls", NULL, NULL, NULL, NULL, 7, "rdi", "0x0000000000000042",
	 HEAD OOPS "CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n" RIP "RAX: 0000000000000000 RBX: ffff9f1200008cc0 RDI: 00000000000=\n00042\n" STACK},
	{"an \"=\" at the end of one line, and others that are themselves", NULL, NULL, "ls", NULL, NULL, NULL, NULL, 7, "rdi", "-",
	 HEAD OOPS "CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n" RIP "ret=26 RBX: ffff9f1200008cc0 RDI: 00000000000=\n00042\n" STACK},
	{"half of a value is none", "undetermined", NULL, NULL, NULL, NULL, NULL, NULL, 7, "rdi", "-",
	 HEAD OOPS "CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n" RIP "RSI: ffff9f1200008cc0 RDI: 00000000\n00000042\n" STACK},
	{"a release that was wrapped behind a point", NULL, "6.14.0-rc3", "ls", NULL, NULL, NULL, NULL, 7, NULL, NULL,
	 "> [    1.000001] " HEAD "> [    1.000002] " OOPS
	 "> [    1.000003] CPU: 0 PID: 7 Comm: ls Not tainted 6.14.\n> 0-rc3 #7\n> [    1.000004] " RIP},
	{"wrapped before a word with a colon: it is the sentence's end", NULL, NULL, "ls", NULL,
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008", NULL, NULL, 7, NULL, NULL,
	 "[    1.000001] BUG: kernel NULL pointer dereference,\naddress: 0000000000000008\n"
	 "[    1.000003] CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n[    1.000004] RIP: 0010:demo+0x1/0x2\n"},
	{"a release of one word", NULL, "syzkaller", "ls", NULL, NULL, NULL, NULL, 7, NULL, NULL,
	 HEAD OOPS "CPU: 0 UID: 0 PID: 7 Comm: ls Not tainted syzkaller #0 PREEMPT(full)\n" RIP STACK},
	{"taint letters are no release", NULL, "-", "ls", NULL, NULL, NULL, NULL, 7, NULL, NULL,
	 HEAD OOPS "CPU: 0 PID: 7 Comm: ls Tainted: G        W\n" RIP STACK},
	{"crash's frames without their #", "xfs-reinit-race", NULL, "ls", "trailing_symlink", NULL, NULL, NULL, 7, "rdi",
	 "0x0000000000000000",
	 "PID: 7      TASK: ffffffff95a18480  CPU: 0   COMMAND: \"ls\"\n"
	 " 0 [ffff88802fc03ae0] machine_kexec at ffffffff903c5304\n 4 [ffff88802fc03da0] page_fault at ffffffff93a955a8\n"
	 "    [exception RIP: unknown or invalid address]\n    RIP: 0000000000000000  RSP: ffff88802fc03e50  RFLAGS: 00010246\n"
	 "    RDX: ffff88802b79a600  RSI: ffffffffc0089e90  RDI: 0000000000000000\n"
	 "5 [ffff88802fc03e50] trailing_symlink at ffffffffc39ce258\n6 [ffff88802fc03e68] path_lookupat at ffffffff98d2e0f8\n"},
	{"crash found nobody: bt -a shows who was interrupted", "no-crash", "5.14.0-1.el9.x86_64", NULL, NULL, "-", "host1",
	 "x86_64", -1, NULL, NULL,
	 "[   10.000001] demo: port entered disabled state\n[   10.000002] ------------[ cut here ]------------\n"
	 "    NODENAME: host1\n     RELEASE: 5.14.0-1.el9.x86_64\n     MACHINE: x86_64  (2000 Mhz)\n       PANIC: \"\"\n"
	 "         PID: 0\n     WARNING: panic task not found\n\ncrash> bt -a\n"
	 "PID: 0      TASK: ffffffffb7b3a6e0  CPU: 0   COMMAND: \"swapper/0\"\n    [exception RIP: demo_lock+109]\n"
	 "    RIP: ffffffffb7adf25d  RSP: ffffaf3e41d5ff88  RFLAGS: 00000046\n #0 [ffffaf2221dab9c8] demo at ffffffffbc1174ea\n"},
	{"crash's head, and the log below it", "hung-task", "2.6.18-1.el5PAE", "kjournald", "io_schedule",
	 "Kernel panic - not syncing: hung_task: blocked tasks", "host1", "i386", 702, NULL, NULL,
	 "    NODENAME: host1\n     RELEASE: 2.6.18-1.el5PAE\n     MACHINE: i686  (2000 Mhz)\n"
	 "       PANIC: \"Kernel panic - not syncing: hung_task: blocked tasks\"\n\n"
	 "INFO: task kjournald:702 blocked for more than 120 seconds.\nCall Trace:\n [<c077fd46>] io_schedule+0x36/0x59\n"},
	{"a stall names its task; the grace period's thread is another", "lockup", "6.18.0-rc1", "demo-a", "demo_ioctl",
	 "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", NULL, NULL, 600, NULL, NULL,
	 "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\nrcu: \tTasks blocked on level-0 rcu_node (CPUs 0-1): P600/1:b..l\n"
	 "task:demo-a          state:R  running task     stack:19496 pid:600   tgid:600   ppid:599\nCall Trace:\n"
	 " demo_ioctl+0x100/0x140\n </TASK>\nrcu: Stack dump where RCU GP kthread last ran:\n"
	 "CPU: 1 UID: 0 PID: 0 Comm: swapper/1 Not tainted 6.18.0-rc1 #0 PREEMPT(full)\nCall Trace:\n do_idle+0x1ea/0x520\n"},
	{"a soft lockup names its task, and has registers", "lockup", NULL, "demo:1", NULL, NULL, NULL, NULL, 3311, "rbx",
	 "0x0000000000000001",
	 "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [demo:1:3311]\nRIP: 0010:demo_spin+0xa0/0x400\n"
	 "RAX: 0000000000000000 RBX: 0000000000000001 RCX: 0000000000000000\n"},
	{"the function of RIP stands on the next line", "xfs-other", "4.9.61", "demo", "xfs_trans_free_items", NULL, NULL, NULL, 8123,
	 NULL, NULL,
	 "[4410.165785] BUG: unable to handle kernel NULL pointer dereference at 00000000000003e8\n[4410.167255] IP:\n"
	 "[4410.167262]  [<ffffffff8552af3d>] xfs_trans_free_items+0x10/0xf0\nPGD 19b003ad0 \n[4410.167265] Oops: 0000 [#1] SMP\n"
	 "[4410.167269] CPU: 2 PID: 8123 Comm: demo Not tainted 4.9.61 #1\n[4410.167272] RIP: 0010:[<ffffffff8552af3d>] \n"
	 "[4410.167274]  [<ffffffff8552af3d>] xfs_trans_free_items+0x10/0xf0\n"},
	{"BUG's trap does not hide its line", "bug", NULL, NULL, NULL, "kernel BUG at drivers/demo/demo.c:85!", NULL, NULL, 208,
	 NULL, NULL,
	 "kernel BUG at drivers/demo/demo.c:85!\nOops: invalid opcode: 0000 [#1] SMP NOPTI\n"
	 "CPU: 0 PID: 208 Comm: demo Not tainted 7.0.1-1 #1\nRIP: 0010:demo_leave+0x44/0x50\n"},
	{"a line is cut nowhere", "memory-fault-other", NULL, NULL, NULL,
	 "Oops: general protection fault, probably for non-canonical address 0xdffffc0000000000: 0000 [#1] SMP KASAN NOPTI", NULL,
	 NULL, 6020, NULL, NULL,
	 "Oops: general protection fault, probably for non-canonical address 0xdffffc0000000000: 0000 [#1] SMP KASAN NOPTI\n"
	 "CPU: 0 PID: 6020 Comm: demo Not tainted 6.16.0-rc2 #0\nRIP: 0010:demo_read+0x4a0/0xd00\n"},
	{"two machines' lines by turns are two reports", "null-call-other", NULL, "irq/7", "irq_thread", NULL, NULL, "x86_64", 7, "rdi",
	 "-",
	 "Mar 14 09:26:53 db7 kernel: [  1.000001] BUG: unable to handle kernel NULL pointer dereference at           (null)\n"
	 "Mar 14 09:26:53 db8 kernel: [  9.000001] INFO: link is up\n"
	 "Mar 14 09:26:53 db7 kernel: [  1.000001] CPU: 0 PID: 7 Comm: irq/7 Not tainted 6.1.0-1 #1\n"
	 "Mar 14 09:26:53 db7 kernel: [  1.000001] RIP: 0010:          (null)\n"
	 "Mar 14 09:26:53 db8 kernel: [  9.000001] RDX: ffffb0c7812d3cb8 RSI: ffff8b1a4c0021c8 RDI: 0000000000000000\n"
	 "Mar 14 09:26:53 db7 kernel: [  1.000001] Call Trace:\nMar 14 09:26:53 db8 kernel: [  9.000001]  step_into+0x5a1/0x7f0\n"
	 "Mar 14 09:26:53 db8 kernel: [  9.000001]  path_lookupat+0x67/0x180\n"
	 "Mar 14 09:26:53 db7 kernel: [  1.000001]  irq_thread+0x66/0x70\n"},
	{"quoted-printable, broken in a value", "inode-op-null", "6.1.0-1", "ls", "step_into", NULL, NULL, "x86_64", 7, "rdi",
	 "0x0000000000000042",
	 "BUG:=20kernel NULL pointer dereference, address: 00000000=\n00000000\n" OOPS "CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\n" RIP
	 "RDX: ffffb0c7812d3cb8 RSI: ffff8b1a4c0021c8 RDI: 00000000000=\n00042\n" STACK},
	{"journald's JSON, and entities by number", "path-walk-other", NULL, "ls", "link_path_walk", NULL, NULL, NULL, 7, NULL, NULL,
	 "{\"PRIORITY\":\"1\",\"MESSAGE\":\"BUG: kernel NULL pointer dereference, address: 0000000000000008\",\"_HOSTNAME\":\"a\"}\n"
	 "{\"MESSAGE\":\"Oops: 0000 [&#35;1] SMP\"}\n{\"MESSAGE\":\"CPU: 0 PID: 7 Comm: ls Not tainted 6.1.0-1 #1\"}\n"
	 "{\"MESSAGE\":\"RIP: 0010:link_path_walk+0x1/0x2\",\"_PID\":\"9\"}\n"},
	{"system calls tell the processor", "no-crash", NULL, NULL, NULL, "-", NULL, "aarch64", -1, NULL, NULL,
	 "XFS (dm-0): Internal error xfs_trans_cancel at line 1046\nCall trace:\n __arm64_sys_openat+0x98/0xd8\n"
	 "XFS (dm-0): Corruption of in-memory data detected. Shutting down filesystem\n"},
};

static bool is(const char *wanted, const char *found)
{
	if (!wanted)
		return true;
	return strcmp(wanted, "-") ? found && !strcmp(wanted, found) : !found || !*found;
}

static const char *register_of(const struct ir_diagnosis *d, const char *name, char buf[32])
{
	for (unsigned i = 0; name && i < d->fault.nr_regs; i++) {
		if (!strcmp(d->fault.regs[i].name, name)) {
			snprintf(buf, 32, "0x%016llx", (unsigned long long)d->fault.regs[i].value);
			return buf;
		}
	}
	return NULL;
}

void test_oops_fields(void)
{
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		const struct ir_backtrace *bt;
		struct ir_diagnosis d;
		char what[512], value[32];
		const char *reg;

		diagnose_log(logs[i].log, strlen(logs[i].log), &d);
		bt = &d.fault.backtrace;
		reg = register_of(&d, logs[i].reg, value);
		snprintf(what, sizeof(what), "%s: %s, release %s, pid %lld %s, in %s, on %s %s, panic %s, %s %s", logs[i].what,
			 ir_class_name(d.verdict.class), d.dump.release, (long long)d.fault.pid.v, d.fault.comm,
			 bt->nr ? bt->frames[0].symbol : "nothing", d.dump.nodename, d.dump.arch, d.dump.panic,
			 logs[i].reg, reg);
		unit_check(is(logs[i].class, ir_class_name(d.verdict.class)) && is(logs[i].release, d.dump.release) &&
				   is(logs[i].comm, d.fault.comm) && is(logs[i].node, d.dump.nodename) &&
				   is(logs[i].frame, bt->nr ? bt->frames[0].symbol : NULL) &&
				   is(logs[i].panic, d.dump.panic) && is(logs[i].arch, d.dump.arch) &&
				   (logs[i].pid < 0 || (d.fault.pid.known && (int64_t)d.fault.pid.v == logs[i].pid)) && is(logs[i].value, reg),
			   __FILE__, __LINE__, what);
		/* Where no frame was read, strangers would share one. */
		unit_check((bt->nr || !d.verdict.signature) && !d.verdict.signature == !d.verdict.coarse, __FILE__, __LINE__, what);
		ir_diagnosis_release(&d);
	}
}
