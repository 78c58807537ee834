/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads a kernel log for the events in it, and finds the one that ended the machine. The log may be
 * a dump's own, or text from a console, a network, a journal or a mail.
 */
#ifndef IR_OOPS_LOG_H
#define IR_OOPS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/log/oops_index.h"
#include "core/arch/arch.h"
#include "core/lib/arena.h"

/**
 * enum ir_event_kind - what an event is; ir_event_name() gives the report's word (fault.kind)
 *
 * The order counts: kinds of one sort are neighbours (exceptions, stalls, panics) and are compared
 * as ranges.
 */
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
 * enum ir_event_weight - what an event by itself does to the machine
 * @IR_EVENT_CUT: registers of a report whose head is missing, so that its kind is not known
 * @IR_EVENT_SPLAT: a warning; nothing, unless panic_on_warn makes it fatal
 * @IR_EVENT_STALL: a lockup, a stall, a hung task: a panic may follow
 * @IR_EVENT_OOPS: kills the task, and the machine if panic_on_oops is set
 * @IR_EVENT_PANIC: a panic that no other event led to
 */
enum ir_event_weight {
	IR_EVENT_CUT,
	IR_EVENT_SPLAT,
	IR_EVENT_STALL,
	IR_EVENT_OOPS,
	IR_EVENT_PANIC,
};

#define IR_LOG_FRAMES 40   /* frames kept of a call trace */
#define IR_LOG_EVENTS 64   /* events kept of a log */
#define IR_LOG_RECORD 2048 /* bytes of a record, its NUL included */
#define IR_LOG_CELLS  16   /* tabs kept of a record */
#define IR_LOG_OTHERS 15   /* machines of one text, beside the first */
#define IR_LOG_CODE   24   /* bytes kept of the instructions where it happened */
#define IR_LOG_CALLER 12   /* bytes of a printk caller id ("T123"), its NUL included */
#define IR_LOG_HOST   65   /* bytes of a machine's name, its NUL included */

/**
 * struct ir_log_frame - a line of a call trace: "step_into+0x5cd/0x650 [xfs]"
 * @symbol: the function, without compiler suffix
 * @module: its module, "" for none
 * @offset: bytes from the start of the function
 * @guess: printed with a question mark, or as unreliable
 */
struct ir_log_frame {
	char symbol[64];
	char module[32];
	uint64_t offset;
	bool guess;
};

/**
 * struct ir_event - one oops, panic, lockup or stall in the log
 * @kind: IR_EV_NONE for a splat that killed nobody, and for a cut-off report that does not say
 * @weight: what it does to the machine
 * @text: its first line without prefix
 * @oops: its "Oops: 0010 [#1] ..." line, of a stall that of the panic which ended it; "" when it has none
 * @text_torn: @text was folded, and it is not known what was there
 * @oops_torn: so was @oops
 * @release: release of the kernel that printed it, "" when the log does not say
 * @pid: of the task, -1 when unknown
 * @cpu: -1 when unknown
 * @comm: name of the task, "" when unknown
 * @taint_told: the line with the taint was seen
 * @tainted: taint letters without 'G', "" for none
 * @have_ip: the log shows where it happened; the number is in @regs if the log has one
 * @not_at_0: no instruction pointer in the log, but something else rules out a jump to 0
 * @ip_symbol: function of the instruction pointer, "" when the log has an address only
 * @ip_module: module of that function, "" for none
 * @ip_offset: bytes from the start of that function
 * @have_address: @address is known
 * @address: the faulting address
 * @nr_code: bytes of @code; 0 where the log shows none
 * @code: the instructions from the instruction pointer on
 * @checks_null: did it fault in a check of a NULL function that was about to be called?
 * @checker: the function that was about to call NULL, and faulted while it looked at what lies before
 *	that; its symbol is "" where it was not so
 * @regs: registers of the fault, in the index order of the log's architecture
 * @lr: the caller in the link register; its symbol is "" where there is none or no name is shown
 * @nr_frames: number of @frames
 * @frames: the call trace, innermost frame first
 * @shows_addresses: the trace shows "[<ffffffff81153416>]" before a function, as kernels did before bb5e5ce545f2
 *	("x86/dumpstack: Remove kernel text addresses from stack dump", v4.10)
 *
 * The other members are for the reader: they say which lines may still add to the event.
 */
struct ir_event {
	enum ir_event_kind kind;
	enum ir_event_weight weight;
	char text[160];
	char oops[160];
	bool text_torn, oops_torn;
	char release[64];
	int64_t pid, cpu;
	char comm[32];
	bool taint_told;
	char tainted[64];
	bool have_ip, not_at_0;
	char ip_symbol[64], ip_module[32];
	uint64_t ip_offset;
	bool have_address;
	uint64_t address;
	unsigned nr_code;
	uint8_t code[IR_LOG_CODE];
	enum ir_tri checks_null;
	struct ir_log_frame checker;
	struct ir_regs regs;
	struct ir_log_frame lr;
	unsigned nr_frames;
	struct ir_log_frame frames[IR_LOG_FRAMES];
	bool shows_addresses;

