// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/hooked_return.h"
#include "core/task/task.h"
#include "core/task/unwind.h"

#include <string.h>

#define MAX_GUESSES  32
#define RESUME_WORDS 256 /* stack words that are searched for a place to go on from */
#define MAX_RESUMES  8	 /* of one stack */

/* Where a task's stack has been unwound to. */
struct position {
	struct ir_kernel *k;
	const struct ir_task *task;
	struct ir_regs regs;
	bool exact; /* the ip is where something was interrupted, not a return address */
	bool guessed;
	bool in_trampoline; /* the ip is a tracer's trampoline; the real return address is not known */
};

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

/* Can @ip be a return address? It can where the code before it cannot be read. */
static bool may_follow_call(struct ir_kernel *k, uint64_t ip)
{
	uint64_t code;

	return k->arch->follows_call(k->t, ip) || ir_read_u64(k->t, ip - 8, &code);
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
		    !may_follow_call(k, ip))
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

/* Put the real return address in the place of a tracer's trampoline. */
static void leave_trampoline(struct position *p)
{
	const int ip = p->k->arch->ip, sp = p->k->arch->sp;
	uint64_t slot = p->regs.v[sp] - 8, word, real;

	p->in_trampoline = !p->exact && ir_is_trampoline(p->k, p->regs.v[ip]);
	if (!p->in_trampoline || ir_read_u64(p->k->t, slot, &word) || word != p->regs.v[ip])
		return;
	if (ir_hooked_return(p->k, p->task, slot, &real))
		return;
	p->regs.v[ip] = real;
	p->in_trampoline = false;
}

/* Unwind one frame with the ORC tables; in kernels without them, with frame pointers or frame records. */
static enum ir_status unwind_step(struct position *p, const char **why)
{
	struct ir_kernel *k = p->k;
	bool was_exact = p->exact, sure = true;
	enum ir_status st = ir_orc_step(k, &p->regs, was_exact, &p->exact);

	*why = NULL;
	p->guessed = false;
	if (st == IR_UNSUPPORTED && !k->have_orc && k->arch->unwinders & IR_UNWIND_RECORDS) {
		st = ir_record_step(k, p->task, &p->regs, was_exact, &p->exact, &sure, why);
		p->guessed = !sure;
	} else if (st == IR_UNSUPPORTED && !k->have_orc) {
		st = ir_fp_step(k, p->task, &p->regs, was_exact, &p->exact, &sure, why);
		p->guessed = !sure;
	}
	if (!st)
		leave_trampoline(p);
	return st;
}

/* Does unwinding from @p, whose ip is a return address, reach the proper end of the stack? */
static bool reaches_end(struct position p)
{
	const int sp = p.k->arch->sp;
	const char *why;

	for (unsigned i = 0; i < IR_MAX_FRAMES; i++) {
		uint64_t was = p.regs.v[sp];
		enum ir_status st = unwind_step(&p, &why);

		if (st)
			return st == IR_UNSUPPORTED && i;
		if (are_user_regs(p.k, &p.regs))
			return true;
		if (p.in_trampoline)
			return true; /* another guess will have to be made there */
		if (p.regs.v[sp] <= was && !p.exact)
			return false;
	}
	return false;
}

/*
 * The ORC tables have holes. One is in __crash_kexec() where it stores its own registers, and the
 * stack of every panic() starts there, also on the stack of an NMI. Another is a retpoline's thunk,
 * which can be marked as the end of the stack (UNWIND_HINT_EMPTY). A tracer's trampoline is one if
 * the real return address was not found. Go on from the next return address on the stack from which
 * the tables lead to the stack's end. That this is the right one is a guess.
 */
static bool resume_after_hole(struct position *p)
{
	struct ir_kernel *k = p->k;
	const int ip = k->arch->ip, sp = k->arch->sp;
	uint64_t at = (p->regs.v[sp] + 7) & ~UINT64_C(7);
	struct ir_symbol sym;

	for (unsigned n = 0; k->have_orc && n < RESUME_WORDS; n++, at += 8) {
		/*
		 * Keep the frame pointer: functions save it before they change it, so it can still
		 * be right.
		 */
		struct position next = {k, p->task, p->regs, .guessed = true};
		struct ir_regs *r = &next.regs;

		r->known &= UINT64_C(1) << ip | UINT64_C(1) << sp | UINT64_C(1) << k->arch->fp;
		if (ir_read_u64(k->t, at, &r->v[ip]))
			return false;
		r->v[sp] = at + 8;
		if (!k->arch->canonical(r->v[ip]) || ir_symbol_at(k->t, r->v[ip], &sym))
			continue;
		if (sym.addr == r->v[ip])
			leave_trampoline(&next);
		if (!k->arch->follows_call(k->t, r->v[ip]) || !reaches_end(next))
			continue;
		*p = next;
		return true;
	}
	return false;
}

void ir_unwind(struct ir_kernel *k, const struct ir_task *task, const struct ir_regs *start,
	       struct ir_backtrace *bt, struct ir_regs *exceptions, unsigned *nr_exceptions)
{
	const int ip = k->arch->ip, sp = k->arch->sp;
	/* The first address is exact, not a return address. */
	struct position p = {k, task, *start, .exact = true};
	unsigned room = nr_exceptions ? *nr_exceptions : 0, nr = 0, resumes = 0;

	bt->nr = 0;
	bt->stop = "the stack has more frames than are shown";
	bt->frames = ir_arena_alloc(k->arena, IR_MAX_FRAMES * sizeof(*bt->frames));
	for (unsigned i = 0; bt->frames && i < IR_MAX_FRAMES; i++) {
		uint64_t was = p.regs.v[sp];
		/* A function that was interrupted may not have used its stack, if calls do not. */
		bool may_stay = p.exact && k->arch->lr >= 0;
		const char *why = NULL;
		enum ir_status st = IR_NOTFOUND;

		if (!ir_arch_is_null(k->arch, p.regs.v[ip]))
			add_frame(bt, frame_at(k, &p.regs, !p.exact && !p.in_trampoline,
					       p.guessed || p.in_trampoline));
		if (!p.in_trampoline)
			st = unwind_step(&p, &why);
		if (st && (st != IR_UNSUPPORTED || !i) && resumes < MAX_RESUMES &&
		    resume_after_hole(&p)) {
			resumes++;
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
		if (are_user_regs(k, &p.regs)) {
			bt->stop = NULL;
			break;
		}
		if (p.exact && nr < room)
			exceptions[nr++] = p.regs;
		if (p.regs.v[sp] == was && !p.exact && !may_stay) {
			bt->stop = "the stack pointer does not move";
			break;
		}
	}
	if (nr_exceptions)
		*nr_exceptions = nr;
	if (bt->frames && bt->stop && !k->have_orc)
		guess_frames(k, task, p.regs.v[sp], bt);
}
