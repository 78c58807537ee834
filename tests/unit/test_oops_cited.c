// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/log/oops_cited.h"
#include "tests/unit/unit.h"

/* Lines of the events in a log: what is left of it in a redacted slice. */
static const char *const cited[] = {
	"BUG: kernel NULL pointer dereference, address: 0000000000000000",
	"#PF: supervisor instruction fetch in kernel mode",
	"Oops: 0010 [#1] PREEMPT SMP NOPTI",
	"[    4.337952] CPU: 0 PID: 133 Comm: victim Tainted: G           OE      6.1.0-57-cloud #1",
	"RIP: 0010:0x0",
	"RSP: 0018:ff39b29540013960 EFLAGS: 00010246",
	"R10: 0000000000000003 R11: ffffffffb00d2328 R12: ff39b29540013990",
	"Call Trace:",
	" step_into+0x5cd/0x650",
	" ? exit_to_user_mode_prepare+0x44/0x240",
	" xfs_iget+0x899/0xb70 [xfs]",
	"Modules linked in: xfs libcrc32c",
	"---[ end trace 0000000000000000 ]---",
	"Kernel panic - not syncing: Fatal exception",
	"kernel BUG at fs/xfs/xfs_inode.c:123!",
	"watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [victim:133]",
	"INFO: task victim:133 blocked for more than 120 seconds.",
	"WARNING: CPU: 1 PID: 7 at mm/slub.c:12 kmem_cache_free+0x15/0x310",
	"victim invoked oom-killer: gfp_mask=0x0, order=0, oom_score_adj=0",
	"Process victim (pid: 133, threadinfo ffff88003a5d2000, task ffff88003d5b0000)",
	"sysrq: Trigger a crash",
};

/* What the log says besides, with names of people, files and machines in it. */
static const char *const others[] = {
	"",
	"Linux version 6.1.0 (alice@build.example.com) (gcc 12.2.0) #1 SMP",
	"Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1",
	"Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014",
	"Code: 1e 9a ee 85 c0 75 10 48 b8 00 01 00 00 00 00 ad de 31 d2 89 10 eb 52",
	"PGD 0 P4D 0",
	"FS:  000000000869c3c0(0000) GS:ff1192e51ea00000(0000) knlGS:0000000000000000",
	"IPv4: host www.example.com, IP: 10.0.0.1",
	"Process accounting resumed",
	"EXT4-fs (sda1): mounted filesystem from /srv/alice with ordered data mode",
	"Killed process 133 (victim) total-vm:1234kB, anon-rss:12kB",
	"CPU: Physical Processor ID is in use by alice",
	"systemd[1]: Started Alice's session.",
	"usb 1-1: Product: alice+bob",
};

void test_oops_cited(void)
{
	char longer[3000];
	const char *at = "at sysrq: Trigger a crash";

	for (size_t i = 0; i < sizeof(cited) / sizeof(cited[0]); i++)
		unit_check(ir_log_is_cited(&ir_arch_x86_64, cited[i], strlen(cited[i])), cited[i], 0,
			   "this line is cited");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		unit_check(!ir_log_is_cited(&ir_arch_x86_64, others[i], strlen(others[i])),
			   others[i], 0, "this line is not cited");
	/* whose registers they are counts */
	CHECK(ir_log_is_cited(&ir_arch_aarch64, "x29: ffff80000a1bbc10 x28: 0", 28));
	CHECK(!ir_log_is_cited(&ir_arch_x86_64, "x29: ffff80000a1bbc10 x28: 0", 28));
	/* no NUL behind it, and no more read than there is */
	CHECK(!ir_log_is_cited(&ir_arch_x86_64, "Call Trace:", 10));
	/* a line of any length, wherever it is cut into pieces */
	for (size_t n = 850; n < 1300; n++) {
		memset(longer, 'y', sizeof(longer));
		longer[n] = ' ';
		memcpy(longer + n + 1, at, strlen(at));
		if (!ir_log_is_cited(&ir_arch_x86_64, longer, sizeof(longer))) {
			CHECK(n == 0);
			break;
		}
	}
	CHECK(!ir_log_is_cited(&ir_arch_x86_64, longer, 850));

}
