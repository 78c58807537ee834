// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/task.h"
#include "core/task/unwind.h"

#include <string.h>

#define MAX_GUESSES  32
#define RESUME_WORDS 256 /* stack words that are searched for a place to go on from */

/*
 * Make a frame and name its function. A return address is looked up one byte before, where the call
 * is: it can be the address of the next function.
 */
static struct ir_frame frame_at(struct ir_kernel *k, const struct ir_regs *regs, bool is_return,
				bool guessed)
{
	uint64_t ip = regs->v[k->arch->ip];
	struct ir_frame f = {.ip = ip, .sp = regs->v[k->arch->sp], .reliable = !guessed};
	struct ir_symbol sym;

	if (ir_symbol_at(k->t, ip - is_return, &sym))
		return f;
	f.offset = ip - sym.addr;
	ir_symbol_base(sym.name);
	f.symbol = ir_arena_strdup(k->arena, sym.name);
	f.module = sym.module[0] ? ir_arena_strdup(k->arena, sym.module) : NULL;
	return f;
}

static void add_frame(struct ir_backtrace *bt, struct ir_frame f)
{
	if (bt->nr < IR_MAX_FRAMES)
		bt->frames[bt->nr++] = f;
}

/*
 * Without unwind tables: list every word on the stack that is an address after a call instruction.
 * Most of them are left over from calls that returned long ago, so they are marked as guesses.
 */
static void guess_frames(struct ir_kernel *k, const struct ir_task *task, uint64_t sp,
			 struct ir_backtrace *bt)
{
	uint64_t top = task->stack + ir_stack_size(k), ip;
	struct ir_symbol sym;

	if (!k->arch->follows_call)
		return;
	for (sp = (sp + 7) & ~UINT64_C(7); sp >= task->stack && sp < top && bt->nr < MAX_GUESSES;
	     sp += 8) {
		struct ir_regs r = {.known = 0};

		if (ir_read_u64(k->t, sp, &ip))
			break;
		if (!k->arch->canonical(ip) || ir_symbol_at(k->t, ip, &sym) ||
		    !k->arch->follows_call(k->t, ip))
			continue;
		r.v[k->arch->ip] = ip;
		r.v[k->arch->sp] = sp;
		add_frame(bt, frame_at(k, &r, true, true));
	}
}

static bool are_user_regs(const struct ir_kernel *k, const struct ir_regs *r)
{
	return !k->arch->canonical(r->v[k->arch->ip]) && r->v[k->arch->ip];
}

/* Does unwinding from @regs, whose ip is a return address, reach the proper end of the stack? */
static bool reaches_end(struct ir_kernel *k, struct ir_regs regs)
{
	bool exception = false;

	for (unsigned i = 0; i < IR_MAX_FRAMES; i++) {
		uint64_t was = regs.v[k->arch->sp];
		enum ir_status st = ir_orc_step(k, &regs, exception, &exception);

		if (st)
			return st == IR_UNSUPPORTED && i;
		if (are_user_regs(k, &regs))
			return true;
		if (regs.v[k->arch->sp] <= was && !exception)
			return false;
	}
	return false;
}

/*
 * The ORC tables have holes. One is in __crash_kexec() where it stores its own registers, and the
 * stack of every panic() starts there, also on the stack of an NMI. Another is a retpoline's thunk,
 * which can be marked as the end of the stack (UNWIND_HINT_EMPTY). Go on from the next return
 * address on the stack from which the tables lead to the stack's end. That this is the right one is
 * a guess.
 */
static bool resume_after_hole(struct ir_kernel *k, struct ir_regs *regs)
{
	const int ip = k->arch->ip, sp = k->arch->sp;
	uint64_t at = (regs->v[sp] + 7) & ~UINT64_C(7);
	struct ir_symbol sym;

	for (unsigned n = 0; k->have_orc && n < RESUME_WORDS; n++, at += 8) {
		/*
		 * Keep the frame pointer: functions save it before they change it, so it can still
		 * be right.
		 */
		struct ir_regs r = *regs;

		r.known &= UINT64_C(1) << ip | UINT64_C(1) << sp | UINT64_C(1) << k->arch->fp;
		if (ir_read_u64(k->t, at, &r.v[ip]))
			return false;
		r.v[sp] = at + 8;
		if (!k->arch->canonical(r.v[ip]) || ir_symbol_at(k->t, r.v[ip], &sym) ||
		    !k->arch->follows_call(k->t, r.v[ip]) || !reaches_end(k, r))
			continue;
		*regs = r;
		return true;
	}
	return false;
}

/* Unwind one frame with the ORC tables; in kernels without them, with the frame pointers. */
static enum ir_status unwind_step(struct ir_kernel *k, const struct ir_task *task,
				  struct ir_regs *regs, bool *exception, bool *guessed,
				  const char **why)
{
	bool exact = *exception, sure = true;
	enum ir_status st = ir_orc_step(k, regs, exact, exception);

	*why = NULL;
	if (st == IR_UNSUPPORTED && !k->have_orc) {
		st = ir_fp_step(k, task, regs, exact, exception, &sure, why);
		*guessed = !sure;
	}
	return st;
}

void ir_unwind(struct ir_kernel *k, const struct ir_task *task, const struct ir_regs *start,
	       struct ir_backtrace *bt, struct ir_regs *exceptions, unsigned *nr_exceptions)
{
	const int ip = k->arch->ip, sp = k->arch->sp;
	struct ir_regs regs = *start;
	bool exception = true; /* the first address is exact, not a return address */
	bool resumed = false, guessed = false;
	unsigned room = nr_exceptions ? *nr_exceptions : 0, nr = 0;

	bt->nr = 0;
	bt->stop = "the stack has more frames than are shown";
	bt->frames = ir_arena_alloc(k->arena, IR_MAX_FRAMES * sizeof(*bt->frames));
	for (unsigned i = 0; bt->frames && i < IR_MAX_FRAMES; i++) {
		struct ir_regs was = regs;
		const char *why;
		enum ir_status st;

		if (regs.v[ip])
			add_frame(bt, frame_at(k, &regs, !exception, guessed));
		guessed = false;
		st = unwind_step(k, task, &regs, &exception, &guessed, &why);
		if (st && (st != IR_UNSUPPORTED || !i) && !resumed && resume_after_hole(k, &regs)) {
			resumed = guessed = true;
			exception = false;
			continue;
		}
		if (st == IR_UNSUPPORTED) { /* the first frame of a kernel thread */
			bt->stop = NULL;
			break;
		}
		if (st) {
			bt->stop = why ? ir_fmt(k, "no unwind tables; frame pointers: %s", why)
				       : ir_fmt(k, "unwind tables: %s", ir_status_string(st));
			break;
		}
		if (are_user_regs(k, &regs)) {
			bt->stop = NULL;
			break;
		}
		if (exception && nr < room)
			exceptions[nr++] = regs;
		if (regs.v[sp] == was.v[sp] && !exception) {
			bt->stop = "the stack pointer does not move";
			break;
		}
	}
	if (nr_exceptions)
		*nr_exceptions = nr;
	if (bt->frames && bt->stop && !k->have_orc)
		guess_frames(k, task, regs.v[sp], bt);
}
