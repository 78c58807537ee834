/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between processors: registers, how a crash note and an exception frame hold them, and
 * how to read a call site. One const struct per architecture (arch_<name>.c).
 */
#ifndef IR_ARCH_H
#define IR_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"
#include "core/target/target.h"

#define IR_MAX_REGS 36

#define IR_UNWIND_ORC	 1 /* the kernel's ORC tables, with x86-64's registers */
#define IR_UNWIND_FRAMES 2 /* frame pointers, with x86-64's prologue */

struct ir_code;
struct ir_kernel;

/** enum ir_ref_kind - how an instruction refers to an address: as it is, indexed, of per-CPU data */
enum ir_ref_kind { IR_REF_PLAIN, IR_REF_INDEXED, IR_REF_PER_CPU };

/** ir_code_ref_fn - called for each address that code refers to */
typedef void ir_code_ref_fn(uint64_t addr, enum ir_ref_kind kind, void *arg);

/** struct ir_regs - a register set; bit n of @known says whether @v[n] is valid */
struct ir_regs {
	uint64_t v[IR_MAX_REGS];
	uint64_t known;
};

/**
 * struct ir_call_site - an indirect call as its instructions show it
 * @ret: return address
 * @fn_reg: register that held the function, -1 if the call read it from memory
 * @base_reg: register the function pointer was loaded through, -1 when not found
 * @slot: offset of the function pointer in the table @base_reg points at
 * @followed: told by following values through the whole function; else by the nearest load before the
 *	call, which may belong to another path
 * @text: the instructions, for a person
 */
struct ir_call_site {
	uint64_t ret;
	int fn_reg, base_reg;
	int64_t slot;
	bool slot_known, followed;
	char text[96];
};

/**
 * struct ir_arch - one processor
 * @ip, @sp, @fp, @arg: indices into the register set; @lr is -1 where calls push
 * @note_pid, @note_regs: offsets in the crash note's struct elf_prstatus
 * @pt_regs_size: bytes of an exception frame; registers lie in it in index order, 8 bytes each
 * @stack_size: THREAD_SIZE where stacks are not mapped, so that nothing tells
 * @page_size: the smallest its kernels can have; reads are split at its multiples
 * @image_from, @code_from: nothing of the kernel's image lies below the first, no code of the kernel and
 *	its modules below the second
 * @ip_name: as oopses call the instruction pointer
 * @unwinders: IR_UNWIND_*, how its kernels can be unwound
 */
struct ir_arch {
	const char *name;
	unsigned nr_regs;
	const char *const *reg_names;
	int ip, sp, fp, lr, arg[3];
	unsigned note_pid, note_regs, note_size;
	unsigned nr_pt_regs, pt_regs_size;
	uint64_t stack_size, page_size, image_from, code_from;
	const char *ip_name;
	unsigned unwinders;

	/** @canonical: can @addr be a kernel address at all? */
	bool (*canonical)(uint64_t addr);

	/** @kernel_frame: do these registers look like an exception taken in the kernel? */
	bool (*kernel_frame)(const struct ir_regs *regs, uint64_t frame_end);

	/** @is_bug: is the instruction at @ip the one that BUG() and WARN() execute? NULL: not known */
	bool (*is_bug)(struct ir_target *t, uint64_t ip);

	/**
	 * @leave_null: from registers at a call to address 0 to those of the caller, at the return
	 * address. NULL: not known
	 */
	enum ir_status (*leave_null)(struct ir_target *t, struct ir_regs *regs);

	/** @call_site: decode the indirect call that returns to @ret; IR_NOTFOUND if none is there */
	enum ir_status (*call_site)(struct ir_kernel *k, uint64_t ret, struct ir_call_site *site);

	/**
	 * @null_check: did the instruction at @ip fault while it looked at what lies before the function that
	 * an indirect call was about to call, and was that function NULL? (control-flow integrity)
	 * @site: receives that call. NULL: not known on this processor
	 */
	bool (*null_check)(struct ir_kernel *k, const struct ir_regs *regs, struct ir_call_site *site);

	/** @null_ip: does the CPU fetch at @ip when NULL is called? */
	bool (*null_ip)(uint64_t ip);

	/**
	 * @refs: the addresses of the kernel's image and modules in the instructions of
	 * [@start, @start+@size); jumps and calls are left out. NULL: not known
	 */
	enum ir_status (*refs)(struct ir_target *t, uint64_t start, uint64_t size,
			       ir_code_ref_fn *fn, void *arg);

	/** @follows_call: is the instruction before @ret a call (of any kind)? */
	bool (*follows_call)(struct ir_target *t, uint64_t ret);

	/** @load_at: decode the load at @ip: base register and displacement */
	enum ir_status (*load_at)(struct ir_target *t, uint64_t ip, int *base_reg, int64_t *disp);

	/** @find_call: first call to @target in [@start, @start+@size); its address in *ret */
	enum ir_status (*find_call)(struct ir_target *t, uint64_t start, uint64_t size,
				    uint64_t target, uint64_t *ret);

	/** @find_store: address stored by an instruction that writes a constant to [reg + @disp] */
	enum ir_status (*find_store)(struct ir_target *t, uint64_t start, uint64_t size,
				     int64_t disp, uint64_t *value, uint64_t *insn);

	/**
	 * @find_test: the test of the 32-bit word at [reg + @disp] closest before @before that looks
	 * at a bit of *@mask; on success *@mask is what it tests
	 */
	enum ir_status (*find_test)(struct ir_target *t, uint64_t start, uint64_t before,
				    int64_t disp, uint32_t *mask, uint64_t *insn);

	/* Following values through a function (code.h); all of these or none. */

	/** @follow: fill in the steps of @c, whose bytes are there */
	enum ir_status (*follow)(struct ir_target *t, struct ir_code *c);

	/**
	 * @reaches: can execution get from byte @from to byte @to of the function without one of
	 * the instructions @avoid? IR_UNKNOWN: not that is seen, but not every way could be followed
	 */
	enum ir_tri (*reaches)(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			       unsigned nr_avoid);

	/** @guards: does @to come after the compare only if what it compares is the same? */
	enum ir_tri (*guards)(struct ir_code *c, size_t compare, size_t to);

	/** @text: the instruction, for a person */
	void (*text)(const struct ir_code *c, size_t at, char *buf, size_t size);

	/** @jumps_to: where a function whose first instruction is a jump goes on */
	enum ir_status (*jumps_to)(struct ir_target *t, uint64_t addr, uint64_t *ret);
};

/** ir_arch_find() - by name ("x86_64", "aarch64"), NULL when unknown */
const struct ir_arch *ir_arch_find(const char *name);

extern const struct ir_arch ir_arch_x86_64;
extern const struct ir_arch ir_arch_aarch64;

#endif
