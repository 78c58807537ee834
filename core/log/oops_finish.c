// SPDX-License-Identifier: GPL-2.0-or-later
/* What only the whole of a report shows: where it faulted, by what access, and whether it was a call of NULL. */
#include "core/log/oops_parse.h"

#include <stdio.h>
#include <string.h>

/* Bytes of instructions that kernels print from the instruction pointer on, at least: fewer were cut off */
#define WHOLE_CODE 16

/* The caller in the link register becomes the first frame: it is not on the stack yet. */
static void put_lr_first(struct ir_event *ev)
{
	struct ir_log_frame *first = ev->frames;

	if (!ev->lr.symbol[0] || !strcmp(ev->lr.symbol, ev->ip_symbol))
		return;
	if (ev->nr_frames && !strcmp(first->symbol, ev->lr.symbol)) {
		first->guess = false;
		return;
	}
	if (ev->nr_frames == IR_LOG_FRAMES)
		ev->nr_frames--;
	memmove(first + 1, first, ev->nr_frames * sizeof(*first));
	*first = ev->lr;
	ev->nr_frames++;
}

/* arm64 repeats the faulting place as the first line of the trace: drop it. */
static void drop_ip_frame(struct ir_event *ev)
{
	if (!ev->nr_frames || !ev->ip_symbol[0] || strcmp(ev->frames[0].symbol, ev->ip_symbol) ||
	    ev->frames[0].offset != ev->ip_offset)
		return;
	ev->nr_frames--;
	memmove(ev->frames, ev->frames + 1, ev->nr_frames * sizeof(*ev->frames));
}

/*
 * Was the access an instruction fetch or data? Asked of the error code where no other line says it.
 * "Oops: 0010" has x86's page fault error code: bit 4 fetch, bit 1 write. A 32-bit x86 without PAE
 * reports a fetch as a read, so there only a write is certain. "Oops: 96000004" has arm64's
 * syndrome register: bits 26 and up are the class, 0x20 and 0x21 instruction abort, 0x24 and 0x25
 * data abort.
 */
static void access_from_code(const struct ir_log *log, struct ir_event *ev)
{
	const char *arch = log->arch->name, *s = strstr(ev->oops, "Oops: "), *end;
	bool unknown = !arch[0], x86_64 = !strcmp(arch, "x86_64");
	/* A read of what lies before NULL comes before a call of it; address or place would tell. */
	bool seen = ev->have_address || ev->have_ip;
	uint64_t code;

	while (s && !strncmp(s, "Oops: ", 6)) /* x86 prints the word twice */
		s += 6;
	end = s ? ir_log_hex(s, 4, &code) : NULL;
	if (!end || ev->fetch || ev->data)
		return;
	if (!strcmp(arch, "aarch64") || (unknown && end - s >= 8)) {
		ev->fetch = code >> 27 == 0x20 >> 1;
		ev->data = code >> 27 == 0x24 >> 1;
	} else if (end - s == 4 && (unknown || x86_64 || !strcmp(arch, "i386"))) {
		ev->fetch = code & 0x10;
		ev->data = !ev->fetch && (code & 2 || (x86_64 && seen));
	}
}

/* Of the same boot: a stall names it in the dump of another task. */
static void find_release(const struct ir_log *log, struct ir_event *ev)
{
	if (!ev->release[0])
		memcpy(ev->release, log->release, sizeof(ev->release));
	for (unsigned i = 0; i < log->nr && !ev->release[0]; i++) {
		const struct ir_event *other = log->events[i];

		/* Lines of two machines may alternate. */
		if (other->boot == ev->boot &&
		    (!ev->caller[0] || !strcmp(ev->caller, other->caller)))
			memcpy(ev->release, other->release, sizeof(ev->release));
	}
	if (!ev->release[0] && !ev->caller[0] && log->any_boot == ev->boot)
		memcpy(ev->release, log->any_release, sizeof(ev->release));
}

