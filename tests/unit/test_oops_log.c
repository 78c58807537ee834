// SPDX-License-Identifier: GPL-2.0-or-later
/* Logs as text: every architecture's words, every prefix, what is cut off, several reports in one. */
#include "core/inoderace.h"
#include "tests/unit/log_target.h"
#include "tests/unit/unit.h"

/* Reports as each architecture prints them. */
static const struct {
	const char *arch, *class, *log;
} reports[] = {
	{"riscv64", "xfs-reinit-race",
	 "[ 1.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000\n"
	 "[ 1.000000] Oops [#1]\n"
	 "[ 1.000000] CPU: 0 PID: 77 Comm: ls Not tainted 5.18.0-rc7+ #79\n"
	 "[ 1.000000] epc : 0x0\n"
	 "[ 1.000000]  ra : step_into+0x1e/0x26\n"
	 "[ 1.000000] epc : 0000000000000000 ra : ffffffff80005826 sp : ffffffff80c03d50\n"
	 "[ 1.000000]  gp : ffffffff80ca6178 tp : ffffffff80c0ad80 t0 : 6200000000000000\n"
	 "[ 1.000000]  s1 : ffffffff80001af6 a0 : 0000000000000000 a1 : ffffffff80001af6\n"
	 "[ 1.000000] [<ffffffff80005826>] path_lookupat+0x1e/0x26\n"},
	{"mips", "inode-op-null",
	 "CPU 0 Unable to handle kernel paging request at virtual address 00000000, epc == 00000000\n"
	 "Oops[#1]:\n"
	 "CPU: 0 PID: 40 Comm: ls Not tainted 5.13.0 #1\n"
	 "$ 0   : 00000000 00000001 82568620 00000000\n"
	 "$ 4   : 82568620 00000200 8019d0b4 8212d580\n"
	 "epc   : 00000000 0x0\n"
	 "ra    : 8019d0b4 pick_link+0x260/0x754\n"
	 "Call Trace:\n\n[<8018b544>] step_into+0xbc/0x184\n"},
	{"ppc64", "xfs-reinit-race",
	 "BUG: Unable to handle kernel instruction fetch (NULL pointer?)\n"
	 "Faulting instruction address: 0x00000000\n"
	 "Oops: Kernel access of bad area, sig: 11 [#1]\n"
	 "BE PAGE_SIZE=64K MMU=Hash SMP NR_CPUS=2048 NUMA pSeries\n"
	 "CPU: 0 PID: 71 Comm: ls Not tainted 5.10.0 #1\n"
	 "NIP:  0000000000000000 LR: c0000000012a57f4 CTR: 0000000000000000\n"
	 "GPR00: c0000000012a57a0 c00000000cdcf8b0 c000000002474900 0000000000000000\n"
	 "NIP [0000000000000000] 0x0\n"
	 "LR [c0000000012a57f4] step_into+0x474/0x1250\n"
	 "Call Trace:\n"
	 "[c00000000cdcf8b0] [c0000000012a57a0] step_into+0x420/0x1250 (unreliable)\n"},
	{"ppc", "memory-fault-other",
	 "Unable to handle kernel paging request for data at address 0x00000000\n"
	 "Oops: Kernel access of bad area, sig: 11 [#1]\n"
	 "NIP: d107c0c8 LR: c0072834 CTR: 0fe368a4\n"
	 "GPR00: d107c0c0 cf9cfef0 cfa5d000 00000000 4801f000 00000004 cf9cff20 00000000\n"
	 "NIP [d107c0c8] faulty_write+0x8/0x10 [faulty]\n"
	 "LR [c0072834] vfs_write+0xcc/0x16c\n"},
	{"s390x", "xfs-other",
	 "Unable to handle kernel pointer dereference in virtual kernel address space\n"
	 "Failing address: 0000000000000000 TEID: 0000000000000483\n"
	 "Oops: 0004 ilc:2 [#1] SMP\n"
	 "CPU: 0 UID: 0 PID: 376 Comm: ls Not tainted 6.11.0 #1\n"
	 "Krnl PSW : 0704c00180000000 00000216ef164cde (find_it+0x1e/0xb0 [xfs])\n"
	 "Krnl GPRS: 0000000000000000 0000000000000000 766d615f72615f65 0000000000000000\n"},
	{"arm", "path-walk-other",
	 "8<--- cut here ---\n"
	 "Unable to handle kernel NULL pointer dereference at virtual address 0000001c\n"
	 "Internal error: Oops: 17 [#1] SMP ARM\n"
	 "CPU: 1 PID: 86 Comm: ls Not tainted 6.0.0 #0\n"
	 "PC is at step_into+0x20/0x400\n"
	 "LR is at walk_component+0xc0/0x15c\n"
	 "pc : [<80321234>]    lr : [<808eaab4>]    psr: 60000013\n"
	 "r3 : 00000000  r2 : dfa2de7c  r1 : 00000000  r0 : 84e11000\n"
	 "Backtrace: \n"
	 "[<80321234>] (step_into) from [<808dcfac>] (path_lookupat+0x7b4/0xa6c)\n"},
	{"i386", "null-call-other",
	 "BUG: unable to handle kernel NULL pointer dereference at   (null)\n"
	 "IP: [<  (null)>]   (null)\n"
	 "*pde = 00000000\n"
	 "Oops: 0000 [#1] SMP\n"
	 "Pid: 330, comm: ls Not tainted 3.2.0 #1\n"
	 "EIP: 0060:[<00000000>] EFLAGS: 00010202 CPU: 0\n"
	 "EAX: 00000000 EBX: 534698dc ECX: 00000000 EDX: 00000000\n"
	 "Call Trace:\n"
	 " [<c1028b9d>] ? sys_sync+0x2d/0xa0\n"
	 " [<c1028b9d>] iterate_bdevs+0x2d/0xa0\n"},
	{"x86_64", "inode-op-null", /* before 4.5 there was no ->get_link */
	 "BUG: unable to handle kernel NULL pointer dereference at           (null)\n"
	 "IP: [<          (null)>]           (null)\n"
	 "Oops: 0010 [#1] SMP\n"
	 "CPU: 1 PID: 14751 Comm: ls Tainted: P           OE  ------------   3.10.0-1160.el7.x86_64 #1\n"
	 "RIP: 0010:[<0000000000000000>]  [<          (null)>]           (null)\n"
	 "RSP: 0018:ffff9bacaef9fdb8  EFLAGS: 00010246\n"
	 "RDX: 00000000000005de RSI: ffffffffc066e7f0 RDI: 0000000000000000\n"
	 "Call Trace:\n"
	 " [<ffffffffc0663969>] link_path_walk+0x109/0x2e0\n"},
	{"x86_64", "xfs-other", /* crash's bt; the frames above the exception are not the fault's */
	 "crash> bt\n"
	 "PID: 4952 TASK: ffff951c8aa92f80  CPU: 3   COMMAND: \"ls\"\n"
	 " #0 [ffffae44d0a6fa00] machine_kexec at ffffffff8d15a24d\n"
	 " #5 [ffffae44d0a6fbe0] general_protection at ffffffff8d6010fe\n"
	 "    [exception RIP: _raw_spin_lock+16]\n"
	 "    RIP: ffffffff8c0f1b50  RSP: ffffae44d0a6fc90  RFLAGS: 00010246\n"
	 " #6 [ffffae44d0a6fc90] xfs_lookup at ffffffffc0a24e61 [xfs]\n"},
	{"x86_64", "panic-requested",
	 "crash> bt\n"
	 "PID: 4952 TASK: ffff951c8aa92f80  CPU: 3   COMMAND: \"bash\"\n"
	 " #0 [ffffae44d0a6f9a8] machine_kexec at ffffffff8d05b7ee\n"
	 " #2 [ffffae44d0a6fac8] panic at ffffffff8d15b13d\n"
	 " #3 [ffffae44d0a6fae0] sysrq_handle_crash at ffffffff8d0253ed\n"
	 "    RIP: 00007f4584447447  RSP: 00007ffe65b82f08  RFLAGS: 00000246\n"},
};

