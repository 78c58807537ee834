/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel log read for one thing: which events it tells of, and which ended the machine. The log
 * may be a dump's own, or text that came over a console, a network, a journal or a mail.
 */
#ifndef IR_OOPS_LOG_H
#define IR_OOPS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arch/arch.h"
#include "core/lib/arena.h"

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

/**
 * enum ir_event_weight - what an event does to the machine by itself
 * @IR_EVENT_CUT: registers whose report's head is missing: no telling what they belong to
 * @IR_EVENT_SPLAT: a warning; nothing, unless panic_on_warn makes it fatal
 * @IR_EVENT_STALL: a lockup, a stall, a hung task: a panic may follow
 * @IR_EVENT_OOPS: kills the task, and the machine if panic_on_oops is set
 * @IR_EVENT_PANIC: a panic of its own
 */
enum ir_event_weight {
	IR_EVENT_CUT,
	IR_EVENT_SPLAT,
	IR_EVENT_STALL,
	IR_EVENT_OOPS,
	IR_EVENT_PANIC,
};

#define IR_LOG_FRAMES 40
#define IR_LOG_EVENTS 64
#define IR_LOG_RECORD 2048
#define IR_LOG_CALLER 12

/** struct ir_log_frame - a line of a call trace: "step_into+0x5cd/0x650 [xfs]" */
struct ir_log_frame {
	char symbol[64];
	char module[32];
	uint64_t offset;
	bool guess; /* printed with a question mark */
};

/**
 * struct ir_event - one oops, panic, lockup or stall in the log
 * @kind: IR_EV_NONE when the text does not tell (cut), and for a splat nobody died of
 * @text: its first line without prefix
 * @oops: its "Oops: 0010 [#1] ..." line, "" when it has none
 * @release: the kernel that printed it, "" when cut off
 * @ip_symbol: function of the RIP line, "" when it was an address
 * @have_ip: the log shows where it happened; the number is in @regs if it printed one
 * @not_at_0: it does not, but whatever it was, it was no call to 0
 * @regs: what the register dump gave; index order of the log's architecture
 * @lr: return address of architectures that keep it in a register, "" when not shown by name
 *
 * The rest is the reader's: which lines may still add to it.
 */
struct ir_event {
	enum ir_event_kind kind;
	enum ir_event_weight weight;
	char text[160];
	char oops[96];
	char release[64];
	int64_t pid, cpu;
	char comm[32];
	char tainted[64];
	bool have_ip, not_at_0;
	char ip_symbol[64], ip_module[32];
	uint64_t ip_offset;
	bool have_address;
	uint64_t address;
	struct ir_regs regs;
	struct ir_log_frame lr;
	unsigned nr_frames;
	struct ir_log_frame frames[IR_LOG_FRAMES];

	char caller[IR_LOG_CALLER];
	bool fetch, data; /* the kernel said so of the access that faulted */
	bool open, in_trace, trace_done;
	bool other_context; /* the registers that follow are not the fault's */
	bool from_crash;    /* crash's bt, not the kernel's own report */
	bool monitor;	    /* xmon's, which tells the kernel's version in the middle */
	unsigned boot, idle;
};

/**
 * struct ir_log - the events, oldest first; @last is the one that ended the machine, or -1
 * @arch: whose registers the events hold; ir_arch_log until the text has told
 * @release: of the kernel whose log it is, "" when the log does not say
 *
 * The rest is the reader's.
 */
struct ir_log {
	bool read;
	unsigned nr;
	struct ir_event *events[IR_LOG_EVENTS];
	int last;
	const struct ir_arch *arch;
	char release[64];

	struct ir_arena *arena;
	bool find_arch;
	int ended; /* event a panic, or the next boot, has shown to be the last; or -1 */
	unsigned boot, nr_records;
	struct ir_event *open;
	char *module; /* where a "[module]" that follows belongs, on this line or the next */
	const char *module_before;  /* @module when the last line began */
	char record[IR_LOG_RECORD]; /* what is being put together of wrapped lines */
	size_t record_len;
	unsigned nr_joined;
	bool marked; /* it began with a prefix, so that lines without one continue it */
	char caller[IR_LOG_CALLER];
	struct {
		int64_t pid, cpu;
		char comm[32];
		char frame[64];
		bool interrupted, panicked;
	} crash; /* the section of crash's output at hand */
};

/**
 * ir_log_begin() - start reading; @log is overwritten, events come from @arena
 * @arch: the dump's, or ir_arch_log to find it in the text
 */
void ir_log_begin(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch);
/** ir_log_line() - one line, any prefix, any length */
void ir_log_line(struct ir_log *log, const char *line, size_t len);
/**
 * ir_log_end() - decide which event was the last
 * @whole: the log reaches up to the machine's end, as a dump's does. A text may stop anywhere:
 *where nothing in it shows the end, the first oops counts.
 */
void ir_log_end(struct ir_log *log, bool whole);
/** ir_event_name() - the report's word for @kind ("null-call") */
const char *ir_event_name(enum ir_event_kind kind);

/** ir_release_before() - is @release ("5.4.241-1") known to be older than @major.@minor? */
bool ir_release_before(const char *release, unsigned major, unsigned minor);

/** ir_arch_log - stands for the architecture of a log until its text has told */
extern const struct ir_arch ir_arch_log;

#endif