/*
 * Did a check of control-flow integrity fault just below address 0 (x86_call_site.c)? Without the instructions, or with
 * neither the address nor the register that they read, that is not known.
 */
static enum ir_tri checks_null(const struct ir_log *log, const struct ir_event *ev)
{
	struct ir_value fault = {ev->have_address, ev->address};
	enum ir_tri told = IR_UNKNOWN;

	if ((ev->kind != IR_EV_PAGE_FAULT && ev->kind != IR_EV_EXCEPTION) || ev->fetch ||
	    !ev->ip_symbol[0] || (ev->have_address && !ir_event_below_null(ev)))
		return IR_FALSE;
	if (log->arch->null_check_code)
		told = log->arch->null_check_code(&ev->regs, &fault, ev->code, ev->nr_code);
	return told == IR_TRUE || ev->nr_code >= WHOLE_CODE ? told : IR_UNKNOWN;
}

bool ir_event_below_null(const struct ir_event *ev)
{
	return ev->have_address && ev->address >= (uint64_t)-128;
}

/*
 * Where the line with the faulting address is lost. Not of a call of 0: printing the code around it faults again, and CR2
 * then has that address.
 */
static void take_cr2(const struct ir_log *log, struct ir_event *ev)
{
	bool elsewhere =
		ev->ip_symbol[0] && !(ir_reg_known(&ev->regs, log->arch->ip) &&
				      ir_arch_is_null(log->arch, ev->regs.v[log->arch->ip]));

	/* Of a general protection fault CR2 tells nothing. */
	if (ev->headless && ev->kind == IR_EV_EXCEPTION)
		return;
	if (ev->have_address || !ev->have_cr2 || !elsewhere ||
	    (ev->kind != IR_EV_PAGE_FAULT && ev->kind != IR_EV_EXCEPTION))
		return;
	ev->have_address = true;
	ev->address = ev->cr2;
}

/* Where the lines that name the kind are lost: only the report of a page fault ends with its address. */
static void name_page_fault(struct ir_event *ev)
{
	if (!ev->cr2_ends || (ev->weight != IR_EVENT_CUT && ev->kind != IR_EV_EXCEPTION))
		return;
	ev->kind = IR_EV_PAGE_FAULT;
	ev->weight = IR_EVENT_OOPS;
}

/*
 * PowerPC sends signal 5 for BUG(), which is a program check, 0x700; and for exceptions that it knows no better signal for.
 */
static void name_by_trap(struct ir_event *ev)
{
	if (ev->kind != IR_EV_BUG || ev->trap == 0x700 ||
	    !strstr(ev->text, "Oops: Exception in kernel mode, sig: 5"))
		return;
	ev->kind = ev->trap ? IR_EV_EXCEPTION : IR_EV_NONE;
	if (!ev->trap)
		ev->weight = IR_EVENT_CUT;
}

/* "address: 00", of which the line has lost the rest; not the size in "f+0x7ea/0x7f0" */
static bool ends_in_number(const char *text, size_t len)
{
	size_t n = ir_log_hex_at_end(text, len);

	if (!n || n == 8 || n >= 16)
		return false;
	len -= n;
	/* "e" and "bad" are words, but behind "address:". */
	if (!strpbrk(text + len, "0123456789") && len > 1 && text[len - 2] != ':')
		return false;
	if (len > 1 && text[len - 1] == 'x' && text[len - 2] == '0')
		len -= 2;
	return len && text[len - 1] == ' ';
}

/* Of a text that goes out: is a place in it where it was torn? That is shown as a bar; what the end lacks is not. */
static bool show_torn(char *text)
{
	size_t len = strlen(text);
	const char *open;
	bool torn = false;

	if (len && text[len - 1] == IR_LOG_TORN) {
		text[--len] = 0;
		torn = ends_in_number(text, len);
	}
	open = strrchr(text, '(');
	torn |= open && !strchr(open, ')'); /* what is in parentheses goes on */
	for (; (text = strchr(text, IR_LOG_TORN)); torn = true)
		*text = '|';
	return torn;
}