	char caller[IR_LOG_CALLER];
	bool have_cr2, have_half,
		cr2_ends;  /* @cr2_ends: a page fault repeats it as its report's end */
	uint64_t half;	   /* the address's first 8 digits, behind which a line may have been cut */
	bool eight_digits; /* or it has no more of them on its line */
	bool have_cause, have_badaddr; /* RISC-V's, beside the registers */
	uint64_t cause, badaddr;
	bool have_instruction; /* where a report of a death has faulted, on ARM */
	uint64_t instruction;
	bool dies;	  /* its end is one that only a report of a death has */
	bool ended;	  /* its "end trace" was seen */
	uint64_t stack;	  /* the first word of the stack, 0 when unknown */
	uint64_t cr2;	  /* as x86 prints it behind the registers */
	bool fetch, data; /* the kernel says that the faulting access was a fetch, or data */
	bool open;	  /* lines may still add to it */
	bool in_trace, trace_done;
	bool other_context; /* the registers that follow are not the fault's */
	bool headless;	    /* its registers opened it: the report's head is lost */
	bool stray;	    /* its trace did: what was traced only a report's end can tell */
	uint64_t trap;	    /* PowerPC's vector, 0 when unknown */
	bool mixed;	    /* lines of two reports: it names two tasks */
	bool from_crash;    /* from crash's bt, not from the kernel's own report */
	bool headline;	    /* from crash's "PANIC:" line */
	bool monitor;	    /* from xmon, which prints "Linux version" within its report */
	unsigned long line; /* of the text, where it was opened */
	unsigned boot;	    /* which boot of the log it belongs to, from 0 */
	unsigned idle;	    /* records since one added to it */
};

/**
 * struct ir_log_shape - how a text's lines are arranged, by its beginning
 * @newest_first: the last line comes first
 * @twice: each line is there twice
 * @exported: in the journal's export format, where the message is one field of many
 * @listed: in a list of strings, one a line
 * @mark: what stands before the lines of a quotation, 0 for nothing
 */
struct ir_log_shape {
	bool newest_first, twice, exported, listed;
	char mark;
};

/**
 * struct ir_log_fold - who folded or cut the lines of a text, by its beginning
 * @how: at blanks, as mail programs do; at a column, as terminals do; UNSURE: one or the other
 * @column: that column; 0: nothing shows it
 * @edge: the width of the widest line, where all may have been cut off
 * @indent: blanks before every line
 * @many: more than one line has that width
 */
struct ir_log_fold {
	enum { IR_FOLD_NONE, IR_FOLD_UNSURE, IR_FOLD_BLANKS, IR_FOLD_COLUMN } how;
	size_t column, edge, indent;
	bool many;
};

struct ir_log_kept; /* oops_arrange.c */

/**
 * struct ir_log - the events of a log
 * @read: at least one line was read
 * @nr: number of @events
 * @events: oldest first; in the arena
 * @last: index of the event that ended the machine, -1 for none; set by ir_log_end()
 * @arch: architecture of the registers; ir_arch_log until the text shows it
 * @release: release of the kernel whose log it is, "" when the log does not say
 * @nodename: name of the machine, in the head of a session of crash; "" when there is none
 * @xfs_shutdown: the first line by which an XFS shut itself down, "" when none did
 * @xfs_no_text: the first line by which an XFS found a symlink without its text, "" when none did
 * @nr_xfs_no_text: how many there are
 * @xfs_is_module: a list of the modules that were loaded has XFS in it
 * @image: where the kernel's image begins, 0 when the log does not say
 * @host: the machine's name or address in the lines' prefixes, "" when there is none
 * @told_host: the machine that the journal's entries are of, where a field of theirs tells, "" when there is none
 * @told_others: they are of other ones, too
 * @nr_others: number of @others
 * @others: the logs of other machines in the same text
 * @too_many: the text has more machines, or lines out of order, than are read
 *
 * The other members are for the reader.
 */
struct ir_log {
	bool read;
	unsigned nr;
	struct ir_event *events[IR_LOG_EVENTS];
	int last;
	const struct ir_arch *arch;
	char release[64];
	unsigned any_boot; /* of the boot that @any_release is of */
	char any_release[64],
		any_tainted[64]; /* of reports that killed nobody: the first, the last */
	char nodename[IR_LOG_HOST];
	char xfs_shutdown[160], xfs_no_text[160];
	unsigned nr_xfs_no_text;
	bool xfs_is_module;
	uint64_t image;
	char host[IR_LOG_HOST];
	char told_host[IR_LOG_HOST];
	bool told_others;
	unsigned nr_others;
	struct ir_log *others[IR_LOG_OTHERS];
	bool too_many;

