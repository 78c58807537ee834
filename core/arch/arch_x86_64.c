// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x86-64. Registers are indexed in the order of struct pt_regs, which is also the order in a crash
 * note.
 *
 * Instructions are matched by their encoding, not disassembled. The bytes before a return address
 * can match a pattern by chance, so the callers check that a match makes sense against the
 * registers.
 */
#include "core/arch/arch.h"

#include <stdio.h>
#include <string.h>

#include "core/arch/x86_call_site.h"
#include "core/arch/x86_flow.h"
#include "core/arch/x86_insn.h"
#include "core/arch/x86_refs.h"
#include "core/target/kernel.h"

/* clang-format off */
enum { R15, R14, R13, R12, RBP, RBX, R11, R10, R9, R8, RAX, RCX, RDX, RSI, RDI, ORIG_RAX, RIP, CS,
       EFLAGS, RSP, SS, NR_REGS };
/* clang-format on */

/* clang-format off */
static const char *const names[NR_REGS] = {
	[R15] = "r15", [R14] = "r14", [R13] = "r13",   [R12] = "r12", [RBP] = "rbp", [RBX] = "rbx",
	[R11] = "r11", [R10] = "r10", [R9] = "r9",     [R8] = "r8",   [RAX] = "rax", [RCX] = "rcx",
	[RDX] = "rdx", [RSI] = "rsi", [RDI] = "rdi",   [ORIG_RAX] = "orig_rax", [RIP] = "rip",
	[CS] = "cs",   [EFLAGS] = "eflags", [RSP] = "rsp", [SS] = "ss",
};
/* clang-format on */

/* Register numbers as instructions encode them. */
static const int encoded[16] = {RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI,
				R8,  R9,  R10, R11, R12, R13, R14, R15};

#define PADDING	 64    /* bytes before a function, at most */
#define SCAN_MAX 65536 /* bytes of one function that are searched */

static bool canonical(uint64_t addr)
{
	/* 5-level paging: the kernel half starts at ff00000000000000 */
	return addr >= UINT64_C(0xff00000000000000);
}

static bool kernel_frame(const struct ir_regs *r, uint64_t frame_end)
{
	/*
	 * The CPU aligns RSP to 16 bytes before it pushes an exception frame. FRED aligns it to 64
	 * bytes, puts 16 bytes of its own above the frame and flags into the upper halves of CS and
	 * SS.
	 */
	/* A Xen PV guest has a code segment and a stack segment of Xen's. */
	return ((r->v[CS] & 0xffff) == 0x10 || (r->v[CS] & 0xffff) == 0xe030) &&
	       ((r->v[SS] & 0xffff) == 0x18 || (r->v[SS] & 0xffff) == 0xe02b ||
		!(r->v[SS] & 0xffff)) &&
	       (r->v[EFLAGS] & 2) && !(r->v[EFLAGS] >> 22) && r->v[RSP] >= frame_end &&
	       r->v[RSP] < frame_end + 80;
}