/* Behind the trace a report prints user space's registers: where neither head nor trace is left, they may be those. */
static void drop_nobodys_registers(const struct ir_arch *arch, struct ir_event *ev)
{
	if (ev->headless && !ir_reg_known(&ev->regs, arch->ip) &&
	    !ir_reg_known(&ev->regs, arch->sp) && !ev->nr_frames)
		ev->regs.known = 0;
}

/* Where the line that names a BUG() is lost, its ud2 is left. */
static bool is_nameless_bug(const struct ir_arch *arch, const struct ir_event *ev)
{
	static const uint8_t ud2[] = {0x0f, 0x0b};

	return ev->kind == IR_EV_INVALID_OP && ir_log_is_x86(arch) && ev->nr_code >= sizeof(ud2) &&
	       !memcmp(ev->code, ud2, sizeof(ud2));
}

void ir_event_finish(struct ir_log *log, struct ir_event *ev)
{
	int ip = log->arch->ip;

	drop_nobodys_registers(log->arch, ev);
	ev->text_torn = show_torn(ev->text);
	ev->oops_torn = show_torn(ev->oops);
	/* These print all 16: the line was folded there. */
	if (ev->eight_digits &&
	    (!strcmp(log->arch->name, "x86_64") || !strcmp(log->arch->name, "aarch64")))
		ev->have_address = false;
	if (!ev->have_address && ev->have_half && ir_log_is_32_bit(log->arch)) {
		ev->have_address = true;
		ev->address = ev->half;
	}
	if (ev->kind == IR_EV_MCE && ev->cpu < 0 && log->mce_told)
		ev->cpu = log->mce_cpu;
	ir_event_name_cut(log, ev);
	name_page_fault(ev);
	name_by_trap(ev);
	take_cr2(log, ev);
	access_from_code(log, ev);
	/* s390's address is already past the two bytes at 0, which are no instruction. */
	if (!strcmp(log->arch->name, "s390x") && ir_reg_known(&ev->regs, ip) && ev->regs.v[ip] == 2)
		ev->regs.v[ip] = 0;
	if (!ev->have_ip && ev->fetch && ev->have_address) {
		/* A fetch faults at the instruction pointer, so the address tells it. */
		ir_log_set_register(ev, ip, ev->address);
		ev->have_ip = true;
	} else if (ev->data || (ev->have_address && ev->address)) {
		/* A read just below 0 may be a check of NULL before it is called. */
		ev->not_at_0 = ev->have_ip || !ir_event_below_null(ev);
	} else if (ev->kind == IR_EV_GP || ev->kind == IR_EV_INVALID_OP ||
		   strstr(ev->text, "divide error")) {
		ev->not_at_0 = true; /* there was an instruction */
	}
	if (is_nameless_bug(log->arch, ev))
		ev->kind = IR_EV_BUG;
	drop_ip_frame(ev);
	put_lr_first(ev);
	find_release(log, ev);
	ev->checks_null = checks_null(log, ev);
	if (ev->checks_null == IR_TRUE) {
		ev->kind = IR_EV_NULL_CALL;
		ev->checker.offset = ev->ip_offset;
		memcpy(ev->checker.symbol, ev->ip_symbol, sizeof(ev->checker.symbol));
		memcpy(ev->checker.module, ev->ip_module, sizeof(ev->checker.module));
	}
	if (!ir_reg_known(&ev->regs, ip) || !ir_arch_is_null(log->arch, ev->regs.v[ip]))
		return;
	if (ev->kind == IR_EV_PAGE_FAULT || ev->kind == IR_EV_EXCEPTION ||
	    ev->weight == IR_EVENT_CUT) {
		ev->kind = IR_EV_NULL_CALL;
		ev->weight = IR_EVENT_OOPS;
	}
}

bool ir_release_before(const char *release, unsigned major, unsigned minor)
{
	unsigned a, b;

	if (sscanf(release, "%3u.%3u", &a, &b) != 2)
		return false;
	return a < major || (a == major && b < minor);
}
