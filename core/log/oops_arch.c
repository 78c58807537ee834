// SPDX-License-Identifier: GPL-2.0-or-later
/* Which architecture's log is it? Its reports have words that no other one prints. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

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
	const struct ir_arch ir_arch_##id = {                                                      \
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
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		const char *end =
			may_become(log, releases[i].arch) ? strstr(release, releases[i].end) : NULL;

		if (end && end > release && strchr("+.", end[strlen(releases[i].end)]))
			become(log, releases[i].arch);
	}
}

/* "Linux version 5.16.0 (a@b) (aarch64-linux-gnu-gcc (GCC) 11.2.0, ...": a compiler is named by what it compiles for. */
void ir_log_arch_of_compiler(struct ir_log *log, const char *s)
{
	for (; (s = strchr(s, '(')); s++) {
		size_t n = strcspn(s + 1, "- ");

		for (size_t i = 0; i < sizeof(tells) / sizeof(tells[0]); i++) {
			const struct ir_arch *arch = tells[i].arch;

			if (n && may_become(log, arch) && strlen(arch->name) == n &&
			    !memcmp(s + 1, arch->name, n) && strstr(s + 1 + n, "-gcc"))
				become(log, arch);
		}
	}
}

void ir_log_hardware(struct ir_log *log, const char *s)
{
	log->of_tree |= strstr(s, "(DT)") != NULL;
	log->of_bios |= strstr(s, "BIOS ") != NULL;
}

/* "[<c014518d>] warn_slowpath_common+0x6d/0xa0": the width of the address; 0 if it is none. 32-bit ARM has the function in parentheses. */
static size_t address_of_frame(const char *s, uint64_t *ret)
{
	const char *end = !strncmp(s, "[<", 2) ? ir_log_hex(s + 2, 8, ret) : NULL;
	struct ir_log_frame f;
	const char *name;

	if (!end || strncmp(end, ">]", 2))
		return 0;
	name = end + 2 + strspn(end + 2, " ?");
	return *name != '(' && ir_log_location(name, &f) ? (size_t)(end - (s + 2)) : 0;
}

/*
 * Reports without registers name no architecture. Two lines together may: arm64's and RISC-V's machines are named by a device
 * tree, and only arm64 writes "trace" small. Up to 3.8 x86 alone printed "Pid: 7, comm: a"; a BIOS has been on machines of
 * 64 bits, but of those of 32 only on x86. Its kernel lies above c0000000, or ffffffff80000000.
 */
static const struct ir_arch *tell_by_two(struct ir_log *log, const char *s)
{
	struct ir_log_frame f;
	uint64_t address;
	size_t width;

	if (*s == 'P' && ir_log_match(s, "Pid: ") && strstr(s, ", comm: "))
		log->old_pid = true;
	/* SuperH: "pc = 00000000", or "PR  : c01b514a" */
	if ((*s == 'p' && !strncmp(s, "pc = ", 5) && ir_log_hex(s + 5, 8, &address) == s + 13) ||
	    (*s == 'P' && !strncmp(s, "PR  : ", 6) && ir_log_hex(s + 6, 8, &address) == s + 14))
		return &ir_arch_sh;
	/* 32-bit ARM: "[<80110914>] (unwind_backtrace) from [<8010c80c>] (show_stack+0x10/0x14)" */
	if (*s == '[' && !strncmp(s, "[<", 2) && ir_log_hex(s + 2, 8, &address) == s + 10 &&
	    !strncmp(s + 10, ">] (", 4) && strstr(s + 14, ") from [<"))
		return &ir_arch_arm;
	/* "epc : f+0x1/0x2" is RISC-V's; MIPS has an address there. */
	if (*s == 'e' && (width = ir_log_match(s, "epc : ")) && ir_log_location(s + width, &f))
		return &ir_arch_riscv64;
	if (log->of_tree && ir_log_match(s, "Call trace:"))
		return &ir_arch_aarch64;
	width = *s == '[' && (log->old_pid || log->of_bios) ? address_of_frame(s, &address) : 0;
	if (width == 8 && address >= 0xc0000000)
		return &ir_arch_i386;
	return width == 16 && log->old_pid && address >= 0xffffffff80000000 ? &ir_arch_x86_64
									    : NULL;
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

void ir_log_index_tells(struct ir_log_index *x)
{
	_Static_assert(sizeof(tells) / sizeof(tells[0]) <= IR_LOG_INDEXED, "room for all");
	for (unsigned i = sizeof(tells) / sizeof(tells[0]); i; i--)
		ir_log_index_row(x, i, tells[i - 1].words);
}

void ir_log_tell_arch(struct ir_log *log, const char *s)
{
	/* "BE PAGE_SIZE=4K MPC8544 DS" comes before the registers that tell 32 bits. */
	size_t nip = log->find_arch && log->arch == &ir_arch_ppc64be ? ir_log_match(s, "NIP:") : 0;
	const struct ir_arch *two;

	if (nip && by_width(&ir_arch_ppc64, s + nip) == &ir_arch_ppc)
		log->arch = &ir_arch_ppc;
	if (!log->find_arch || (log->arch != &ir_arch_log && log->arch != &ir_arch_ppc64))
		return;
	tell_by_msr(log, s);
	two = log->arch == &ir_arch_log ? tell_by_two(log, s) : NULL;
	if (two)
		set_arch(log, two);
	ir_log_index_each (&log->tells, *s, i) {
		const struct ir_arch *arch = tells[i - 1].arch;
		size_t n = may_become(log, arch) ? ir_log_match(s, tells[i - 1].words) : 0;
		uint64_t v;
		const char *end;

		if (!n)
			continue;
		if (log->arch != &ir_arch_log) {
			become(log, arch);
			return;
		}
		/* Old arm64 kernels print their pc as arm does, with 16 digits. */
		end = arch == &ir_arch_arm ? ir_log_hex(s + n, 8, &v) : NULL;
		set_arch(log,
			 end && end - (s + n) == 16 ? &ir_arch_aarch64 : by_width(arch, s + n));
		return;
	}
}

bool ir_log_is_32_bit(const struct ir_arch *arch)
{
	return arch == &ir_arch_i386 || arch == &ir_arch_arm || arch == &ir_arch_ppc ||
	       arch == &ir_arch_mips || arch == &ir_arch_sh;
}

bool ir_log_is_x86(const struct ir_arch *arch)
{
	return arch == &ir_arch_i386 || !strcmp(arch->name, "x86_64");
}