	struct ir_arena *arena;
	struct ir_log *current; /* the machine whose line was read last, NULL for the first one */
	struct ir_log_shape shape;
	struct ir_log_kept *kept; /* lines that wait for those that come before them */
	unsigned long nr_lines;	  /* of the whole text, so far */
	bool find_arch;
	bool have_looked_up; /* outside any report: an address that was looked up in a page table, and where */
	unsigned looked_up_record;
	uint64_t looked_up;
	bool mce_told; /* a machine check was told of, and its CPU: -1 where there are several */
	int64_t mce_cpu;
	bool of_group; /* the memory that was told of last is that of a control group */
	bool of_tree, of_bios, old_pid; /* what ir_log_tell_arch() has seen; see there */
	int ended; /* the event that a panic or the next boot has shown to be the last; or -1 */
	unsigned boot, nr_records;
	struct ir_event *open;	   /* the event that lines add to, NULL for none */
	char *module;		   /* where a "[module]" on this line or the next is stored */
	const char *module_before; /* @module when the last line began */
	bool ip_follows;      /* the last record ended behind "RIP:": the function is in the next */
	bool stack_follows;   /* or behind "Stack:" */
	bool release_follows; /* or behind the taint, and the release is there */
	bool user_ip; /* before any report a "RIP:" of user space stood, whose registers follow */
	char record[IR_LOG_RECORD]; /* the record that is being joined of wrapped lines */
	size_t record_len;
	unsigned short cells[IR_LOG_CELLS]; /* where in it a tab, or the like, has parted text */
	unsigned nr_cells;
	unsigned nr_joined; /* lines without a prefix in it */
	bool marked;	    /* it began with a prefix, so that lines without one continue it */
	bool own_line;	    /* the line comes from an escaped end of line, so nobody wrapped it */
	size_t before; /* columns of the text's line before the part that is read, where lines were run together */
	size_t indent; /* blanks before its first line: those of a quoted mail */
	size_t width;  /* of the last line */
	struct ir_log_fold fold;
	char *head; /* the beginning of a text, kept until it is known who folded it; then NULL */
	size_t head_len;
	bool quoted_printable; /* the text is mail as it is sent */
	char soft[1024];       /* a line of it that is being put together */
	size_t soft_len;
	char caller[IR_LOG_CALLER];
	struct ir_log_index openers, marks, tells; /* of the words that are looked for */
	struct {
		int64_t pid, cpu;
		unsigned record;     /* where the PID stood */
		unsigned cpu_record; /* and the CPU */
		char comm[32];
		char tainted[64];
		bool taint_told;
		char release[64];
		char caller[IR_LOG_CALLER];
		char frame[64];
		bool interrupted, panicked;
		bool trapped; /* the next frame of drgn's is where it faulted */
		bool ignored; /* the registers that follow are of no fault */
		bool died;    /* a stack shows that the machine was being stopped */
		bool nobody; /* crash found no task that panicked: its exception frames show no fault */
	} crash;	     /* the stack that crash's bt shows here */
};

/** ir_event_below_null() - is the faulting address just below 0, where a check of NULL's hash reads? */
bool ir_event_below_null(const struct ir_event *ev);
/**
 * ir_log_begin() - start reading a log
 * @log: storage of the caller, overwritten
 * @arena: owns the events
 * @arch: the dump's, or ir_arch_log to find it in the text
 */
void ir_log_begin(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch);
/**
 * ir_log_line() - read one line
 * @line: with any prefix; not NUL-terminated
 * @len: bytes of @line, any number
 */
void ir_log_line(struct ir_log *log, const char *line, size_t len);
/**
 * ir_log_end() - decide which event was the last: @log->last
 * @whole: the log reaches to the machine's end, as a dump's log does. Other text may stop anywhere:
 *	where nothing in it shows the end, the first oops counts.
 */
void ir_log_end(struct ir_log *log, bool whole);
/**
 * ir_event_name() - the report's word for @kind
 *
 * Return: a static string, "none" for IR_EV_NONE and for a value that is no kind.
 */
const char *ir_event_name(enum ir_event_kind kind);
/**
 * ir_event_kind_of_function() - what ends the machine when the function @name calls panic()
 * @name: without compiler suffix; IR_EV_NONE for NULL
 *
 * Return: IR_EV_NONE when functions.def does not tell.
 */
enum ir_event_kind ir_event_kind_of_function(const char *name);

/**
 * ir_release_before() - is @release older than @major.@minor?
 * @release: as in "5.4.241-1"
 *
 * Return: false also when @release is no release.
 */
bool ir_release_before(const char *release, unsigned major, unsigned minor);

/** ir_arch_log - stands for a log's architecture until its text shows it */
extern const struct ir_arch ir_arch_log;

#endif
