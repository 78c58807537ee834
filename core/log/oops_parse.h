/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the log reader. Lines become records (oops_text.h), records are read word by word (oops_record.c and the
 * files it calls), words open events or add to them (oops_event.c), and when all is read what only the whole report shows
 * is derived (oops_finish.c).
 *
 * A function that reads text at @s and returns a pointer returns the text behind what it has read.
 */
#ifndef IR_OOPS_PARSE_H
#define IR_OOPS_PARSE_H

#include "core/log/oops_log.h"
#include "core/log/oops_text.h"

/** enum ir_log_mark - what a word of oops_marks.def is followed by, or means */
enum ir_log_mark {
	IR_MARK_IP_CS,
	IR_MARK_IP,
	IR_MARK_IP_REPORTED,
	IR_MARK_IP_END,
	IR_MARK_PSW,
	IR_MARK_LR,
	IR_MARK_CODE,
	IR_MARK_CAUSE,
	IR_MARK_BADADDR,
	IR_MARK_FETCH,
	IR_MARK_DATA,
	IR_MARK_ADDRESS,
	IR_MARK_XMON_ADDRESS,
	IR_MARK_TICKS,
	IR_MARK_OF_PROGRAM,
	IR_MARK_CPU,
	IR_MARK_CPU_LINE,
	IR_MARK_PID,
	IR_MARK_COMM,
	IR_MARK_TASK,
	IR_MARK_TRAP,
	IR_MARK_RELEASE,
	IR_MARK_TAINTED,
	IR_MARK_BOOT,
	IR_MARK_DOWN,
	IR_MARK_TRACE,
	IR_MARK_FROM,
	IR_MARK_NO_REGISTER,
	IR_MARK_XMON_TASK,
	IR_MARK_UNRELIABLE,
	IR_MARK_TRACE_END,
	IR_MARK_REPORT_END,
	IR_MARK_CRASH_EXCEPTION,
	IR_MARK_SPLAT,
	IR_MARK_SHOWN_TASK,
	IR_MARK_SESSION_RELEASE,
	IR_MARK_NODENAME,
	IR_MARK_MACHINE,
	IR_MARK_HARDWARE,
	IR_MARK_OF_GROUP,
	IR_MARK_OF_ALL,
	IR_MARK_STACK,
	IR_MARK_NOBODY,
	IR_MARK_XFS,
	IR_MARK_MODULES,
	IR_MARK_OFFSET,
	IR_MARK_CR2,
};

/* oops_record.c */

/** ir_log_index_marks() - make the index of the words that have a meaning in reports */
void ir_log_index_marks(struct ir_log_index *x);

/**
 * ir_log_record() - read a whole record into the events
 * @text: the record without prefixes
 * @caller: its printk caller id, "" for none
 */
void ir_log_record(struct ir_log *log, const char *text, const char *caller);

/* oops_report.c */

/** ir_log_report_mark() - a word of a report, for its event @ev; @s: the text behind the word */
void ir_log_report_mark(struct ir_log *log, struct ir_event *ev, enum ir_log_mark what,
			const char *s);

/** ir_log_is_number_alone() - is there a number at @s, and nothing else? */
bool ir_log_is_number_alone(const char *s);

/* oops_frame.c */

/**
 * ir_log_frame() - the function at @s is the next frame of @ev's trace
 * @guess: it stands behind a "?"
 *
 * Return: the text behind it, NULL if there is none.
 */
const char *ir_log_frame(struct ir_log *log, struct ir_event *ev, const char *s, bool guess);
/** ir_log_stack() - the first word of the stack, at @s; false: it is not there */
bool ir_log_stack(struct ir_event *ev, const char *s);
/** ir_log_frame_address() - what an address before @s in @text says of the frame at @s, which was read last */
void ir_log_frame_address(const struct ir_log *log, struct ir_event *ev, const char *text,
			  const char *s);
/** ir_log_module() - "[xfs]" or "[xfs 5bd8c9]" behind a function, possibly on the next line */
void ir_log_module(struct ir_log *log, const char *s);

/* oops_session.c */

/**
 * ir_log_crash_header() - the line before each stack that crash prints: PID: 10964 TASK: ffff951c8aa92f80 CPU: 3 COMMAND:
 * "TaniumCX"
 *
 * Return: true.
 */
