// SPDX-License-Identifier: GPL-2.0-or-later
/* The stacks of a text report: WALKER and RECYCLER side by side, or one TASK. */
#include "core/render/report.h"

#include <string.h>

#define RIGHT	   42 /* column of the right half */
#define FRAME	   4  /* column of frames within each half */
#define FRAME_COLS 36 /* width of a frame */
#define FEW	   10 /* frames shown without -v */

void ir_text_section(struct ir_out *out, const char *name)
{
	ir_out_sgr(out, "1");
	ir_out_raw(out, name);
	ir_out_sgr(out, "0");
	if (strlen(name) >= IR_TEXT_INDENT)
		ir_out_raw(out, "\n");
	ir_out_pad(out, IR_TEXT_INDENT);
}

static const char *peer_words(const char *doing)
{
	static const char *const words[][2] = {
		{"recycle", "recycling it"},	   {"instantiate", "instantiating it"},
		{"create", "making it anew"},	   {"evict", "evicting it"},
		{"inactivate", "inactivating it"}, {"reclaim", "reclaiming it"},
	};

	for (size_t i = 0; doing && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i][0], doing))
			return words[i][1];
	return doing ? doing : "?";
}

static void frame(struct ir_out *out, const struct ir_backtrace *bt, unsigned i, bool caller)
{
	struct ir_str str = {0};

	ir_str_frame(&str, &bt->frames[i]);
	if (caller)
		ir_str_add(&str, "  <- call to 0");
	ir_out_cell(out, FRAME_COLS, str.s);
}

static unsigned shown(const struct ir_backtrace *bt, bool verbose)
{
	/* One frame more needs no more room than a note about it. */
	return verbose || bt->nr <= FEW + 1 ? bt->nr : FEW;
}

static void stack_ends(struct ir_out *out, const char *whose, const struct ir_backtrace *bt,
		       bool verbose)
{
	struct ir_str str = {0};
	unsigned hidden = bt->nr - shown(bt, verbose);

	if (hidden)
		ir_str_add(&str, "%u more frames (-v shows all). ", hidden);
	if (bt->stop)
		ir_str_add(&str, "The stack could not be followed further: %s.", bt->stop);
	if (!str.len)
		return;
	ir_out_pad(out, IR_TEXT_INDENT);
	if (whose)
		ir_out_raw(out, whose);
	ir_out_wrap(out, IR_TEXT_INDENT, str.s);
	ir_out_raw(out, "\n");
}

static void pair_heads(struct ir_out *out, const struct ir_diagnosis *d, const struct ir_peer *peer)
{
	const struct ir_fault *fault = &d->fault;
	struct ir_str left = {0}, right = {0}, doing = {0};
	bool rcu = d->walk.mode && !strcmp(d->walk.mode, "rcu");

	ir_str_task(&left, fault->pid, fault->comm, fault->cpu);
	ir_str_task(&right, peer->pid, peer->comm, peer->cpu);
	ir_str_add(&doing, "same inode, %s", peer_words(peer->doing));
	ir_text_section(out, "WALKER");
	ir_out_cell(out, RIGHT - IR_TEXT_INDENT - 1, left.s);
	ir_out_pad(out, RIGHT);
	ir_out_sgr(out, "1");
	ir_out_raw(out, "RECYCLER  ");
	ir_out_sgr(out, "0");
	ir_out_cell(out, IR_TEXT_WIDTH - out->col, right.s);
	ir_out_raw(out, "\n");
	ir_out_pad(out, IR_TEXT_INDENT);
	ir_out_raw(out, rcu ? "RCU walk" : d->walk.mode ? "reference walk" : "path walk");
	ir_out_pad(out, RIGHT + IR_TEXT_INDENT);
	ir_out_cell(out, IR_TEXT_WIDTH - out->col, doing.s);
	ir_out_raw(out, "\n");
}

static void pair(struct ir_out *out, const struct ir_diagnosis *d, const struct ir_peer *peer,
		 bool verbose)
{
	const struct ir_backtrace *left = &d->fault.backtrace, *right = &peer->backtrace;
	unsigned nr_left = shown(left, verbose), nr_right = shown(right, verbose);
	unsigned call = ir_call_frame(&d->fault);

	pair_heads(out, d, peer);
	for (unsigned i = 0; i < nr_left || i < nr_right; i++) {
		if (i < nr_left) {
			ir_out_pad(out, FRAME);
			frame(out, left, i, i == call);
		}
		if (i < nr_right) {
			ir_out_pad(out, RIGHT + FRAME - 2);
			frame(out, right, i, false);
		}
		ir_out_raw(out, "\n");
	}
	stack_ends(out, "WALKER: ", left, verbose);
	stack_ends(out, "RECYCLER: ", right, verbose);
}

static void alone(struct ir_out *out, const struct ir_diagnosis *d, bool walker, bool verbose)
{
	const struct ir_backtrace *bt = &d->fault.backtrace;
	unsigned call = ir_call_frame(&d->fault);
	struct ir_str head = {0};

	ir_str_task(&head, d->fault.pid, d->fault.comm, d->fault.cpu);
	if (walker && d->walk.mode)
		ir_str_add(&head, !strcmp(d->walk.mode, "rcu") ? ", RCU walk" : ", reference walk");
	ir_text_section(out, walker ? "WALKER" : "TASK");
	ir_out_wrap(out, IR_TEXT_INDENT, head.s);
	ir_out_raw(out, "\n");
	for (unsigned i = 0; i < shown(bt, verbose); i++) {
		struct ir_str str = {0};

		/* A frame from the log has no address. One without symbol is its address. */
		if (bt->frames[i].symbol && bt->frames[i].ip)
			ir_str_add(&str, "%016" PRIx64 "  ", bt->frames[i].ip);
		ir_str_frame(&str, &bt->frames[i]);
		ir_str_add(&str, i == call ? "  <- call to 0" : "");
		ir_out_pad(out, IR_TEXT_INDENT);
		ir_out_cell(out, IR_TEXT_WIDTH - IR_TEXT_INDENT, str.s);
		ir_out_raw(out, "\n");
	}
	if (!bt->nr && !bt->stop)
		ir_out_raw(out, "          no stack could be read\n");
	stack_ends(out, NULL, bt, verbose);
}

void ir_text_stacks(struct ir_out *out, const struct ir_diagnosis *d, bool verbose)
{
	const struct ir_peer *peer = ir_about_walk(d) ? ir_recycler(d) : NULL;

	if (peer)
		pair(out, d, peer, verbose);
	else
		alone(out, d, ir_about_walk(d), verbose);
	ir_out_raw(out, "\n");
}