static void architectures(void)
{
	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++) {
		struct ir_diagnosis d;
		char what[256];

		diagnose_log(reports[i].log, strlen(reports[i].log), &d);
		snprintf(what, sizeof(what), "report %u: %s %s, wanted %s %s", (unsigned)i,
			 d.dump.arch ? d.dump.arch : "-", ir_class_name(d.verdict.class), reports[i].arch,
			 reports[i].class);
		unit_check(!strcmp(ir_class_name(d.verdict.class), reports[i].class) && d.dump.arch &&
				   !strcmp(d.dump.arch, reports[i].arch),
			   __FILE__, __LINE__, what);
		ir_diagnosis_release(&d);
	}
}

/* The race's report, line by line, without any prefix. */
static const char *const race[] = {
	"BUG: kernel NULL pointer dereference, address: 0000000000000000",
	"#PF: supervisor instruction fetch in kernel mode",
	"Oops: 0010 [#1] SMP NOPTI",
	"CPU: 92 PID: 766 Comm: serv Kdump: loaded Not tainted 5.4.241-1 #1",
	"RIP: 0010:0x0",
	"Code: Bad RIP value.",
	"RSP: 0018:ffffc90021ebfc38 EFLAGS: 00010246",
	"RAX: ffffffff82081f40 RBX: ffffc90021ebfce0 RCX: 0000000000000000",
	"RDX: ffffc90021ebfd48 RSI: ffff88bfad8d3890 RDI: 0000000000000000",
	"Call Trace:",
	" ? getname_flags+0x4f/0x1e0",
	" trailing_symlink+0x1da/0x260",
	" path_lookupat.isra.53+0x79/0x220",
};