bool ir_log_crash_header(struct ir_log *log, enum ir_log_mark what, const char *s);
/**
 * ir_log_session_mark() - a mark that says something of the machine
 * @s: the text behind the mark; @text: the record
 *
 * Return: true when @what is done with.
 */
bool ir_log_session_mark(struct ir_log *log, enum ir_log_mark what, const char *s,
			 const char *text);
/** ir_log_xfs_shutdown() - is @text, which begins with "XFS (" or follows it, of one that shut itself down? */
bool ir_log_xfs_shutdown(const char *text);

/* oops_opener.c */

/** ir_log_index_openers() - make the index of the words that open an event */
void ir_log_index_openers(struct ir_log_index *x);

/**
 * ir_log_opener() - does the word at @s open an event? If so, open it.
 * @text: the record that @s is in
 *
 * Return: how many bytes to skip, 0 if it opens none.
 */
size_t ir_log_opener(struct ir_log *log, const char *s, const char *text);
/**
 * ir_log_kernel_text() - the kernel's own text with the words at @s in it
 *
 * What stands before the words is part of it, unless many lines were run together. Around it may be a table's other cells,
 * or the quotes of crash's "PANIC:" line.
 * @text: the record that @s is in
 * @buf: receives it
 *
 * Return: where the words are in @buf.
 */
const char *ir_log_kernel_text(const struct ir_log *log, const char *s, const char *text,
			       char buf[IR_LOG_RECORD]);
/** ir_log_open_by_die_mark() - the word at @s has such a mark: the line opens an event, or continues one */
void ir_log_open_by_die_mark(struct ir_log *log, const char *s, const char *text);
/** ir_log_die_mark() - does the word at @s contain "[#1]", with which die() ends its line? */
bool ir_log_die_mark(const char *s);

/* oops_event.c */

/**
 * ir_event_open() - a line that opens an event of @kind, or continues the report that is open
 * @line: the first line of the event, copied
 *
 * Return: the event; NULL when there is no room for another one.
 */
struct ir_event *ir_event_open(struct ir_log *log, enum ir_event_kind kind,
			       enum ir_event_weight weight, const char *line);
/**
 * ir_event_panic() - a "Kernel panic" line; @continues and @kind as in oops_log.def
 * @in_head: it stands in the head of a session of crash
 */
void ir_event_panic(struct ir_log *log, enum ir_event_kind kind, bool continues, const char *line,
		    bool in_head);
/** ir_event_panic_for() - a "Kernel panic" line whose reason is cut off: the oops' end, or nobody knows what */
void ir_event_panic_for(struct ir_log *log, const char *line);
/** ir_event_boot() - another kernel's log begins here: the last oops ended the machine before it */
void ir_event_boot(struct ir_log *log);
/**
 * ir_event_cut_off() - registers outside any report: does the text begin in the middle of one?
 *
 * Return: an event for that report, NULL when the text does not begin here.
 */
struct ir_event *ir_event_cut_off(struct ir_log *log, const char *text);
/** ir_event_weight_of() - what an event of @kind does to the machine */
enum ir_event_weight ir_event_weight_of(enum ir_event_kind kind);
/** ir_event_finish() - derive what only the whole report shows; called when the log has ended */
void ir_event_finish(struct ir_log *log, struct ir_event *ev);

/* oops_cut.c */

/** ir_event_name_cut() - name the kind of a report whose head is lost, where its rest tells */
void ir_event_name_cut(const struct ir_log *log, struct ir_event *ev);

/* oops_address.c */

/**
 * struct ir_log_address - a place in code: "[<ffffffff81153416>] [<...>] step_into+0x5cd/0x650
 * [xfs]"
 * @have_value: @value is known
 * @have_symbol: @f is known
 * @value: the first address
 * @f: the function
 */
struct ir_log_address {
	bool have_value, have_symbol;
	uint64_t value;
	struct ir_log_frame f;
};

/** ir_log_address() - read the place at @s; what is not there is not known in *@ret */
const char *ir_log_address(const char *s, struct ir_log_address *ret);
/**
 * ir_log_location() - read "symbol+0x12/0x34" (crash: "symbol+18"; decoded: "symbol (fs/namei.c:1")
 *
 * Return: the text behind it, NULL if there is none.
 */
const char *ir_log_location(const char *s, struct ir_log_frame *ret);
/**
 * ir_log_hex() - read a bare hexadecimal number
 * @digits: how many it must have at least; with 0x before it, one is enough
 *
 * Return: the text behind it, NULL if there is none.
 */
