// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unwind one frame with the kernel's own ORC tables, read from the dump, as unwind_next_frame() in
 * arch/x86/kernel/unwind_orc.c does.
 *
 * objtool writes the tables when the kernel is built (since 4.14). There are two, with one row each
 * for every range of code:
 *
 *	addresses	32 bits: the distance from this word to the range's first byte; sorted
 *	entries		6 bytes: how to find the caller's registers from any address in the range
 *
 * An entry (arch/x86/include/asm/orc_types.h):
 *
 *	s16 sp_offset, s16 bp_offset, and 16 bits:
 *	bits 0-3	sp_reg: the register from which the caller's stack pointer is computed
 *	bits 4-7	bp_reg: where the caller's rbp is
 *	from bit 8	type: a call, saved registers (all, or those that iretq pops), ...; 2 bits,
 *			3 since 6.4
 *	next bit	signal, since 6.3: the address in the caller is exact, not a return address
 *	next bit	end, until 6.3: this is the end of the stack
 *
 * The kernel's tables are at __start_orc_unwind_ip and __start_orc_unwind, a module's in its struct
 * module.arch.
 */
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/task/orc_table.h"
#include "core/task/unwind.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#include <string.h>

/* ORC_REG_* of arch/x86/include/asm/orc_types.h as of 4.14; REG_AX was added later. */
/* clang-format off */
enum { REG_UNDEFINED, REG_PREV_SP, REG_DX, REG_DI, REG_BP, REG_SP, REG_R10, REG_R13,
       REG_BP_INDIRECT, REG_SP_INDIRECT, REG_AX, NR_REGS };
/* clang-format on */

/* The same registers, by their numbers in 7.x. */
static const uint8_t renumbered[16] = {REG_UNDEFINED, REG_AX,	       REG_DX,		REG_SP,
				       REG_BP,	      REG_DI,	       REG_R10,		REG_R13,
				       REG_PREV_SP,   REG_SP_INDIRECT, REG_BP_INDIRECT, NR_REGS,
				       NR_REGS,	      NR_REGS,	       NR_REGS,		NR_REGS};

/* x86-64 struct pt_regs, in 8-byte words */
/* clang-format off */
enum { PT_R13 = 2, PT_BP = 4, PT_R10 = 7, PT_AX = 10, PT_DX = 12, PT_DI = 14, PT_IP = 16, PT_CS, PT_FLAGS,
       PT_SP, PT_SS };
/* clang-format on */

/*
 * The types of entries. fb799447ae29 ("x86,objtool: Split UNWIND_HINT_EMPTY in two", v6.4) changed
 * their numbers; these are the new ones.
 */
enum entry_type { TYPE_UNDEFINED, TYPE_END, TYPE_CALL, TYPE_REGS, TYPE_REGS_PARTIAL };

struct entry {
	int16_t sp_offset, bp_offset;
	unsigned sp_reg, bp_reg;
	enum entry_type type;
	bool signal;
};

#define MAX_MODULES	 4096
#define FTRACE_SAVE_REGS 4 /* FTRACE_OPS_FL_SAVE_REGS */

struct ir_orc {
	struct ir_orc_table kernel, module;
	char module_name[IR_MODULE_MAX];
	bool has_signal, has_end, renumbered;
};

#define PLACES	   16 /* places of the table that are sampled, spread over it, */
#define NEIGHBOURS 16 /* and entries at each of them; so only few pages are read */
#define CLEAR	   32 /* so many more of one kind decide before all are seen */

/*
 * Does this kernel use the new numbers of registers? In nearly every entry sp_reg is the stack
 * pointer, which is 5 in the old numbering and 3 in the new one. In the other numbering these are
 * RDI, which hardly any entry uses.
 */
static bool is_renumbered(struct ir_kernel *k, const struct ir_orc_table *tab)
{
	uint16_t words[NEIGHBOURS][3];
	unsigned nr[16] = {0};

	for (uint64_t i = 0; i < PLACES && tab->nr >= NEIGHBOURS; i++) {
		uint64_t first = (tab->nr - NEIGHBOURS) * i / PLACES;

		if (ir_read(k->t, tab->entries + 6 * first, words, sizeof(words)))
			continue;
		for (unsigned n = 0; n < NEIGHBOURS; n++)
			nr[words[n][2] & 15]++;
		if (!k->t->sparse && (nr[3] >= nr[5] + CLEAR || nr[5] >= nr[3] + CLEAR))
			break;
	}
	return nr[3] > nr[5];
}

