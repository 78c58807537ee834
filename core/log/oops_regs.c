// SPDX-License-Identifier: GPL-2.0-or-later
/* Register dumps, and the architecture they belong to. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

#define MAX_NAME 8

/* Only logs of these architectures are read, never their memory: so no address is canonical. */
static bool no_address(uint64_t addr)
{
	(void)addr;
	return false;
}

static bool no_frame(const struct ir_regs *regs, uint64_t frame_end)
{
	(void)regs, (void)frame_end;
	return false;
}

#define IR_TELL(words, id)
#define IR_RELEASE(end, id)
#define IR_BLOCK(words, id, first)
#define IR_ALIAS(printed, id, name)
#define IR_LOG_ARCH(id, text, ip, sp, lr, arg)
#define IR_LOG_REGS(id, ...) static const char *const names_##id[] = {__VA_ARGS__};
#include "core/log/oops_archs.def"
#undef IR_LOG_ARCH
#undef IR_LOG_REGS

#define IR_LOG_REGS(id, ...)
#define IR_LOG_ARCH(id, text, ip_, sp_, lr_, arg_)                                                 \
	static const struct ir_arch ir_arch_##id = {                                               \
		.name = text,                                                                      \
		.nr_regs = sizeof(names_##id) / sizeof(*names_##id),                               \
		.reg_names = names_##id,                                                           \
		.ip = ip_,                                                                         \
		.sp = sp_,                                                                         \
		.fp = -1,                                                                          \
		.lr = lr_,                                                                         \
		.arg = {arg_, arg_ + 1, arg_ + 2},                                                 \
		.canonical = no_address,                                                           \
		.kernel_frame = no_frame,                                                          \
	};
#include "core/log/oops_archs.def"
#undef IR_LOG_ARCH
#undef IR_LOG_REGS
#undef IR_TELL
#undef IR_RELEASE
#undef IR_BLOCK
#undef IR_ALIAS

/* Only the pc is ever set. The other names are made up, so that no report prints them. */
static const char *const no_names[] = {"pc", "(sp)", "(arg0)", "(arg1)", "(arg2)"};
const struct ir_arch ir_arch_log = {
	.name = "",
	.nr_regs = sizeof(no_names) / sizeof(no_names[0]),
	.reg_names = no_names,
	.ip = 0,
	.sp = 1,
	.fp = -1,
	.lr = -1,
	.arg = {2, 3, 4},
	.canonical = no_address,
	.kernel_frame = no_frame,
};

#define IR_LOG_ARCH(id, text, ip, sp, lr, arg)
#define IR_LOG_REGS(id, ...)