const char *ir_log_hex(const char *s, unsigned digits, uint64_t *ret);

/** ir_log_hex_at_end() - how many hexadecimal digits do the @len bytes at @s end in? */
size_t ir_log_hex_at_end(const char *s, size_t len);
/** ir_log_half() - the 8 digits at @s, behind which more may be torn off */
bool ir_log_half(const char *s, uint64_t *ret);

/* oops_ip.c */

/**
 * ir_event_set_ip() - @place is where @ev happened, unless @ev knows better or it is another
 * context
 */
void ir_event_set_ip(struct ir_log *log, struct ir_event *ev, const struct ir_log_address *place);
/**
 * ir_log_place_follows() - does the record end at @s, behind a @place without its function?
 * Some kernels of 4.9's time print each part of it as a line: "RIP: 0010:[<ffffffff8552af3d>]",
 * " [<ffffffff8552af3d>] step_into+0x5cd/0x650".
 */
bool ir_log_place_follows(const char *s, const struct ir_log_address *place);
/** ir_log_is_user_segment() - is x86's @segment, before RIP or RSP, one of user space? */
bool ir_log_is_user_segment(uint64_t segment);
/**
 * ir_event_ip_segment() - x86's instruction pointer; its code segment tells kernel from user space
 * @ev: NULL outside a report: then it may be one whose head was cut off
 * @s: the text behind "RIP:"
 * @text: the record
 */
void ir_event_ip_segment(struct ir_log *log, struct ir_event *ev, const char *s, const char *text);
/** ir_event_psw() - s390's instruction pointer, in the PSW at @s */
void ir_event_psw(struct ir_log *log, struct ir_event *ev, const char *s);
/** ir_event_code() - the bytes around the instruction pointer at @s, the one it points at in <> */
void ir_event_code(struct ir_event *ev, const char *s);
/** ir_event_instruction() - "Code: ... (e5835000)": the instruction where a report of a death has faulted */
void ir_event_instruction(struct ir_event *ev, const char *s);
/** ir_event_page_table() - "[0000000000000000] pgd=...": how the faulting address was looked up; @ev: may be NULL */
void ir_event_page_table(struct ir_log *log, struct ir_event *ev, const char *s);
/** ir_event_set_lr() - the link register at @s: the caller */
void ir_event_set_lr(struct ir_log *log, struct ir_event *ev, const char *s);

/* oops_task.c; each keeps the first value it finds */

/** ir_log_number() - the decimal number at @s; stored in *@ret only if that is negative */
void ir_log_number(int64_t *ret, const char *s);
/** ir_log_comm() - the task's name at @s */
void ir_log_comm(char *comm, size_t size, const char *s);
/**
 * ir_log_old_task() - "TASK = cfa5d000[950] 'bash' THREAD: ..." and "Process bash (pid: 950, ..."
 */
void ir_log_old_task(struct ir_event *ev, const char *s);
/** ir_log_xmon_task() - "5604, comm = swapoff" */
void ir_log_xmon_task(struct ir_event *ev, const char *s);
/** ir_log_keep_kernel() - what a report that killed nobody tells of the kernel */
void ir_log_keep_kernel(struct ir_log *log, const struct ir_event *ev);
/** ir_log_release() - the first word that looks like "5.4.241-1-tlinux4" */
void ir_log_release(char *ret, size_t size, const char *s);
/** ir_log_bare_release() - "kworker/u13:2 5.11.0-rc4+ #43": the release behind a task's name, where nothing tells of taint */
void ir_log_bare_release(char *ret, size_t size, const char *s);
/** ir_log_dying_task() - the task in "find(2811): Oops"; @oops: where in @text that word is */
void ir_log_dying_task(struct ir_event *ev, const char *text, const char *oops);
/** ir_log_monitor_cpu() - the CPU in the line that xmon begins with */
void ir_log_monitor_cpu(struct ir_event *ev, const char *text);
/** ir_log_begins_release() - is the first word of @s a release that its build's number or a parenthesis follows? */
bool ir_log_begins_release(const char *s);
/** ir_log_named_task() - the task in "task a:7 blocked for", or "stuck for 26s! [a:7]" */
void ir_log_named_task(struct ir_event *ev, const char *text);
/** ir_log_stalled_cpu() - the CPU that RCU waited for, as kernels up to 4.x name it, or that was locked up */
void ir_log_stalled_cpu(struct ir_event *ev, const char *text);
/** ir_log_ticking_cpu() - the same since 4.x, in a line of its own: "85-....: (59999 ticks this GP)" */
void ir_log_ticking_cpu(struct ir_event *ev, const char *text);
/** ir_log_mce_cpu() - the CPU of a machine check, at @s */
void ir_log_mce_cpu(struct ir_log *log, const char *s);
/** ir_log_shown_task() - "a state:R ... pid:7", as sched_show_task() prints it behind "task:" */
void ir_log_shown_task(struct ir_event *ev, const char *s);
/** ir_log_taint() - the taint letters at @s in the line @text */
void ir_log_taint(char *tainted, size_t size, const char *text, const char *s);