#define NR_LINES (sizeof(race) / sizeof(*race))

/* Put @before and @after each line of the race's report. Returns the length. */
static size_t rewrite(char *buf, size_t size, const char *before, const char *after)
{
	size_t n = 0;

	for (size_t i = 0; i < NR_LINES; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s%s", before, race[i], after);
	return n;
}

static void prefixes(void)
{
	static const char *const before[] = {
		"",
		"[20213.578756] ",
		"<4>[20213.578756] ",
		"[20213.578756][  T766] ",
		"[20213.578756@0] ",
		"[  +0.000012] ",
		"[May15 23:10] ",
		"[Wed May 15 23:10:01 2024] ",
		"[2024-05-15 23:10:01.123] [20213.578756] ",
		"May 15 23:10:01 node17 kernel: ",
		"May 15 23:10:01 node17 kernel[0]: [20213.578756] ",
		"f\xc3\xa9v. 27 21:51:01 kernel: ",
		"2024-05-15T23:10:01.123456+08:00 node17 kernel: [20213.578756] ",
		"2024-05-15 23:10:01 node17 kernel: ",
		"kern  :alert : [20213.578756] ",
		"192.168.7.21:6666 [20213.578756] ",
		"4,1234,20213578756,-,caller=T766;",
		"> > > > [20213.578756] ",
		">>> ",
		"\033[0m\033[31m[20213.578756] ",
		"   ",
	};
	static const char *const after[] = {"\n", "\r\n", "\033[0m\n", " \n \n", " ", " > > "};
	char buf[4096], what[256];
	struct ir_diagnosis d;

	for (size_t b = 0; b < sizeof(before) / sizeof(*before); b++) {
		for (size_t a = 0; a < sizeof(after) / sizeof(*after); a++) {
			size_t len = rewrite(buf, sizeof(buf), before[b], after[a]);

			diagnose_log(buf, len, &d);
			snprintf(what, sizeof(what), "\"%s\" before, %u after: %s", before[b],
				 (unsigned)a, ir_class_name(d.verdict.class));
			unit_check(d.verdict.race == IR_TRUE &&
					   !strcmp(d.verdict.confidence, "possible") &&
					   d.fault.pid.known && d.fault.pid.v == 766,
				   __FILE__, __LINE__, what);
			ir_diagnosis_release(&d);
		}
	}
}

/* What is left out of the race's report decides what can still be told. */
static void cuts(void)
{
	static const struct {
		size_t from, to;
		const char *class;
	} cut[] = {
		{0, 0, "undetermined"},	   {0, 1, "undetermined"}, {0, 5, "undetermined"},
		{0, 8, "undetermined"},	   {0, 9, "undetermined"}, {0, 11, "undetermined"},
		{0, 12, "xfs-reinit-race"}, {4, 13, "xfs-reinit-race"}, {6, 13, "undetermined"},
	};
	char buf[4096];
	struct ir_diagnosis d;

	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		size_t n = 0;

		for (size_t k = cut[i].from; k < cut[i].to; k++)
			n += (size_t)snprintf(buf + n, sizeof(buf) - n, "%s\n", race[k]);
		diagnose_log(buf, n, &d);
		CHECK_STR(ir_class_name(d.verdict.class), cut[i].class);
		if (!strcmp(cut[i].class, "undetermined"))
			CHECK(d.notes.missing.nr > 0);
		ir_diagnosis_release(&d);
	}
}

