// SPDX-License-Identifier: GPL-2.0-or-later
/* Signatures: what kernels, tracers and patches do to a stack does not change them; another crash does. */
#include "core/verdict/signature.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define MAX 12

/* A stack of @names, innermost first; "~" before a name makes it a guess. */
static void diagnose(struct ir_diagnosis *d, struct ir_frame frames[MAX], enum ir_class class,
		     const char *const names[])
{
	*d = (struct ir_diagnosis){.verdict = {.class = class, .phase = class == IR_CLASS_XFS_REINIT_RACE ? "healed" : NULL}};
	d->fault.backtrace.frames = frames;
	for (unsigned i = 0; names[i]; i++)
		frames[d->fault.backtrace.nr++] = (struct ir_frame){
			.symbol = names[i] + (names[i][0] == '~'), .offset = 8, .reliable = names[i][0] != '~'};
}

static void text(enum ir_class class, unsigned version, bool coarse, const char *const names[],
			struct ir_signature *s)
{
	static struct ir_diagnosis d;
	struct ir_frame frames[MAX];

	diagnose(&d, frames, class, names);
	ir_signature_make(&d, version, coarse, s);
}

#define STACK(...) ((const char *const[]){__VA_ARGS__, NULL})

struct pair {
	enum ir_class class;
	bool same;
	const char *const *a, *const *b;
};

static const struct pair pairs[] = {
	/* pick_link() inlined or not, live-patched, another kernel's names for who asked */
	{IR_CLASS_XFS_REINIT_RACE, true, STACK("pick_link", "step_into", "path_lookupat", "filename_lookup", "vfs_statx"),
	 STACK("klpp_pick_link", "path_lookupat", "return_to_handler", "filename_lookup", "user_path_at_empty", "do_readlinkat")},
	{IR_CLASS_XFS_REINIT_RACE, false, STACK("step_into", "path_lookupat", "filename_lookup"),
	 STACK("step_into", "path_openat", "do_filp_open")},
	{IR_CLASS_INODE_CORRUPTION, true, STACK("step_into", "path_lookupat", "filename_lookup", "vfs_statx", "__do_sys_newfstatat"),
	 STACK("step_into", "walk_component", "path_lookupat", "filename_lookup", "vfs_statx", "vfs_fstatat", "__arm64_sys_newfstatat")},
	{IR_CLASS_MEMORY_FAULT_OTHER, true, STACK("crash", "lab_write", "vfs_write", "ksys_write"),
	 STACK("memcpy", "crash", "~elsewhere", "kpatch_lab_write", "vfs_write", "__x64_sys_write")},
	{IR_CLASS_MEMORY_FAULT_OTHER, false, STACK("crash", "lab_write", "vfs_write"), STACK("crash", "lab_read", "vfs_read")},
	{IR_CLASS_LOCKUP, true, STACK("_raw_spin_lock", "lab_write", "vfs_write", "ksys_write"),
	 STACK("__crash_kexec", "~panic", "watchdog_timer_fn", "hrtimer_interrupt", "sysvec_apic_timer_interrupt",
	       "asm_sysvec_apic_timer_interrupt", "_raw_spin_lock", "lab_write", "vfs_write", "ksys_write")},
	{IR_CLASS_PANIC_REQUESTED, true, STACK("delay_tsc", "vpanic", "panic", "mount_block_root", "kernel_init"),
	 STACK("__crash_kexec", "~panic", "mount_block_root", "kernel_init")},
	{IR_CLASS_OOM, true, STACK("dump_stack_lvl", "panic", "out_of_memory", "__alloc_pages"), STACK("panic", "out_of_memory", "__alloc_pages")},
};

static const char *const *const nothing[] = {
	STACK("panic", "check_hung_uninterruptible_tasks", "watchdog", "kthread", "ret_from_fork"),
	STACK("~crash", "~lab_write"), STACK("__memcpy"), STACK("__schedule", "schedule", "do_syscall_64")};

void test_signature(void)
{
	struct ir_signature a, b;
	char what[300];

	for (unsigned i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct pair *p = &pairs[i];

		text(p->class, 3, false, p->a, &a);
		text(p->class, 3, false, p->b, &b);
		snprintf(what, sizeof(what), "pair %u: %s, %s", i, a.text, b.text);
		unit_check(a.text[0] && !strcmp(a.text, b.text) == p->same, __FILE__, __LINE__, what);
		text(p->class, 3, true, p->a, &a);
		text(p->class, 3, true, p->b, &b);
		snprintf(what, sizeof(what), "pair %u, coarse: %s, %s", i, a.text, b.text);
		unit_check(!p->same || !strcmp(a.text, b.text), __FILE__, __LINE__, what);
	}
	for (unsigned i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
		text(IR_CLASS_HUNG_TASK, 3, false, nothing[i], &a);
		snprintf(what, sizeof(what), "nothing %u: %s", i, a.text);
		unit_check(!a.text[0], __FILE__, __LINE__, what);
	}
	/* Version 2, as it was released. */
	text(IR_CLASS_XFS_REINIT_RACE, 2, true, STACK("step_into", "path_lookupat", "filename_lookup"), &a);
	snprintf(what, sizeof(what), "version 2: %s", a.text);
	unit_check(!strcmp(a.text, "xfs-reinit-race/26c0ee10b7ee7d5f"), __FILE__, __LINE__, what);
}
