// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where an event happened: the instruction pointer as each architecture prints it, and the caller.
 */
#include "core/log/oops_parse.h"

#include <stdlib.h>
#include <string.h>

#define OLD_CODE 20

/*
 * Can @place be where @ev happened? Reports print the place twice, as a number and as a function.
 */
static bool same_place(const struct ir_log *log, const struct ir_event *ev,
		       const struct ir_log_address *place)
{
	int ip = log->arch->ip;

	if (place->have_symbol && ev->ip_symbol[0] && strcmp(ev->ip_symbol, place->f.symbol))
		return false;
	/* 0 is in no function. */
	if (place->have_value && ev->ip_symbol[0] && ir_arch_is_null(log->arch, place->value))
		return false;
	return !place->have_value || !ir_reg_known(&ev->regs, ip) || ev->regs.v[ip] == place->value;
}

void ir_event_set_ip(struct ir_log *log, struct ir_event *ev, const struct ir_log_address *place)
{
	if ((!place->have_symbol && !place->have_value) || log->crash.ignored)
		return;
	/*
	 * An instruction pointer inside the trace is of an interrupted context. Behind the trace a
	 * report prints the fault's own registers once more.
	 */
	ev->other_context = ev->have_ip && (ev->in_trace || !same_place(log, ev, place));
	if (ev->other_context || ev->in_trace)
		return;
	/* x86 prints it before the other registers: of a report whose head is lost, those so far are user space's. */
	if (!ev->have_ip && ev->headless && ir_log_is_x86(log->arch))
		ev->regs.known = 0;
	ev->have_ip = true;
	if (place->have_value)
		ir_log_set_register(ev, log->arch->ip, place->value);
	if (!place->have_symbol || ev->ip_symbol[0])
		return;
	memcpy(ev->ip_symbol, place->f.symbol, sizeof(ev->ip_symbol));
	memcpy(ev->ip_module, place->f.module, sizeof(ev->ip_module));
	ev->ip_offset = place->f.offset;
	log->module = ev->ip_module;
}

bool ir_log_place_follows(const char *s, const struct ir_log_address *place)
{
	s += strspn(s, " ");
	return !place->have_symbol && (!*s || *s == IR_LOG_TORN);
}

/* The low two bits are the privilege level. 3 is user space, except in a Xen guest kernel (e033, e02b). */
bool ir_log_is_user_segment(uint64_t segment)
{
	return (segment & 3) == 3 && segment < 0xe000;
}

/*
 * x86 prints the code segment first: "0010:step_into+0x5cd/0x650", "0033:0x7f5192dcc25a",
 * "0060:[<c0123456>]". crash prints no segment.
 */
void ir_event_ip_segment(struct ir_log *log, struct ir_event *ev, const char *s, const char *text)
{
	struct ir_log_address place;
	uint64_t cs = 0, v;
	const char *end;
	bool user = false;

	while (*s == ' ')
		s++;
	end = ir_log_hex(s, 4, &cs);
	if (end && end - s == 4 && *end == ':') {
		/* A kernel thread's empty user frame has segment 0. */
		user = ir_log_is_user_segment(cs) || !cs;
		s = end + 1;
	}
	end = ir_log_address(s, &place);
	v = place.value;
	/* The report's end, on 32-bit x86: "EIP: [<c0189a22>] d_path+0x32/0x140 SS:ESP 0068:f6dd5ee8" */
	if (ev && strstr(end, "SS:ESP")) {
		ev->dies = true;
		ev->trace_done |= ev->in_trace;
		ev->in_trace = false;
	}
	user |= place.have_value && !place.have_symbol && v >= 1 << 20 && v < UINT64_C(1) << 47 &&
		log->arch->ip >= 0 && !strcmp(log->arch->name, "x86_64");
	if (!ev && !user && (place.have_value || place.have_symbol))
		ev = ir_event_cut_off(log, text);
	log->user_ip |= user;
	/* Since 4.18 a report of a death repeats its registers behind its end. */
	if (ev && ev->ended && !user)
		ev->dies = true;
	if (!ev)
		return;
	if (user)
		ev->other_context = true;
	else
		ir_event_set_ip(log, ev, &place);
	log->ip_follows = !user && ir_log_place_follows(end, &place);
}

/*
 * s390's PSW is a mask and an address: "0404c00180000000 0000000000431f8e
 * (scsi_alloc_sgtable+0x62/0x7c)"
 */
void ir_event_psw(struct ir_log *log, struct ir_event *ev, const char *s)
{
	struct ir_log_address place;
	uint64_t mask;

	while (*s == ' ')
		s++;
	s = ir_log_hex(s, 8, &mask);
	if (!s)
		return;
	(void)ir_log_address(s, &place);
	ir_event_set_ip(log, ev, &place);
}

void ir_event_set_lr(struct ir_log *log, struct ir_event *ev, const char *s)
{
	struct ir_log_address place;

	(void)ir_log_address(s, &place);
	if (ev->other_context || ev->in_trace)
		return;
	if (place.have_value)
		ir_log_set_register(ev, log->arch->lr, place.value);
	if (!place.have_symbol || ev->lr.symbol[0])
		return;
	ev->lr = place.f;
	log->module = ev->lr.module;
}

/* Up to 2.6.21 x86-64 printed 20 bytes, from the instruction pointer on. */
static bool is_old_code(const char *s)
{
	unsigned n = 0;

	for (s += strspn(s, " "); strspn(s, "0123456789abcdef") == 2; n++) {
		s += 2;
		s += strspn(s, " ");
	}
	return n == OLD_CODE && !*s;
}

/* "Code: 31 ff 41 ba 78 56 34 12 <45> 03 53 f1 74 02 0f 0b"; only what is executed from there on is kept. */
void ir_event_code(struct ir_event *ev, const char *s)
{
	const char *mark = strchr(s, '<');

	if (ev->other_context || ev->nr_code || (!mark && !is_old_code(s)))
		return;
	s = mark ? mark : s;
	while (ev->nr_code < IR_LOG_CODE) {
		char *end;
		unsigned long byte;

		s += strspn(s, " <>");
		byte = strtoul(s, &end, 16);
		if (end != s + 2)
			return;
		ev->code[ev->nr_code++] = (uint8_t)byte;
		s = end;
	}
}

void ir_event_instruction(struct ir_event *ev, const char *s)
{
	s = strchr(s, '(');
	if (s && !ev->have_instruction && !ev->other_context &&
	    ir_log_hex(s + 1, 8, &ev->instruction) == s + 9)
		ev->have_instruction = s[9] == ')';
}

void ir_event_page_table(struct ir_log *log, struct ir_event *ev, const char *s)
{
	static const char *const words[] = {"] pgd=", "] *pgd=", "] address between"};
	uint64_t v;
	const char *end = ir_log_hex(s + 1, 8, &v);
	bool told = false;

	for (size_t i = 0; end && i < sizeof(words) / sizeof(words[0]); i++)
		told |= !strncmp(end, words[i], strlen(words[i]));
	if (!told)
		return;
	if (!ev) {
		log->have_looked_up = true;
		log->looked_up = v;
		log->looked_up_record = log->nr_records;
	} else if (!ev->have_address) {
		ev->have_address = true;
		ev->address = v;
	}
}
