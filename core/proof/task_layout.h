/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tasks in memory show of where struct task_struct keeps what. */
#ifndef IR_TASK_LAYOUT_H
#define IR_TASK_LAYOUT_H

#include "core/proof/proof.h"

/** ir_comm_in_tasks() - the first task is called "swapper" */
void ir_comm_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_list_in_tasks() - the list that leads through tasks, all with names, and back; and the code that goes along it */
void ir_list_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_pid_in_tasks() - the first tasks made are 1 and 2, no two are the same; and code that reads it */
void ir_pid_in_tasks(struct ir_kernel *k, struct ir_proof *p);
/** ir_stack_in_tasks() - the first task's is init_stack; each one's ends in STACK_END_MAGIC */
void ir_stack_in_tasks(struct ir_kernel *k, struct ir_proof *p);

#endif