static bool open_tables(struct ir_kernel *k)
{
	uint64_t stop;
	struct ir_orc *orc;

	if (k->orc_tried)
		return k->have_orc;
	k->orc_tried = true;
	if (!(k->arch->unwinders & IR_UNWIND_ORC))
		return false;
	orc = k->orc = ir_arena_alloc(k->arena, sizeof(*orc));
	if (!orc || !ir_has(k, IR_M_ORC_SP_OFFSET) ||
	    ir_symbol_addr(k->t, "__start_orc_unwind_ip", &orc->kernel.ips) ||
	    ir_symbol_addr(k->t, "__stop_orc_unwind_ip", &stop) ||
	    ir_symbol_addr(k->t, "__start_orc_unwind", &orc->kernel.entries) ||
	    stop <= orc->kernel.ips || stop - orc->kernel.ips > 64 << 20)
		return false;
	orc->kernel.nr = (stop - orc->kernel.ips) / 4;
	ir_orc_table_keep(k, &orc->kernel);
	orc->has_signal = ir_has(k, IR_M_ORC_SIGNAL);
	orc->has_end = ir_has(k, IR_M_ORC_END);
	orc->renumbered = is_renumbered(k, &orc->kernel);
	return k->have_orc = true;
}

static enum ir_status decode_entry(const struct ir_orc *orc, const struct ir_orc_row *raw,
				   struct entry *ret)
{
	static const enum entry_type old_types[] = {TYPE_CALL, TYPE_REGS, TYPE_REGS_PARTIAL,
						    TYPE_UNDEFINED};

	ret->sp_offset = raw->sp_offset;
	ret->bp_offset = raw->bp_offset;
	ret->sp_reg = raw->bits & 15;
	ret->bp_reg = raw->bits >> 4 & 15;
	if (orc->renumbered) {
		ret->sp_reg = renumbered[ret->sp_reg];
		ret->bp_reg = renumbered[ret->bp_reg];
	}
	if (orc->has_signal && !orc->has_end) {
		ret->type = raw->bits >> 8 & 7;
		ret->signal = raw->bits >> 11 & 1;
		return ret->type > TYPE_REGS_PARTIAL ? IR_CORRUPT : IR_OK;
	}
	ret->type = old_types[raw->bits >> 8 & 3];
	/*
	 * Before ffb1b4a41016 ("x86/unwind/orc: Add 'signal' field to ORC metadata", v6.3) the
	 * address in saved registers is always exact.
	 */
	ret->signal = orc->has_signal ? raw->bits >> 10 & 1 : ret->type != TYPE_CALL;
	/*
	 * No stack pointer: the end of the stack if the entry says so, else code that objtool does
	 * not know.
	 */
	if (ret->sp_reg == REG_UNDEFINED)
		ret->type = !orc->has_end || raw->bits >> (orc->has_signal ? 11 : 10) & 1
				    ? TYPE_END
				    : TYPE_UNDEFINED;
	return IR_OK;
}

static enum ir_status find_in_table(struct ir_kernel *k, struct ir_orc_table *tab, uint64_t ip,
				    struct entry *ret)
{
	struct ir_orc_row row;
	enum ir_status st = ir_orc_table_find(k, tab, ip, &row);

	return st ? st : decode_entry(k->orc, &row, ret);
}

static enum ir_status module_table(struct ir_kernel *k, const char *name, struct ir_orc_table *ret)
{
	const struct ir_member *list = ir_member(k, IR_M_MODULE_LIST);
	struct ir_list_walk w;
	uint64_t head;
	enum ir_status st = ir_symbol_addr(k->t, "modules", &head);