static int32_t get32(const uint8_t *p)
{
	int32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/*
 * Read [start, start+size) up to the first page that cannot be read, so that an absent page costs
 * only what is on it and behind it. Returns the bytes read.
 */
static size_t read_code(struct ir_target *t, uint64_t start, uint8_t *buf, size_t size)
{
	size_t n = 0;

	while (n < size) {
		size_t len = 4096 - (start + n) % 4096;

		if (len > size - n)
			len = size - n;
		if (ir_read(t, start + n, buf + n, len))
			break;
		n += len;
	}
	return n;
}

/* A retpoline at @at of @b: "call 1f; ... 1: mov %r15,(%rsp); ret". The register, else -1 */
static int retpoline_register(const uint8_t *b, size_t size, const struct ir_x86_insn *call,
			      size_t at)
{
	struct ir_x86_insn mov;
	uint64_t to = at + call->len + (uint64_t)call->imm;

	if (call->map != IR_X86_ONE || call->op != 0xe8 || to >= size ||
	    !ir_x86_decode(b + to, size - (size_t)to, &mov) || mov.map != IR_X86_ONE ||
	    mov.op != 0x89 || !mov.has_mem || mov.disp || ir_x86_register(mov.base) != RSP)
		return -1;
	return ir_x86_register(mov.reg);
}

/*
 * A thunk in memory of its own, without a symbol: "jmp *%r15", also behind an lfence or endbr64. The kernel allocates
 * them at boot since 872df34d7c51 ("x86/its: Use dynamic thunks for indirect branches", v6.15).
 */
static int jump_through(struct ir_target *t, uint64_t addr)
{
	struct ir_x86_insn in;
	uint8_t b[24];
	size_t size = read_code(t, addr, b, sizeof(b));

	for (size_t at = 0; at < size && ir_x86_decode(b + at, size - at, &in); at += in.len) {
		if (in.map == IR_X86_ONE && in.op == 0xff && (in.reg & 7) == 4 && !in.has_mem)
			return ir_x86_register(in.rm);
		/* lfence, endbr64 and long nops go before; a retpoline begins with its call */
		if (in.map != IR_X86_0F || (in.op != 0xae && in.op != 0x1e && in.op != 0x1f))
			return at ? -1 : retpoline_register(b, size, &in, at);
	}
	return -1;
}

/* "__x86_indirect_thunk_r15" -> R15, else -1. The thunk has names with a prefix (__pi_), too. */
static int thunk_register(struct ir_target *t, uint64_t addr)
{
	static const char prefix[] = "__x86_indirect_";
	struct ir_symbol sym;
	const char *reg;

	if (ir_symbol_at(t, addr, &sym))
		return jump_through(t, addr);
	if (sym.addr != addr)
		return addr - sym.addr < sym.size ? -1 : jump_through(t, addr);
	if (!strstr(sym.name, prefix))
		return -1;
	reg = strrchr(sym.name, '_') + 1;
	for (int i = 0; i < 16; i++) {
		if (!strcmp(reg, names[encoded[i]]))
			return encoded[i];
	}
	/* __x86_indirect_thunk_array is the first thunk: rax */
	return !strcmp(reg, "array") ? RAX : -1;
}

int ir_x86_register(int number)
{
	return encoded[number & 15];
}

int ir_x86_thunk_register(struct ir_target *t, uint64_t addr)
{
	int reg = thunk_register(t, addr);

	for (int i = 0; i < 16; i++) {
		if (encoded[i] == reg)
			return i;
	}
	return -1;
}

static bool follows_call(struct ir_target *t, uint64_t ret)
{
	uint8_t b[8];

	if (ir_read(t, ret - sizeof(b), b, sizeof(b)))
		return false;
	return b[3] == 0xe8 || (b[6] == 0xff && (b[7] & 0x38) == 0x10) ||
	       (b[5] == 0xff && (b[6] & 0xf8) == 0x50) || (b[2] == 0xff && (b[3] & 0xf8) == 0x90) ||
	       (b[2] == 0xff && b[3] == 0x15) ||
	       /* through r12, and relative to rsp: these have a byte more */
	       (b[5] == 0xff && b[6] == 0x14) || (b[4] == 0xff && b[5] == 0x54) ||
	       (b[1] == 0xff && b[2] == 0x94);
}

/* Is its memory operand "displacement(base)"? */
static bool plain_memory(const struct ir_x86_insn *in)
{
	return in->has_mem && !in->segment && in->base >= 0 && in->index < 0;
}

static enum ir_status load_at(struct ir_target *t, uint64_t ip, int *base_reg, int64_t *disp)
{
	struct ir_x86_insn in;
	uint8_t b[8];

	if (read_code(t, ip, b, sizeof(b)) < sizeof(b))
		return IR_ABSENT;
	if (!ir_x86_decode(b, sizeof(b), &in) || in.map != IR_X86_ONE || in.op != 0x8b ||
	    !plain_memory(&in))
		return IR_NOTFOUND;
	*base_reg = ir_x86_register(in.base);
	*disp = in.disp;
	return IR_OK;
}

/*
 * Does a call of @addr call the function at @target? Call depth tracking makes direct calls go to the padding
 * before the function, where the call is counted ("sarq $5, %gs:..."): e81dc127ef69
 * ("x86/callthunks: Add call patching for call depth tracking", v6.2).
 */
static bool is_target(struct ir_target *t, uint64_t addr, uint64_t target)
{
	static const uint8_t counts[] = {0x65, 0x48, 0xc1};
	uint8_t b[sizeof(counts)];

	if (addr == target)
		return true;
	return addr < target && target - addr <= PADDING && !ir_read(t, addr, b, sizeof(b)) &&
	       !memcmp(b, counts, sizeof(counts));
}

static enum ir_status find_call(struct ir_target *t, uint64_t start, uint64_t size, uint64_t target,
				uint64_t *ret)
{
	uint8_t b[4096 + 4];

	if (size > SCAN_MAX)
		size = SCAN_MAX;
	for (uint64_t at = 0; at < size; at += 4096) {
		size_t want = size - at < sizeof(b) ? size - at : sizeof(b);
		size_t n = read_code(t, start + at, b, want);

		for (size_t i = 0; i + 5 <= n; i++) {
			if (b[i] == 0xe8 &&
			    is_target(t, start + at + i + 5 + (int64_t)get32(b + i + 1), target)) {
				*ret = start + at + i;
				return IR_OK;
			}
		}
		if (n < want)
			return IR_ABSENT;
	}
	return IR_NOTFOUND;
}

static enum ir_status find_store(struct ir_kernel *k, uint64_t start, uint64_t size, int64_t disp,
				 uint64_t *value, uint64_t *insn)
{
	uint8_t b[2048];
	size_t n = read_code(k->t, start, b, size < sizeof(b) ? size : sizeof(b));

	for (size_t i = 0; i + 12 <= n; i++) {
		struct ir_x86_insn in;

		if ((b[i] & 0xfe) != 0x48 || b[i + 1] != 0xc7 ||
		    !ir_x86_decode(b + i, n - i, &in) || in.reg & 7 || !plain_memory(&in) ||
		    ir_x86_register(in.base) == RSP || in.disp != disp)
			continue;
		*value = (uint64_t)in.imm;
		*insn = start + i;
		if (canonical(*value))
			return IR_OK;
	}
	return IR_NOTFOUND;
}

static enum ir_status find_test(struct ir_kernel *k, uint64_t start, uint64_t before, int64_t disp,
				uint32_t *mask, uint64_t *insn)
{
	uint8_t b[SCAN_MAX / 8];
	uint64_t from = before - start > sizeof(b) ? before - sizeof(b) : start;
	size_t n = read_code(k->t, from, b, before - from);

	for (size_t i = n < 5 ? 0 : n - 4; i-- > 0;) {
		struct ir_x86_insn in;
		uint32_t bits;

		/* testb $imm8, disp8(%reg); what is on the stack itself is another thing */
		if (b[i] != 0xf6 || !ir_x86_decode(b + i, n - i, &in) || in.reg & 7 ||
		    !plain_memory(&in) || (in.base == 4 && !(i && b[i - 1] == 0x41)) ||
		    in.disp < disp || in.disp > disp + 3)
			continue;
		bits = (uint32_t)(in.imm & 0xff) << 8 * (in.disp - disp);
		if (!(*mask & bits))
			continue;
		*mask = bits;
		*insn = from + i;
		return IR_OK;
	}
	return IR_NOTFOUND;
}

static enum ir_tri is_bug(struct ir_target *t, uint64_t ip)
{
	uint8_t b[15] = {0}; /* the longest instruction */
	uint64_t to_page_end = 0x1000 - ip % 0x1000;
	size_t size = to_page_end < sizeof(b) ? to_page_end : sizeof(b);
	enum ir_status st = ir_read(t, ip, b, size);
	struct ir_x86_insn in;

	if (st)
		return st == IR_FAULT ? IR_FALSE : IR_UNKNOWN;
	if (size > 1 && b[0] == 0x0f && b[1] == 0x0b) /* ud2 */
		return IR_TRUE;
	return ir_x86_decode(b, size, &in) ? IR_FALSE : IR_UNKNOWN;
}

/* FineIBT calls 16 bytes before the function. */
static bool null_ip(uint64_t ip)
{
	return !ip || ip == (uint64_t)-16;
}

/* The call has pushed the return address, and nothing was executed after it. */
static enum ir_status leave_null(struct ir_target *t, struct ir_regs *regs)
{
	regs->known &= UINT64_C(1) << RIP | UINT64_C(1) << RSP | UINT64_C(1) << RBP;
	regs->v[RSP] += 8;
	return ir_read_u64(t, regs->v[RSP] - 8, &regs->v[RIP]);
}

const struct ir_arch ir_arch_x86_64 = {
	.name = "x86_64",
	.nr_regs = NR_REGS,
	.reg_names = names,
	.ip = RIP,
	.sp = RSP,
	.fp = RBP,
	.lr = -1,
	.arg = {RDI, RSI, RDX},
	.note_pid = 32,
	.note_regs = 112,
	.note_size = 112 + NR_REGS * 8,
	.nr_pt_regs = NR_REGS,
	.pt_regs_size = NR_REGS * 8,
	.stack_size = 16384,
	.page_size = 4096,
	.image_from = UINT64_C(0xffffffff80000000),
	.code_from = UINT64_C(0xffffffff80000000),
	.kasan_shadow = UINT64_C(0xdffffc0000000000), /* CONFIG_KASAN_SHADOW_OFFSET */
	.ip_name = "RIP",
	.ret_name = "[RSP]",
	.log_regs = "log | grep -A9 'RIP: 0010'",
	.unwinders = IR_UNWIND_ORC | IR_UNWIND_FRAMES,
	.canonical = canonical,
	.kernel_frame = kernel_frame,
	.is_bug = is_bug,
	.null_ip = null_ip,
	.leave_null = leave_null,
	.call_site = ir_x86_call_site,
	.null_check = ir_x86_null_check,
	.null_check_code = ir_x86_null_check_code,
	.refs = ir_x86_refs,
	.follows_call = follows_call,
	.load_at = load_at,
	.find_call = find_call,
	.find_store = find_store,
	.find_test = find_test,
	.follow = ir_x86_follow,
	.reaches = ir_x86_reaches,
	.guards = ir_x86_guards,
	.text = ir_x86_text,
	.jumps_to = ir_x86_jumps_to,
};
