/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel log read for one thing: which events it tells of, and which ended the machine. */
#ifndef IR_OOPS_LOG_H
#define IR_OOPS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "arch.h"
#include "arena.h"

/** enum ir_event_kind - what an event is; ir_event_name() gives the report's word (fault.kind) */
enum ir_event_kind {
	IR_EV_NONE,
	IR_EV_NULL_CALL,
	IR_EV_PAGE_FAULT,
	IR_EV_GP,
	IR_EV_DOUBLE_FAULT,
	IR_EV_INVALID_OP,
	IR_EV_EXCEPTION,
	IR_EV_BUG,
	IR_EV_SOFT_LOCKUP,
	IR_EV_HARD_LOCKUP,
	IR_EV_RCU_STALL,
	IR_EV_HUNG_TASK,
	IR_EV_OOM,
	IR_EV_MCE,
	IR_EV_NMI,
	IR_EV_PANIC,
	IR_EV_SYSRQ,
	IR_NR_EVENTS
};

#define IR_LOG_FRAMES 24
#define IR_LOG_EVENTS 64

/** struct ir_log_frame - a line of a call trace: "step_into+0x5cd/0x650 [xfs]" */
struct ir_log_frame {
	char symbol[64];
	char module[32];
	uint64_t offset;
	bool guess; /* printed with a question mark */
};

/**
 * struct ir_event - one oops, panic, lockup or stall in the log
 * @text: its first line without time stamp
 * @oops: its "Oops: 0010 [#1] ..." line, "" when it has none
 * @ip_symbol: function of the RIP line, "" when it was an address
 * @regs: what the register dump gave; index order of the architecture
 */
struct ir_event {
	enum ir_event_kind kind;
	char text[160];
	char oops[96];
	int64_t pid, cpu;
	char comm[32];
	char tainted[64];
	bool have_ip;
	char ip_symbol[64];
	uint64_t ip_offset;
	bool have_address;
	uint64_t address;
	struct ir_regs regs;
	unsigned nr_frames;
	struct ir_log_frame frames[IR_LOG_FRAMES];
};

/** struct ir_log - the events, oldest first; @last is the one that ended the machine, or -1 */
struct ir_log {
	bool read;
	unsigned nr;
	struct ir_event *events[IR_LOG_EVENTS];
	int last;
	struct ir_arena *arena;
	const struct ir_arch *arch;
	struct ir_event *open;
	bool in_trace;
};

/** ir_log_begin() - start reading; @log is overwritten, events come from @arena */
void ir_log_begin(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch);
/** ir_log_line() - one line, any prefix */
void ir_log_line(struct ir_log *log, const char *line, size_t len);
/** ir_log_end() - decide which event was the last */
void ir_log_end(struct ir_log *log);
/** ir_event_name() - the report's word for @kind ("null-call") */
const char *ir_event_name(enum ir_event_kind kind);

#endif
