// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-ext/fatal_guard.h"

#include "crash-ext/compat.h"

/*
 * Ctrl-C is deferred. Only the third, and only of a command that is still busy seconds after the
 * first, leaves the hard way, as crash itself always does: that can stop crash for good, because it
 * has threads, gdb's, and a longjmp out of malloc() leaves malloc's lock held.
 */
#define PATIENCE 3
#define PATIENCE_SECONDS 2

static struct {
	bool active;
	bool muted, masked;
	FILE *error_fp;
	char *error_path;
	volatile sig_atomic_t interrupts;
	volatile time_t first_interrupt;
} guard;

static char quiet_path[] = "inoderace";

static void on_interrupt(int sig)
{
	const time_t now = time(NULL);

	if (!guard.interrupts++)
		guard.first_interrupt = now;
	if (guard.interrupts >= PATIENCE && now - guard.first_interrupt >= PATIENCE_SECONDS)
		restart(sig);
}

/* A bug of ours must not take the session with it: crash does the same for gdb's. */
static void on_segv(int sig)
{
	restart(sig);
}

/* gdb_interface() leaves its own choice of handlers behind, so this is repeated after each call. */
static void arm(void)
{
	if (!guard.active)
		return;
	SIGACTION(SIGINT, on_interrupt, &pc->sigaction, NULL);
	if (!(pc->flags & DROP_CORE))
		SIGACTION(SIGSEGV, on_segv, &pc->sigaction, NULL);
}

static void mask_interrupt(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(how, &set, NULL);
	guard.masked = how == SIG_BLOCK;
}

static void mute(void)
{
	guard.error_fp = pc->error_fp;
	guard.error_path = pc->error_path;
	pc->error_fp = pc->nullfp;
	pc->error_path = quiet_path;
	guard.muted = true;
}

static void unmute(void)
{
	pc->error_fp = guard.error_fp;
	pc->error_path = guard.error_path;
	guard.muted = false;
}

void ir_guard_begin(void)
{
	guard.active = true;
	guard.interrupts = 0;
	arm();
}

void ir_guard_end(void)
{
	if (guard.muted)
		unmute();
	if (guard.active) {
		SIGACTION(SIGINT, restart, &pc->sigaction, NULL);
		SIGACTION(SIGSEGV, SIG_DFL, &pc->sigaction, NULL);
		guard.active = false;
	}
	if (guard.masked)
		mask_interrupt(SIG_UNBLOCK);
}

bool ir_guard_interrupted(void)
{
	return guard.interrupts != 0;
}

/*
 * FATAL errors longjmp to foreach_loop_env while IN_FOREACH is set. Both are saved and restored,
 * because "command < file" uses them too, and a guarded call may make another.
 */
static bool call(void (*fn)(void *arg), void *arg)
{
	const unsigned long long kept = IN_FOREACH | IN_GDB;
	const volatile unsigned long long was = pc->flags & kept;
	volatile bool returned = false;
	jmp_buf outer;

	memcpy(outer, pc->foreach_loop_env, sizeof(outer));
	if (!setjmp(pc->foreach_loop_env)) {
		pc->flags |= IN_FOREACH;
		fn(arg);
		returned = true;
	}
	memcpy(pc->foreach_loop_env, outer, sizeof(outer));
	pc->flags = (pc->flags & ~kept) | was;
	return returned;
}

bool ir_guard(void (*fn)(void *arg), void *arg, enum ir_guard_kind kind)
{
	FILE *const out = fp;
	const bool loud = guard.muted || CRASHDEBUG(1);
	const bool mask = kind == IR_GUARD_GDB && !guard.masked;
	bool returned;

	if (!loud) {
		mute();
		fp = pc->nullfp;
	}
	if (mask)
		mask_interrupt(SIG_BLOCK);
	returned = call(fn, arg);
	fp = out;
	if (kind == IR_GUARD_GDB)
		arm();
	if (mask)
		mask_interrupt(SIG_UNBLOCK);
	if (!loud)
		unmute();
	return returned;
}
