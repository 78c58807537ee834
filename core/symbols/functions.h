/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What functions.def, path_users.def and stack_parts.def say about a function. */
#ifndef IR_FUNCTIONS_H
#define IR_FUNCTIONS_H

#include <stdbool.h>

#include "core/lib/status.h"

/** enum ir_role - the roles of functions.def, path_users.def and stack_parts.def, which explain them */
enum ir_role {
	IR_ROLE_GET_LINK,
	IR_ROLE_WALK,
	IR_ROLE_HELPER,
	IR_ROLE_INODE_OP,
	IR_ROLE_DENTRY_OP,
	IR_ROLE_STEPS,
	IR_ROLE_XFS,
	IR_ROLE_NO_METHOD,
	IR_ROLE_TRAMPOLINE,
	IR_ROLE_SPIN,
	IR_ROLE_SHUTDOWN,
	IR_ROLE_RECYCLE,
	IR_ROLE_INSTANTIATE,
	IR_ROLE_CREATE,
	IR_ROLE_CREATES_IN,
	IR_ROLE_INACTIVATE,
	IR_ROLE_RECLAIM,
	IR_ROLE_EVICT,
	IR_ROLE_ALLOCATE,
	IR_ROLE_FOR_BULKSTAT,
	IR_ROLE_FOR_HANDLE,
	IR_ROLE_BY_SYSRQ,
	IR_ROLE_BY_SOFT_LOCKUP,
	IR_ROLE_BY_HARD_LOCKUP,
	IR_ROLE_BY_RCU_STALL,
	IR_ROLE_BY_HUNG_TASK,
	IR_ROLE_BY_OOM,
	IR_ROLE_BY_MCE,
	IR_ROLE_BY_NMI,
	IR_ROLE_LOOKS_UP,
	IR_ROLE_PASSES_ON,
	IR_ROLE_SLEEPS,
	IR_ROLE_TELLS,
	IR_ROLE_ENTRY,
	IR_ROLE_INTERRUPT,
	IR_NR_ROLES
};

/** ir_function_unpatched() - the function that a live patch replaces by @name, else @name; a part of @name */
const char *ir_function_unpatched(const char *name);

/**
 * ir_function_has_role() - do these files list @name under @role?
 * @name: without compiler suffix; false for NULL
 */
bool ir_function_has_role(const char *name, enum ir_role role);

/** ir_module_is_patch() - by its name, is @module a live patch? NULL is none */
bool ir_module_is_patch(const char *module);

/**
 * ir_function_in_xfs() - is @name XFS code?
 * @module: the module it is in; NULL or "" for the kernel
 */
bool ir_function_in_xfs(const char *name, const char *module);

/**
 * ir_function_in_walk() - does @name belong to path lookup, or is it an inode operation called by
 * it?
 * @caller: the function that called it, or NULL
 */
bool ir_function_in_walk(const char *name, const char *caller);

/** IR_STACK_NAMES - how many frames ir_stack_in_walk() looks at: all that are kept of a stack */
#define IR_STACK_NAMES 64

/**
 * ir_stack_in_walk() - did path lookup call what stands on the stack, if through methods?
 * @names: functions, innermost first; @modules: theirs, NULL or "" for the kernel
 * @nr: how many, IR_STACK_NAMES at most
 *
 * A method (->d_revalidate, ->permission) may call others, to any depth. XFS's are XFS's, and what
 * functions.def lists as NO_METHOD works for nobody on the stack; where a stack begins is one of those.
 *
 * Return: IR_UNKNOWN where the stack ends before any of them: its outer part is lost.
 */
enum ir_tri ir_stack_in_walk(const char *const names[], const char *const modules[], unsigned nr);

#endif
