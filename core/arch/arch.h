/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between processors: the registers, their layout in a crash note and in an exception
 * frame, and the decoding of instructions. One const struct per architecture (arch_<name>.c).
 */
#ifndef IR_ARCH_H
#define IR_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"
#include "core/lib/value.h"
#include "core/target/target.h"

#define IR_MAX_REGS 36

#define IR_UNWIND_ORC	  1 /* with the kernel's ORC tables, for x86-64's registers */
#define IR_UNWIND_FRAMES  2 /* with frame pointers, for x86-64's prologue */
#define IR_UNWIND_RECORDS 4 /* with frame records, as arm64's functions make them */

struct ir_code;
struct ir_kernel;

/**
 * enum ir_ref_kind - how an instruction refers to an address
 * @IR_REF_PLAIN: the address itself
 * @IR_REF_TAKEN: the same, but nothing was seen to be read or written there: compilers for arm64 also make the address of one
 *	variable to reach others near it from there
 * @IR_REF_INDEXED: the address plus a register, as for a table
 * @IR_REF_PER_CPU: an offset into per-CPU data
 */
enum ir_ref_kind { IR_REF_PLAIN, IR_REF_TAKEN, IR_REF_INDEXED, IR_REF_PER_CPU };

/** ir_code_ref_fn - called for each address that code refers to */
typedef void ir_code_ref_fn(uint64_t addr, enum ir_ref_kind kind, void *arg);

/**
 * struct ir_regs - a register set
 * @v: the registers, indexed as struct ir_arch.reg_names
 * @known: bit n says whether @v[n] is valid
 */
struct ir_regs {
	uint64_t v[IR_MAX_REGS];
	uint64_t known;
};

/** ir_reg_known() - is register @i of @regs valid? false for a negative @i, which stands for none */
static inline bool ir_reg_known(const struct ir_regs *regs, int i)
{
	return i >= 0 && regs->known >> i & 1;
}

/**
 * struct ir_call_site - an indirect call as its instructions show it
 * @ret: return address
 * @fn_reg: register that held the function's address, -1 if the call read it from memory
 * @base_reg: register that pointed at the table of functions, -1 when not found
 * @slot: offset in bytes of the function pointer in that table
 * @slot_known: @slot and @base_reg are valid
 * @followed: values were followed to the call through the whole function; else this is the nearest load
 *	before the call, which can belong to another path
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
 * @name: "x86_64", "aarch64"
 * @nr_regs: registers in a set
 * @reg_names: their names, by index
 * @ip: index of the instruction pointer in the register set
 * @sp: index of the stack pointer
 * @fp: index of the frame pointer
 * @lr: index of the link register; -1 where calls push the return address
 * @arg: indices of the registers of the first three arguments
 * @note_pid: offset of the pid in the crash note's struct elf_prstatus, in bytes
 * @note_regs: offset of the registers there
 * @note_size: bytes a note must have for all of them
 * @nr_pt_regs: registers in an exception frame
 * @pt_regs_size: bytes of an exception frame; the registers are in index order, 8 bytes each
 * @stack_size: THREAD_SIZE to assume where stacks are not mapped, so that the dump does not tell it
 * @page_size: the smallest page size of its kernels; reads are split at its multiples
 * @image_from: nothing of the kernel's image is below this address
 * @code_from: no code of the kernel or its modules is below this address
 * @kasan_shadow: the shadow that generic KASAN keeps of an address is at an eighth of it plus this; 0: not known
 * @ip_name: how oopses name the instruction pointer
 * @ret_name: where an oops's reader finds the return address of a call of NULL
 * @log_regs: the crash command that shows the registers of an oops
 * @unwinders: IR_UNWIND_* bits: how its kernels can be unwound
 *
 * Of the functions, a NULL one means that this cannot be done on this processor.
 */
struct ir_arch {
	const char *name;
	unsigned nr_regs;
	const char *const *reg_names;
	int ip, sp, fp, lr, arg[3];
	unsigned note_pid, note_regs, note_size;
	unsigned nr_pt_regs, pt_regs_size;
	uint64_t stack_size, page_size, image_from, code_from, kasan_shadow;
	const char *ip_name, *ret_name, *log_regs;
	unsigned unwinders;

	/** @canonical: can @addr be a kernel address at all? Never NULL. */
	bool (*canonical)(uint64_t addr);

	/** @kernel_frame: do these registers look like an exception taken in the kernel? */
	bool (*kernel_frame)(const struct ir_regs *regs, uint64_t frame_end);

	/**
	 * @is_bug: is the instruction at @ip the one that BUG() and WARN() execute? Unknown where it is
	 * not in the dump, or none that is understood.
	 */
	enum ir_tri (*is_bug)(struct ir_target *t, uint64_t ip);