/* oops_regs.c */

/**
 * ir_log_register() - read "RAX: 0000..." or "GPR00: ..." at @s into @ev
 * @ev: NULL to store nothing
 *
 * Return: the text behind it, NULL if there is none.
 */
const char *ir_log_register(struct ir_log *log, struct ir_event *ev, const char *s);
/**
 * ir_log_set_register() - set register @reg of @ev, unless it is set; a negative @reg is ignored
 */
void ir_log_set_register(struct ir_event *ev, int reg, uint64_t value);
/* oops_arch.c */

#define IR_TELL(words, id)
#define IR_RELEASE(end, id)
#define IR_BLOCK(words, id, first)
#define IR_ALIAS(printed, id, name)
#define IR_LOG_REGS(id, ...)
#define IR_LOG_ARCH(id, text, ip, sp, lr, arg) extern const struct ir_arch ir_arch_##id;
#include "core/log/oops_archs.def"
#undef IR_LOG_ARCH
#undef IR_LOG_REGS
#undef IR_TELL
#undef IR_RELEASE
#undef IR_BLOCK
#undef IR_ALIAS

/** ir_log_is_32_bit() - do kernels for @arch print addresses of 8 digits? */
bool ir_log_is_32_bit(const struct ir_arch *arch);
/** ir_log_is_x86() - does it print two blocks of registers, those of user space behind the trace? */
bool ir_log_is_x86(const struct ir_arch *arch);
/** ir_log_machine() - the architecture that utsname calls @s */
void ir_log_machine(struct ir_log *log, const char *s);
/** ir_log_hardware() - the machine's name at @s, behind "Hardware name:" */
void ir_log_hardware(struct ir_log *log, const char *s);
/** ir_log_arch_of_compiler() - set @log->arch if it is not known and "Linux version" at @s tells what it was compiled for */
void ir_log_arch_of_compiler(struct ir_log *log, const char *s);
/** ir_log_arch_of_release() - set @log->arch if it is not known and the end of @release's name shows it */
void ir_log_arch_of_release(struct ir_log *log, const char *release);
/** ir_log_index_tells() - make the index of the words that tell an architecture */
void ir_log_index_tells(struct ir_log_index *x);
/** ir_log_tell_arch() - set @log->arch if it is not known yet and the word at @s shows it */
void ir_log_tell_arch(struct ir_log *log, const char *s);

/* oops_bt.c */

/** ir_log_begin_bt() - the stack of another task begins: what the last one has shown is not of this one */
void ir_log_begin_bt(struct ir_log *log);
/** ir_log_crash_frame() - read "#8 [ffffae44d0a6fc90] trailing_symlink at ffffffff8cf24e61" */
void ir_log_crash_frame(struct ir_log *log, const char *s);
/** ir_log_crash_exception() - "[exception RIP: ...": the frames that follow are its callers */
void ir_log_crash_exception(struct ir_log *log, const char *s);

/* oops_address.c again */

/** ir_log_ends_module() - does a module's name end at @s: "]", or its build id first, " 5bd8c9]"? */
bool ir_log_ends_module(const char *s);
/** ir_log_word() - copy the word at @s, at most @size - 1 bytes and a NUL */
const char *ir_log_word(const char *s, char *buf, size_t size);

/** ir_log_is_torn() - are the @len bytes of @s, which are of a record, not all that was there? See IR_LOG_TORN. */
bool ir_log_is_torn(const char *s, size_t len);

/**
 * ir_log_match() - does @s start with @key? A blank in @key matches any number of blanks.
 *
 * Return: how many bytes of @s match, 0 if it does not start so.
 */
size_t ir_log_match(const char *s, const char *key);

#endif
