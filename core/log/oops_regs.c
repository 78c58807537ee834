// SPDX-License-Identifier: GPL-2.0-or-later
/* Register dumps, and the architecture they belong to. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MAX_NAME 8

#define IR_LOG_ARCH(id, text, ip, sp, lr, arg)
#define IR_LOG_REGS(id, ...)

static const struct {
	const char *words;
	const struct ir_arch *arch;
	int first;
} blocks[] = {
#define IR_TELL(words, id)
#define IR_RELEASE(end, id)
#define IR_BLOCK(words, id, first) {words, &ir_arch_##id, first},
#define IR_ALIAS(printed, id, name)
#include "core/log/oops_archs.def"
#undef IR_TELL
#undef IR_RELEASE
#undef IR_BLOCK
#undef IR_ALIAS
};

static const struct {
	const char *printed;
	const struct ir_arch *arch;
	const char *name;
} aliases[] = {
#define IR_TELL(words, id)
#define IR_RELEASE(end, id)
#define IR_BLOCK(words, id, first)
#define IR_ALIAS(printed, id, name) {printed, &ir_arch_##id, name},
#include "core/log/oops_archs.def"
#undef IR_TELL
#undef IR_RELEASE
#undef IR_BLOCK
#undef IR_ALIAS
};

void ir_log_set_register(struct ir_event *ev, int reg, uint64_t value)
{
	if (reg < 0 || ir_reg_known(&ev->regs, reg))
		return;
	ev->regs.v[reg] = value;
	ev->regs.known |= UINT64_C(1) << reg;
}

/* How many digits kernels print of it. Only flags have fewer bits than the others. */
static int width_of(const struct ir_arch *arch, const char *name)
{
	static const char *const narrow[] = {"EFLAGS", "RFLAGS", "pstate", "PSTATE"};

	for (size_t i = 0; i < sizeof(narrow) / sizeof(narrow[0]); i++) {
		if (!strcmp(name, narrow[i]))
			return 8;
	}
	return ir_log_is_32_bit(arch) ? 8 : 16;
}

/* ir_log_hex() of a value that has @width digits and thus cannot go on, whatever touches it */
static const char *hex_of_width(const char *s, unsigned digits, int width, uint64_t *ret)
{
	return width == 8 && ir_log_half(s, ret) ? s + 8 : ir_log_hex(s, digits, ret);
}

/*
 * The values at @s, "c0000000012a57a0 c00000000cdcf8b0 ...", are those of @reg and the next
 * registers.
 */
static const char *read_block(struct ir_event *ev, const struct ir_arch *arch, int reg,
			      const char *s)
{
	const char *end;
	uint64_t v;

	for (;; s = end, reg++) {
		while (*s == ' ')
			s++;
		end = hex_of_width(s, 8, width_of(arch, ""), &v);
		if (!end || reg >= (int)arch->nr_regs || reg == arch->ip)
			return s;
		/* What a line's end has cut is no value; 64-bit MIPS prints more than 32-bit does. */
		if (end - s != 16 && end - s != width_of(arch, ""))
			return end;
		if (!ev->other_context)
			ir_log_set_register(ev, reg, v);
	}
}

static int register_named(const struct ir_arch *arch, const char *name)
{
	char lower[MAX_NAME + 1];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (aliases[i].arch == arch && !strcmp(aliases[i].printed, name))
			name = aliases[i].name;
	}
	while (name[n] && n < MAX_NAME) {
		lower[n] = (char)tolower((unsigned char)name[n]);
		n++;
	}
	lower[n] = 0;
	for (unsigned i = 0; i < arch->nr_regs; i++) {
		if (!strcmp(arch->reg_names[i], lower))
			return (int)i;
	}
	return -1;
}

/* i386 tells last whose registers it has printed: " DS: 007b ES: 007b FS: 0000 GS: 0033 SS: 007b" */
static void drop_user_block(struct ir_event *ev)
{
	ev->regs.known = 0;
	ev->have_ip = false;
	ev->other_context = true;
}

/* "RAX: ffff…", "x9 : ffff…", "RSP: 0018:ffff…" */
const char *ir_log_register(struct ir_log *log, struct ir_event *ev, const char *s)
{
	char name[MAX_NAME + 1];
	size_t n = 0;
	const char *end;
	uint64_t v, segment = 0;
	int reg;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		size_t len = blocks[i].arch == log->arch ? ir_log_match(s, blocks[i].words) : 0;

		if (len)
			return ev ? read_block(ev, log->arch, blocks[i].first, s + len) : s + len;
	}
	while (n < MAX_NAME && isalnum((unsigned char)s[n])) {
		name[n] = s[n];
		n++;
	}
	name[n] = 0;
	for (s += n; *s == ' ';)
		s++;
	/* LoongArch prints no colon: "a0 ffffffffffffffea a1 90000001000d3c38" */
	if (!n || (*s != ':' && (log->arch != &ir_arch_loongarch64 || s[-1] != ' ')))
		return NULL;
	s += *s == ':';
	while (*s == ' ')
		s++;
	end = hex_of_width(s, 4, width_of(log->arch, name), &v);
	if (end && end - s == 4 && *end == ':') {
		segment = v;
		s = end + 1;
		end = hex_of_width(s, 8, width_of(log->arch, name), &v);
	}
	if (end && end - s == 4 && ev && ev->headless && !strcmp(name, "SS") &&
	    ir_log_is_user_segment(v))
		drop_user_block(ev);
	if (!end || end - s < 8)
		return NULL;
	/* What a line's end has cut is no value: the other digits may be lost. */
	if (s[1] != 'x' && end - s != width_of(log->arch, name))
		return end;
	reg = register_named(log->arch, name);
	/*
	 * "crashkernel reserved: 0x0000000014000000" has no register, so it is no cut-off report.
	 */
	if (!ev && reg < 0)
		return NULL;
	/* "RSP: 002b:00007fff..." where the line of user space's "RIP:" is lost. */
	if (ev && reg == log->arch->sp && ir_log_is_user_segment(segment))
		ev->other_context = true;
	if (reg >= 0 && reg != log->arch->ip && ev && !ev->other_context)
		ir_log_set_register(ev, reg, v);
	/* "EFLAGS: 00010246   (2.6.18 #4)" */
	if (ev && !strcmp(name, "EFLAGS") && end[strspn(end, " ")] == '(')
		ir_log_release(ev->release, sizeof(ev->release), end);
	return end;
}