/* Several reports in one log: which of them counts. */
static const struct {
	const char *class, *observation, *log;
} endings[] = {
	{"no-crash", NULL, "WARNING: CPU: 0 PID: 1 at fs/x.c:1 f+0x1/0x2\nRIP: 0010:f+0x1/0x2\n"},
	{"bug", NULL,
	 "WARNING: CPU: 0 PID: 1 at fs/x.c:1 f+0x1/0x2\nRIP: 0010:f+0x1/0x2\n"
	 "Kernel panic - not syncing: panic_on_warn set ...\n"},
	{"panic-requested", "an earlier oops, survived",
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:f+0x1/0x2\n---[ end trace 0000000000000000 ]---\n"
	 "sysrq: Trigger a crash\nKernel panic - not syncing: sysrq triggered crash\n"},
	{"memory-fault-other", "a later oops",
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:f+0x1/0x2\n---[ end trace 0000000000000000 ]---\n"
	 "general protection fault: 0000 [#2] SMP\nCPU: 0 PID: 8 Comm: b Not tainted 6.1.0 #1\n"
	 "RIP: 0010:xfs_iget+0x1/0x2\n"},
	{"memory-fault-other", "in f; from", /* neither PID nor name in the later one */
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:g+0x1/0x2\n---[ end trace 0000000000000000 ]---\n"
	 "general protection fault: 0000 [#2] SMP\nRIP: 0010:f+0x1/0x2\n"},
	{"xfs-other", "an earlier oops, survived",
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:f+0x1/0x2\n---[ end trace 0000000000000000 ]---\n"
	 "general protection fault: 0000 [#2] SMP\nCPU: 0 PID: 8 Comm: b Not tainted 6.1.0 #1\n"
	 "RIP: 0010:xfs_iget+0x1/0x2\nKernel panic - not syncing: Fatal exception\n"},
	{"xfs-other", NULL, /* the crash kernel starts behind it */
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:f+0x1/0x2\n"
	 "general protection fault: 0000 [#2] SMP\nCPU: 0 PID: 8 Comm: b Not tainted 6.1.0 #1\n"
	 "RIP: 0010:xfs_iget+0x1/0x2\n[    0.000000] Linux version 6.1.0\n"},
	{"null-call-other", NULL, /* two CPUs at once; their callers' ids keep them apart */
	 "[    1.000000][   T7] BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
	 "[    1.000000][   T8] general protection fault: 0000 [#2] SMP\n"
	 "[    1.000000][   T7] CPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "[    1.000000][   T8] CPU: 1 PID: 8 Comm: b Not tainted 6.1.0 #1\n"
	 "[    1.000000][   T8] RIP: 0010:xfs_iget+0x1/0x2\n"
	 "[    1.000000][   T7] RIP: 0010:0x0\n"
	 "[    1.000000][   T8] Call Trace:\n[    1.000000][   T8]  xfs_lookup+0x1/0x2\n"
	 "[    1.000000][   T7] Call Trace:\n[    1.000000][   T7]  f+0x1/0x2\n"},
	{"path-walk-other", NULL, /* the empty user frame of a kernel thread is no jump to 0 */
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "Oops: 0000 [#1] SMP\nCPU: 0 PID: 7 Comm: a Not tainted 6.1.0 #1\n"
	 "RIP: 0010:f+0x1/0x2\nRSI: 00000000000000aa RDI: 00000000000000bb\n"
	 "Call Trace:\n step_into+0x1/0x2\n"
	 "RIP: 0000:0x0\nRAX: 0000000000000000 RDI: 0000000000000000\n"},
	{"lockup", NULL, "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [sh:131]\n"},
	{"no-crash", NULL, "[    0.000000] Linux version 6.1.0\n"},
	{"undetermined", NULL, "RSP: 0018:ffffc90021ebfc38 EFLAGS: 00010246\nCall Trace:\n f+0x1/0x2\n"},
	{"null-call-other", NULL, /* init died of its own oops */
	 "BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
	 "Oops: 0010 [#1] SMP\nCPU: 0 PID: 1 Comm: init Not tainted 6.1.0 #1\n"
	 "RIP: 0010:0x0\nCall Trace:\n f+0x1/0x2\n"
	 "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n"},
	{"panic-requested", NULL,
	 "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100\n"},
};

