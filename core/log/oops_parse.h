/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the log reader: lines to records, records to events, and the end. */
#ifndef IR_OOPS_PARSE_H
#define IR_OOPS_PARSE_H

#include "core/log/oops_log.h"

/* oops_prefix.c */

/**
 * ir_log_clean() - what a terminal, a journal, a mail or a web page put into the text, taken out
 * @out: room for @len + 1 bytes; lines that were escaped into one ("\x0a") come out as lines
 */
void ir_log_clean(const char *in, size_t len, char *out);
/**
 * ir_log_skip_prefix() - behind the time stamps, host names and levels at the start of @s
 * @marked: set to whether there was one that starts a record
 * @caller: receives the printk caller id ("T123"), "" when there is none
 */
const char *ir_log_skip_prefix(const char *s, bool *marked, char caller[IR_LOG_CALLER]);
/** ir_log_stamp() - the first printk time stamp after the start of @s, or NULL */
const char *ir_log_stamp(const char *s);

/* oops_record.c */

/** ir_log_record() - a whole record: everything it tells goes into the events */
void ir_log_record(struct ir_log *log, const char *text, const char *caller);

/* oops_opener.c */

/** ir_log_opener() - does the word at @s open an event? Returns how much of it to skip, 0 if not. */
size_t ir_log_opener(struct ir_log *log, const char *s, const char *text);
/** ir_log_die_mark() - does the word at @s have what every die() ends its line with, "[#1]"? */
bool ir_log_die_mark(const char *s);

/* oops_event.c */

/** ir_event_open() - a line that opens an event of @kind; it may turn out to belong to an open one */
struct ir_event *ir_event_open(struct ir_log *log, enum ir_event_kind kind,
			       enum ir_event_weight weight, const char *line);
/** ir_event_panic() - a "Kernel panic" line; @continues and @kind as in oops_log.def */
void ir_event_panic(struct ir_log *log, enum ir_event_kind kind, bool continues, const char *line);
/** ir_event_boot() - the log goes on with another kernel: whatever was last ended the one before */
void ir_event_boot(struct ir_log *log);
/**
 * ir_event_cut_off() - registers, and no report they could belong to: the text begins in the middle of
 * one. NULL when it does not begin here.
 */
struct ir_event *ir_event_cut_off(struct ir_log *log, const char *text);
/** ir_event_weight_of() - what an event of @kind does to the machine */
enum ir_event_weight ir_event_weight_of(enum ir_event_kind kind);
/** ir_event_finish() - what follows from the whole of a report */
void ir_event_finish(struct ir_log *log, struct ir_event *ev);

/* oops_address.c */

/** struct ir_log_address - "0010:[<ffffffff81153416>] [<...>] step_into+0x5cd/0x650 [xfs]" taken apart */
struct ir_log_address {
	bool have_value, have_symbol;
	uint64_t value;
	struct ir_log_frame f;
};

/** ir_log_address() - read a place; returns behind it */
const char *ir_log_address(const char *s, struct ir_log_address *ret);
/** ir_log_location() - read "symbol+0x12/0x34" (crash: "symbol+18"; decoded: "symbol (fs/namei.c:1"); NULL if none */
const char *ir_log_location(const char *s, struct ir_log_frame *ret);
/** ir_log_hex() - read a bare hexadecimal number of at least @digits; NULL if @s is none */
const char *ir_log_hex(const char *s, unsigned digits, uint64_t *ret);

/* oops_ip.c */

/** ir_event_set_ip() - @place is where @ev happened, or something else that is in its report */
void ir_event_set_ip(struct ir_log *log, struct ir_event *ev, const struct ir_log_address *place);
/** ir_event_ip_segment() - x86's, where a code segment tells the kernel from user space; @ev or NULL */
void ir_event_ip_segment(struct ir_log *log, struct ir_event *ev, const char *s, const char *text);
/** ir_event_psw() - s390's */
void ir_event_psw(struct ir_log *log, struct ir_event *ev, const char *s);
/** ir_event_set_lr() - where it was called from, on architectures that have it in a register */
void ir_event_set_lr(struct ir_log *log, struct ir_event *ev, const char *s);

/* oops_task.c; the first value wins in each */

/** ir_log_number() - the decimal number at @s, into *@ret if that is negative */
void ir_log_number(int64_t *ret, const char *s);
/** ir_log_comm() - the task's name at @s */
void ir_log_comm(char *comm, size_t size, const char *s);
/** ir_log_old_task() - "TASK = cfa5d000[950] 'bash' THREAD: ..." and "Process bash (pid: 950, ..." */
void ir_log_old_task(struct ir_event *ev, const char *s);
/** ir_log_xmon_task() - "5604, comm = swapoff" */
void ir_log_xmon_task(struct ir_event *ev, const char *s);
/** ir_log_release() - the first word that looks like "5.4.241-1-tlinux4" */
void ir_log_release(char *ret, size_t size, const char *s);
/** ir_log_taint() - the taint letters at @s */
void ir_log_taint(struct ir_event *ev, const char *s);

/* oops_regs.c */

/**
 * ir_log_register() - read "RAX: 0000..." or "GPR00: ..." at @s into @ev (NULL: only look)
 * Returns behind it, NULL if there is none.
 */
const char *ir_log_register(struct ir_log *log, struct ir_event *ev, const char *s);
/** ir_log_set_register() - first value wins */
void ir_log_set_register(struct ir_event *ev, int reg, uint64_t value);
/** ir_log_tell_arch() - does the word at @s tell the architecture? */
void ir_log_tell_arch(struct ir_log *log, const char *s);

/* oops_bt.c */

/** ir_log_crash_frame() - read "#8 [ffffae44d0a6fc90] trailing_symlink at ffffffff8cf24e61" */
void ir_log_crash_frame(struct ir_log *log, const char *s);
/** ir_log_crash_exception() - "[exception RIP: ...": the frames that follow are its callers */
void ir_log_crash_exception(struct ir_log *log, const char *s);

/** ir_log_word() - copy the word at @s, at most @size - 1 bytes; returns behind it */
const char *ir_log_word(const char *s, char *buf, size_t size);

/** ir_log_match() - does @s start with @key, a blank in @key standing for any number? Length, or 0 */
size_t ir_log_match(const char *s, const char *key);

#endif
