// SPDX-License-Identifier: GPL-2.0-or-later
/* The frames of a trace, and the modules behind their functions. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* 32-bit ARM's "(f+0x10/0x20) from [<c0...>] (g+0x1/0x2)" prints each function in two lines. */
static bool printed_twice(const struct ir_log *log, const struct ir_event *ev,
			  const struct ir_log_frame *f)
{
	const struct ir_log_frame *last = ev->nr_frames ? &ev->frames[ev->nr_frames - 1] : NULL;

	return last && !strcmp(log->arch->name, "arm") && last->offset == f->offset &&
	       !strcmp(last->symbol, f->symbol);
}

const char *ir_log_frame(struct ir_log *log, struct ir_event *ev, const char *s, bool guess)
{
	struct ir_log_frame f;
	const char *end = ir_log_location(s, &f), *source;

	/* The decimal "symbol+18" is crash's, not of a kernel trace. */
	if (!end || (memchr(s, '+', (size_t)(end - s)) && !memchr(s, 'x', (size_t)(end - s))))
		return NULL;
	/* Since 6.12 arm64 tells how it came to a frame: "show_stack+0x20/0x38 (C)" */
	source = end[0] == ' ' && end[1] == '['
			 ? end + strcspn(end, "]") + (strchr(end, ']') != NULL)
			 : end;
	if (!strncmp(source, " (C)", 4) || !strncmp(source, " (P)", 4))
		ir_log_machine(log, "aarch64");
	log->module = NULL;
	if (ev->nr_frames == IR_LOG_FRAMES || printed_twice(log, ev, &f))
		return end;
	f.guess = guess;
	ev->frames[ev->nr_frames] = f;
	log->module = ev->frames[ev->nr_frames++].module;
	return end;
}

bool ir_log_stack(struct ir_event *ev, const char *s)
{
	uint64_t v;

	if (!ir_log_hex(s + strspn(s, " "), 8, &v))
		return false;
	if (!ev->stack && !ev->in_trace && !ev->other_context)
		ev->stack = v;
	return true;
}

/*
 * A kernel without frame pointers marks each frame as a guess. But when NULL was called, the first word of the stack is where that
 * would have returned to.
 */
void ir_log_frame_address(const struct ir_log *log, struct ir_event *ev, const char *text,
			  const char *s)
{
	uint64_t v;
	size_t n;

	while (s > text && strchr(" ?(", s[-1]))
		s--;
	if (s - text < 12 || strncmp(s - 2, ">]", 2))
		return;
	s -= 2;
	n = ir_log_hex_at_end(text, (size_t)(s - text));
	if (n < 8 || s - text < (ptrdiff_t)n + 2 || strncmp(s - n - 2, "[<", 2))
		return;
	ev->shows_addresses = true;
	if (ev->nr_frames == 1 && ev->stack && ir_log_hex(s - n, 8, &v) && v == ev->stack &&
	    ir_reg_known(&ev->regs, log->arch->ip) && !ev->regs.v[log->arch->ip])
		ev->frames[0].guess = false;
}

/* "[c0072ec8]": where the next frame of PowerPC's is */
static bool is_stack_address(const char *s, size_t n)
{
	return (n == 8 || n == 16) && strspn(s, "0123456789abcdef") >= n;
}

void ir_log_module(struct ir_log *log, const char *s)
{
	size_t n = strcspn(s + 1, " ]");

	if (log->module && !log->module[0] && isalpha((unsigned char)s[1]) &&
	    n < sizeof(((struct ir_log_frame *)0)->module) && strncmp(s, "[inline]", 8) &&
	    ir_log_ends_module(s + 1 + n) && !ir_log_is_torn(s, n + 1) &&
	    !is_stack_address(s + 1, n))
		snprintf(log->module, n + 1, "%s", s + 1);
	log->module = NULL;
}