/* What is not known is said in words, or not at all; and nothing was seen in a dump. */
static bool names_unknown(const struct ir_diagnosis *d)
{
	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		if (d->facts[i].text && strstr(d->facts[i].text, "this dump"))
			return false;
	}
	if (strstr(d->verdict.summary, "this dump"))
		return false;
	for (unsigned i = 0; i < d->notes.observations.nr; i++) {
		if (strstr(d->notes.observations.items[i], "PID -1") ||
		    strstr(d->notes.observations.items[i], "\"\""))
			return false;
	}
	return !strstr(d->verdict.summary, "PID -1") && !strstr(d->verdict.summary, "\"\"") &&
	       !(d->fault.comm && !*d->fault.comm);
}

static void several(void)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		struct ir_diagnosis d;
		bool seen = !endings[i].observation;
		char what[128];

		diagnose_log(endings[i].log, strlen(endings[i].log), &d);
		for (unsigned k = 0; k < d.notes.observations.nr && !seen; k++)
			seen = strstr(d.notes.observations.items[k], endings[i].observation) != NULL;
		snprintf(what, sizeof(what), "log %u: %s, wanted %s%s", (unsigned)i, ir_class_name(d.verdict.class),
			 endings[i].class, seen ? "" : "; the other one is not observed");
		unit_check(!strcmp(ir_class_name(d.verdict.class), endings[i].class) && seen &&
				   d.verdict.race != IR_TRUE,
			   __FILE__, __LINE__, what);
		unit_check(names_unknown(&d), __FILE__, __LINE__, what);
		ir_diagnosis_release(&d);
	}
}

#define PANIC "Kernel panic - not syncing: Fatal machine check"

/* The kernel's text ends where the page, the table or the tool around it goes on. */
static void ends(void)
{
	static const struct {
		const char *log, *panic;
	} around[] = {
		{PANIC, PANIC},
		{"| " PANIC " | 2024-05-01 |", PANIC},
		{"| 12 | " PANIC " | 2024-05-01 | open |", PANIC},
		{"<td>" PANIC "</td><td>2024</td>", PANIC},
		{"<tr><td class=\"n\">12</td>\n<td><code>" PANIC "</code></td><td>2024</td></tr>", PANIC},
		{PANIC "\tC\tdone\t12\t400d", PANIC},
		{"12\t" PANIC "\t3d", PANIC},
		{"<pre>[    1.000000] " PANIC "</pre>", PANIC},
		{"[    1.000000] <span class=\"k\">" PANIC "</span><br>", PANIC},
		{"[    0.900000] port entered disabled state\n       PANIC: \"" PANIC "\"\n         PID: 7\n", PANIC},
		{"<0>" PANIC "\nPanic#1 Part1\n<4>CPU: 1 PID: 7 Comm: a Not tainted 6.1.0 #1", PANIC},
		{PANIC "\xe2\x90\x8d\xe2\x90\x8a\n[10:00:00:905] x\n", PANIC},
		{"| Oops: 0010 [#1] SMP NOPTI | 7 |", "Oops: 0010 [#1] SMP NOPTI"},
		{"watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [a:7]\tx", "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [a:7]"},
		{"BUG: TASK stack guard page was hit at 1 <TASK> ", "BUG: TASK stack guard page was hit at 1 <TASK>"},
	};

	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
		struct ir_diagnosis d;

		diagnose_log(around[i].log, strlen(around[i].log), &d);
		CHECK_STR(d.dump.panic ? d.dump.panic : "none", around[i].panic);
		ir_diagnosis_release(&d);
	}
}

void test_oops_log(void)
{
	ends();
	architectures();
	prefixes();
	cuts();
	several();
}