	if (st || !list || !ir_has(k, IR_M_MODULE_NAME) || !ir_has(k, IR_M_MODULE_ARCH))
		return st ? st : IR_NOTFOUND;
	ir_list_for_each (&w, k, head, list->offset, MAX_MODULES) {
		uint64_t arch = ir_addr(k, w.entry, IR_M_MODULE_ARCH);
		char buf[IR_MODULE_MAX];

		if (!ir_read_string(k->t, ir_addr(k, w.entry, IR_M_MODULE_NAME), buf,
				    sizeof(buf)) &&
		    !strcmp(buf, name)) {
			st = ir_get(k, arch, IR_M_MARCH_NUM_ORCS, &ret->nr);
			if (!st)
				st = ir_get(k, arch, IR_M_MARCH_ORC_IP, &ret->ips);
			if (!st)
				st = ir_get(k, arch, IR_M_MARCH_ORC, &ret->entries);
			return !st && ret->nr > 1 << 24 ? IR_CORRUPT : st;
		}
	}
	return w.st ? w.st : IR_NOTFOUND;
}

/*
 * The trampolines that ftrace allocates are copies of ftrace_caller or ftrace_regs_caller: find the
 * address in the original, which the tables cover.
 */
static enum ir_status trampoline_source(struct ir_kernel *k, uint64_t ip, uint64_t *ret)
{
	uint64_t ops, list, start, size, flags;
	enum ir_status st = ir_symbol_addr(k->t, "ftrace_ops_list", &list);

	if (!st)
		st = ir_read_u64(k->t, list, &ops);
	for (unsigned n = 0; !st && ops && n < 1024 && k->arch->canonical(ops); n++) {
		if (!ir_get(k, ops, IR_M_FTRACE_OPS_TRAMP, &start) &&
		    !ir_get(k, ops, IR_M_FTRACE_OPS_TRAMP_SIZE, &size) && ip >= start &&
		    ip - start < size && !ir_get(k, ops, IR_M_FTRACE_OPS_FLAGS, &flags)) {
			st = ir_symbol_addr(k->t,
					    flags & FTRACE_SAVE_REGS ? "ftrace_regs_caller"
								     : "ftrace_caller",
					    ret);
			*ret += st ? 0 : ip - start;
			return st;
		}
		st = ir_get(k, ops, IR_M_FTRACE_OPS_NEXT, &ops);
	}
	return st ? st : IR_NOTFOUND;
}

static enum ir_status find_entry(struct ir_kernel *k, uint64_t ip, struct entry *ret)
{
	struct ir_orc *orc = k->orc;
	struct ir_symbol sym;
	enum ir_status st;

	st = ir_symbol_at(k->t, ip, &sym);
	if (st || (!sym.module[0] && sym.size && ip - sym.addr >= sym.size)) {
		if (trampoline_source(k, ip, &ip))
			return st ? st : IR_NOTFOUND;
		return find_in_table(k, &orc->kernel, ip, ret);
	}
	if (!sym.module[0])
		return find_in_table(k, &orc->kernel, ip, ret);
	if (strcmp(orc->module_name, sym.module)) {
		st = module_table(k, sym.module, &orc->module);
		if (st)
			return st;
		memcpy(orc->module_name, sym.module, sizeof(orc->module_name));
	}
	return find_in_table(k, &orc->module, ip, ret);
}

/* The caller's stack pointer; for saved registers, their address. */
static enum ir_status previous_sp(struct ir_kernel *k, const struct ir_regs *r,
				  const struct entry *en, uint64_t *ret)
{
	static const int index[] = {
		[REG_DX] = PT_DX,	   [REG_DI] = PT_DI,	      [REG_BP] = PT_BP,
		[REG_SP] = PT_SP,	   [REG_R10] = PT_R10,	      [REG_R13] = PT_R13,
		[REG_BP_INDIRECT] = PT_BP, [REG_SP_INDIRECT] = PT_SP, [REG_AX] = PT_AX};
	uint64_t sp;
	enum ir_status st;

	if (en->sp_reg < REG_DX || en->sp_reg > REG_AX)
		return IR_NOTFOUND;
	if (!ir_reg_known(r, index[en->sp_reg]))
		return IR_NOTFOUND;
	sp = r->v[index[en->sp_reg]];
	/*
	 * SP_INDIRECT adds the offset after the load since 87ccc826bf1c ("x86/unwind/orc: Change
	 * REG_SP_INDIRECT", v5.12).
	 */
	if (en->sp_reg != REG_SP_INDIRECT)
		sp += (uint64_t)(int64_t)en->sp_offset;
	if (en->sp_reg == REG_BP_INDIRECT || en->sp_reg == REG_SP_INDIRECT) {
		st = ir_read_u64(k->t, sp, &sp);
		if (st)
			return st;
		if (en->sp_reg == REG_SP_INDIRECT)
			sp += (uint64_t)(int64_t)en->sp_offset;
	}
	*ret = sp;
	return IR_OK;
}

