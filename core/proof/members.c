// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/members.h"

#include "core/proof/code_ways.h"
#include "core/proof/module_layout.h"
#include "core/proof/super_layout.h"
#include "core/proof/switch_layout.h"
#include "core/proof/task_layout.h"
#include "core/proof/walk_layout.h"
#include "core/target/kernel.h"

/*
 * What can be proved, its size in bytes (of flags the part that is looked at), and, besides the rows of code_ways.def, what
 * the data in the dump shows.
 */
static const struct {
	enum ir_member_id member;
	unsigned size;
	void (*data)(struct ir_kernel *k, struct ir_proof *p);
} rows[] = {
	{IR_M_TASK_COMM, 16, ir_comm_in_tasks},
	{IR_M_TASK_TASKS, 16, ir_list_in_tasks},
	{IR_M_TASK_PID, 4, ir_pid_in_tasks},
	{IR_M_TASK_STACK, 8, ir_stack_in_tasks},
	{IR_M_TASK_ON_CPU, 4, ir_running_in_tasks},
	{IR_M_TASK_CPU, 4, ir_cpu_in_tasks},
	{IR_M_TASK_SP, 8, ir_sp_in_tasks},
	{IR_M_INACTIVE_RET, 8, ir_return_in_frames},
	{IR_M_INACTIVE_BP, 8, ir_bp_in_frames},
	{IR_M_INODE_SB, 8, NULL},
	{IR_M_INODE_MODE, 2, NULL},
	{IR_M_INODE_FOP, 8, NULL},
	{IR_M_INODE_STATE, 4, NULL},
	{IR_M_INODE_INO, 8, NULL},
	{IR_M_SB_TYPE, 8, ir_type_in_supers},
	{IR_M_FSTYPE_NAME, 8, NULL},
	{IR_M_DENTRY_SB, 8, NULL},
	{IR_M_DENTRY_INODE, 8, NULL},
	{IR_M_DENTRY_FLAGS, 4, NULL},
	{IR_M_DENTRY_SEQ, 4, NULL},
	{IR_M_DENTRY_LOCKREF, 8, NULL},
	{IR_M_LOCKREF_COUNT, 4, NULL},
	{IR_M_DENTRY_NAME, 16, NULL},
	{IR_M_QSTR_NAME, 8, NULL},
	{IR_M_PATH_DENTRY, 8, NULL},
	{IR_M_TASK_NAMEIDATA, 8, NULL},
	{IR_M_ND_FLAGS, 4, NULL},
	{IR_M_ND_DEPTH, 4, NULL},
	{IR_M_ND_STACK, 8, NULL},
	{IR_M_SAVED_DONE, 16, NULL},
	{IR_M_SAVED_LINK, 16, ir_link_in_walks},
	{IR_M_SAVED_SEQ, 4, ir_seq_in_walks},
	{IR_M_ND_NAME, 8, ir_name_in_walks},
	{IR_M_FILENAME_NAME, 8, NULL},
	{IR_M_MODULE_LIST, 16, ir_list_in_modules},
	{IR_M_MODULE_NAME, 56, ir_name_in_modules},
	{IR_M_MODULE_CORE, 80, ir_core_in_modules},
	{IR_M_MODLAYOUT_BASE, 8, ir_base_in_modules},
	{IR_M_MODLAYOUT_SIZE, 4, ir_size_in_modules},
	{IR_M_MODULE_KALLSYMS, 8, ir_kallsyms_in_modules},
	{IR_M_MODKS_SYMTAB, 8, ir_symtab_in_modules},
	{IR_M_MODKS_NUM, 4, ir_number_in_modules},
	{IR_M_MODKS_STRTAB, 8, ir_strtab_in_modules},
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/** struct ir_proofs - the proofs of rows[], each searched once; @hopeless: no symbol can be found */
struct ir_proofs {
	bool hopeless;
	bool tried[NR_ROWS];
	struct ir_proof proofs[NR_ROWS];
};

/*
 * Without symbols there is nothing to look at, and to find that out for each function takes time. No kernel has both, so that
 * the modules' symbols are looked for by the way: that takes proofs of its own, which should not come in the middle of another.
 */
static bool have_symbols(struct ir_kernel *k)
{
	uint64_t addr;
	bool old = !ir_symbol_addr(k->t, "inode_init_always", &addr);

	return !ir_symbol_addr(k->t, "inode_init_always_gfp", &addr) || old;
}

static const struct ir_proof *prove(struct ir_kernel *k, size_t row)
{
	struct ir_proof *p;

	if (!k->proofs) {
		k->proofs = ir_arena_alloc(k->arena, sizeof(*k->proofs));
		if (k->proofs)
			k->proofs->hopeless = !have_symbols(k);
	}
	if (!k->proofs || k->proofs->hopeless)
		return NULL;
	p = &k->proofs->proofs[row];
	/* A way may ask for other members, and those for this one: they get what is known by then, nothing. */
	if (k->proofs->tried[row])
		return p;
	k->proofs->tried[row] = true;
	ir_ways_of_code(k, rows[row].member, p);
	if (rows[row].data)
		rows[row].data(k, p);
	return p;
}

const struct ir_proof *ir_prove_member(struct ir_kernel *k, enum ir_member_id id)
{
	for (size_t i = 0; i < NR_ROWS; i++) {
		if (rows[i].member == id)
			return prove(k, i);
	}
	return NULL;
}

enum ir_status ir_proved_member(struct ir_kernel *k, enum ir_member_id id, struct ir_member *ret)
{
	const struct ir_proof *p;
	uint32_t offset;

	for (size_t i = 0; i < NR_ROWS; i++) {
		if (rows[i].member != id)
			continue;
		p = prove(k, i);
		if (p)
			ir_proof_note(k, p, ir_member_name(id));
		if (!p || !ir_proof_holds(p, &offset))
			return IR_UNSUPPORTED;
		*ret = (struct ir_member){offset, rows[i].size};
		return IR_OK;
	}
	return IR_UNSUPPORTED;
}