	/**
	 * @leave_null: unwind a call to address 0: turn @regs there into the caller's at the return
	 * address
	 */
	enum ir_status (*leave_null)(struct ir_target *t, struct ir_regs *regs);

	/** @call_site: decode the indirect call that returns to @ret; IR_NOTFOUND if none is there */
	enum ir_status (*call_site)(struct ir_kernel *k, uint64_t ret, struct ir_call_site *site);

	/**
	 * @null_check: did the instruction at @ip fault while it looked at what lies before the function that
	 * an indirect call was about to call, and was that function NULL? (control-flow integrity)
	 * @site: receives that call. NULL: not known on this processor
	 */
	bool (*null_check)(struct ir_kernel *k, const struct ir_regs *regs,
			   struct ir_call_site *site);

	/**
	 * @null_check_code: the same where only the @size bytes of the instructions from the fault on, and perhaps the
	 * address @fault that they read, are known. NULL: not known on this processor
	 */
	enum ir_tri (*null_check_code)(const struct ir_regs *regs, const struct ir_value *fault,
				       const uint8_t *code, size_t size);

	/** @null_ip: for ir_arch_is_null(); NULL: only address 0 is */
	bool (*null_ip)(uint64_t ip);

	/**
	 * @refs: call @fn for each address of the kernel's image or modules that the instructions
	 * of [@start, @start+@size) refer to, except the targets of jumps and calls
	 */
	enum ir_status (*refs)(struct ir_target *t, uint64_t start, uint64_t size,
			       ir_code_ref_fn *fn, void *arg);

	/** @follows_call: is the instruction before @ret a call, of any kind? */
	bool (*follows_call)(struct ir_target *t, uint64_t ret);

	/** @load_at: decode the load at @ip: its base register and displacement in bytes */
	enum ir_status (*load_at)(struct ir_target *t, uint64_t ip, int *base_reg, int64_t *disp);

	/** @find_call: address of the first call to @target in [@start, @start+@size) */
	enum ir_status (*find_call)(struct ir_target *t, uint64_t start, uint64_t size,
				    uint64_t target, uint64_t *ret);

	/**
	 * @find_store: find an instruction in [@start, @start+@size) that writes a constant kernel
	 * address to [reg + @disp]; *@value is that constant, *@insn the instruction's address
	 */
	enum ir_status (*find_store)(struct ir_kernel *k, uint64_t start, uint64_t size,
				     int64_t disp, uint64_t *value, uint64_t *insn);

	/**
	 * @find_test: find the last instruction between @start and @before that tests a bit of
	 * *@mask in the 32-bit word at [reg + @disp]; on success *@mask are the bits it tests,
	 * *@insn its address
	 */
	enum ir_status (*find_test)(struct ir_kernel *k, uint64_t start, uint64_t before,
				    int64_t disp, uint32_t *mask, uint64_t *insn);

	/* Following values through a function (code.h): a processor has all of these or none. */

	/** @follow: fill in the steps of @c, whose bytes have been read */
	enum ir_status (*follow)(struct ir_target *t, struct ir_code *c);

	/**
	 * @reaches: can execution get from offset @from to offset @to of the function without any
	 * of the instructions at the offsets @avoid? IR_UNKNOWN: no path was found, but not every
	 * path could be followed. As @to, IR_CODE_RETURN stands for every return to the caller.
	 */
	enum ir_tri (*reaches)(struct ir_code *c, size_t from, size_t to, const uint16_t *avoid,
			       unsigned nr_avoid);

	/**
	 * @guards: does execution get from the compare at @compare to @to only if its operands are
	 * equal?
	 */
	enum ir_tri (*guards)(struct ir_code *c, size_t compare, size_t to);

	/** @text: the instruction at offset @at, for a person. Return: its length, 0 when it is none */
	size_t (*text)(const struct ir_code *c, size_t at, char *buf, size_t size);

	/**
	 * @jumps_to: target of the jump that the function at @addr starts with; IR_NOTFOUND if it
	 * does not start with one
	 */
	enum ir_status (*jumps_to)(struct ir_target *t, uint64_t addr, uint64_t *ret);
};

/**
 * ir_arch_find() - the processor named @name ("x86_64", "aarch64"); @name may be NULL
 *
 * Return: a static struct, NULL when the name is unknown.
 */
const struct ir_arch *ir_arch_find(const char *name);

/** ir_arch_is_null() - does the CPU fetch at @ip when NULL is called? */
static inline bool ir_arch_is_null(const struct ir_arch *arch, uint64_t ip)
{
	return arch->null_ip ? arch->null_ip(ip) : !ip;
}

extern const struct ir_arch ir_arch_x86_64;
extern const struct ir_arch ir_arch_aarch64;

#endif