static enum ir_status previous_bp(struct ir_kernel *k, const struct ir_regs *r,
				  const struct entry *en, uint64_t sp, struct ir_regs *next)
{
	uint64_t at;

	if (en->bp_reg == REG_UNDEFINED) {
		next->v[PT_BP] = r->v[PT_BP];
		next->known |= r->known & UINT64_C(1) << PT_BP;
		return IR_OK;
	}
	if (en->bp_reg == REG_PREV_SP)
		at = sp;
	else if (en->bp_reg == REG_BP && ir_reg_known(r, PT_BP))
		at = r->v[PT_BP];
	else
		return IR_NOTFOUND;
	next->known |= UINT64_C(1) << PT_BP;
	return ir_read_u64(k->t, at + (uint64_t)(int64_t)en->bp_offset, &next->v[PT_BP]);
}

/*
 * In a kprobe's handler, the ip in the exception frame is the address after the int3, but the
 * probed instruction was not executed yet. So the entry to look up is the one of the int3.
 */
static void step_back_from_int3(struct ir_kernel *k, struct ir_regs *regs)
{
	struct ir_symbol here, before;
	uint64_t ip = regs->v[PT_IP];
	uint8_t byte;

	if (!ir_read(k->t, ip - 1, &byte, 1) && byte == 0xcc && !ir_symbol_at(k->t, ip, &here) &&
	    !ir_symbol_at(k->t, ip - 1, &before) && here.addr == before.addr)
		regs->v[PT_IP]--;
}

enum ir_status ir_orc_step(struct ir_kernel *k, struct ir_regs *regs, bool signal, bool *exception)
{
	const uint64_t ip_sp = UINT64_C(1) << PT_IP | UINT64_C(1) << PT_SP;
	struct ir_regs next = {{0}, 0};
	struct entry en;
	uint64_t sp;
	enum ir_status st;

	*exception = false;
	if (ir_arch_is_null(k->arch, regs->v[k->arch->ip]) && k->arch->leave_null)
		return k->arch->leave_null(k->t, regs);
	if (!open_tables(k))
		return IR_UNSUPPORTED;
	st = find_entry(k, regs->v[PT_IP] - !signal, &en);
	if (st)
		return st;
	if (en.type == TYPE_UNDEFINED)
		return IR_NOTFOUND;
	if (en.type == TYPE_END)
		return IR_UNSUPPORTED;
	st = previous_sp(k, regs, &en, &sp);
	if (st)
		return st;
	next.known = ip_sp;
	if (en.type == TYPE_REGS) {
		st = ir_read(k->t, sp, next.v, k->arch->pt_regs_size);
		next.known = (UINT64_C(1) << k->arch->nr_pt_regs) - 1;
		*exception = true;
	} else if (en.type == TYPE_REGS_PARTIAL) {
		st = ir_read_u64(k->t, sp, &next.v[PT_IP]);
		if (!st)
			st = ir_read_u64(k->t, sp + 8, &next.v[PT_CS]);
		if (!st)
			st = ir_read_u64(k->t, sp + 24, &next.v[PT_SP]);
		next.known |= UINT64_C(1) << PT_CS;
		*exception = true;
	} else {
		st = ir_read_u64(k->t, sp - 8, &next.v[PT_IP]);
		next.v[PT_SP] = sp;
	}
	if (!st && en.type != TYPE_REGS)
		st = previous_bp(k, regs, &en, sp, &next);
	if (st)
		return st;
	if (*exception)
		step_back_from_int3(k, &next);
	*regs = next;
	return IR_OK;
}