static const struct {
	const char *words;
	const struct ir_arch *arch;
} tells[] = {
#define IR_TELL(words, id) {words, &ir_arch_##id},
#define IR_RELEASE(end, id)
#define IR_BLOCK(words, id, first)
#define IR_ALIAS(printed, id, name)
#include "core/log/oops_archs.def"
#undef IR_TELL
#undef IR_RELEASE
#undef IR_BLOCK
#undef IR_ALIAS
};

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
	const char *end;
	const struct ir_arch *arch;
} releases[] = {
#define IR_TELL(words, id)
#define IR_RELEASE(end, id) {end, &ir_arch_##id},
#define IR_BLOCK(words, id, first)
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

/* 32-bit PowerPC prints the same words as 64-bit, with half the digits. */
static const struct ir_arch *by_width(const struct ir_arch *arch, const char *s)
{
	uint64_t v;
	const char *end;

	if (arch != &ir_arch_ppc64)
		return arch;
	while (*s && !isxdigit((unsigned char)*s))
		s++;
	end = ir_log_hex(s, 8, &v);
	return end && end - s == 8 ? &ir_arch_ppc : arch;
}

void ir_log_set_register(struct ir_event *ev, int reg, uint64_t value)
{
	if (reg < 0 || ir_reg_known(&ev->regs, reg))
		return;
	ev->regs.v[reg] = value;
	ev->regs.known |= UINT64_C(1) << reg;
}

static void set_arch(struct ir_log *log, const struct ir_arch *arch)
{
	log->arch = arch;
	/* Some reports print the pc before any word that tells the architecture: move it. */
	for (unsigned i = 0; i < log->nr; i++) {
		struct ir_regs *r = &log->events[i]->regs;
		uint64_t ip = r->v[ir_arch_log.ip];

		if (!ir_reg_known(r, ir_arch_log.ip))
			continue;
		memset(r, 0, sizeof(*r));
		ir_log_set_register(log->events[i], arch->ip, ip);
	}
}

/* PowerPC's words tell 64 bits first, and which end of a word is the first one later. */
static bool may_become(const struct ir_log *log, const struct ir_arch *arch)
{
	return log->find_arch && (log->arch == &ir_arch_log ||
				  (log->arch == &ir_arch_ppc64 &&
				   (arch == &ir_arch_ppc64le || arch == &ir_arch_ppc64be)));
}

static void become(struct ir_log *log, const struct ir_arch *arch)
{
	if (log->arch == &ir_arch_log)
		set_arch(log, arch);
	else
		log->arch = arch;
}

void ir_log_machine(struct ir_log *log, const char *s)
{
	char word[16];
	const char *name = word;

	ir_log_word(s + strspn(s, " "), word, sizeof(word));
	if (word[0] == 'i' && !strcmp(word + 2, "86"))
		name = "i386";
	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
		if (log->find_arch && log->arch == &ir_arch_log &&
		    !strcmp(tells[i].arch->name, name))
			set_arch(log, tells[i].arch);
	}
}

void ir_log_arch_of_release(struct ir_log *log, const char *release)
{
	size_t len = strlen(release);

	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		size_t n = strlen(releases[i].end);

		if (may_become(log, releases[i].arch) && len > n &&
		    !strcmp(release + len - n, releases[i].end))
			become(log, releases[i].arch);
	}
}

/* "MSR:  9000000000009033 <SF,HV,EE,ME,IR,DR,RI,LE>": bit 0 is LE. */
static void tell_by_msr(struct ir_log *log, const char *s)
{
	size_t n = ir_log_match(s, "MSR: ");
	const char *end;
	uint64_t v;

	if (!n)
		n = ir_log_match(s, "msr: ");
	end = n ? ir_log_hex(s + n, 16, &v) : NULL;
	if (end && end - (s + n) == 16)
		become(log, v & 1 ? &ir_arch_ppc64le : &ir_arch_ppc64be);
}

void ir_log_tell_arch(struct ir_log *log, const char *s)
{
	/* "BE PAGE_SIZE=4K MPC8544 DS" comes before the registers that tell 32 bits. */
	size_t nip = log->find_arch && log->arch == &ir_arch_ppc64be ? ir_log_match(s, "NIP:") : 0;

	if (nip && by_width(&ir_arch_ppc64, s + nip) == &ir_arch_ppc)
		log->arch = &ir_arch_ppc;
	if (!log->find_arch || (log->arch != &ir_arch_log && log->arch != &ir_arch_ppc64))
		return;
	tell_by_msr(log, s);
	for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
		size_t n = may_become(log, tells[i].arch) ? ir_log_match(s, tells[i].words) : 0;
		uint64_t v;
		const char *end;

		if (!n)
			continue;
		if (log->arch != &ir_arch_log) {
			become(log, tells[i].arch);
			return;
		}
		/* Old arm64 kernels print their pc as arm does, with 16 digits. */
		end = tells[i].arch == &ir_arch_arm ? ir_log_hex(s + n, 8, &v) : NULL;
		set_arch(log, end && end - (s + n) == 16 ? &ir_arch_aarch64
							 : by_width(tells[i].arch, s + n));
		return;
	}
}

bool ir_log_is_32_bit(const struct ir_arch *arch)
{
	return arch == &ir_arch_i386 || arch == &ir_arch_arm || arch == &ir_arch_ppc ||
	       arch == &ir_arch_mips;
}

bool ir_log_is_x86(const struct ir_arch *arch)
{
	return arch == &ir_arch_i386 || !strcmp(arch->name, "x86_64");
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
