/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a text to records, the parts of it: what stands around messages, in which order they come, of which machine they
 * are, and which lines are one.
 *
 * A function that reads text at @s and returns a pointer returns the text behind what it has read.
 */
#ifndef IR_OOPS_TEXT_H
#define IR_OOPS_TEXT_H

#include "core/log/oops_log.h"

/** IR_LOG_HEAD - bytes of a text that are looked at before any of it is read */
#define IR_LOG_HEAD (32u << 10)

/* oops_log.c */

/** ir_log_init() - ir_log_begin() for one machine of a text */
void ir_log_init(struct ir_log *log, struct ir_arena *arena, const struct ir_arch *arch);

/* oops_clean.c */

/**
 * ir_log_clean() - remove what terminals, journals, mail and web pages add to the text
 * @in: not NUL-terminated
 * @len: bytes of @in
 * @out: room for @len + 1 bytes; NUL-terminated. Lines that were escaped into one ("\x0a") are
 *	lines again. What parts the cells of a table is a tab.
 */
void ir_log_clean(const char *in, size_t len, char *out);

/* oops_prefix.c */

/**
 * ir_log_next_line() - take a line off the front of a text
 * @text: the rest of it, and @left: its bytes; both are moved on
 * @line: set to the line, without its end; @len: its bytes
 *
 * Return: false when nothing is left.
 */
bool ir_log_next_line(const char **text, size_t *left, const char **line, size_t *len);
/**
 * struct ir_log_prefix - what stood before a message
 * @marked: something that starts a record
 * @caller: the printk caller id ("T123"), "" when there is none
 * @host: the machine that printed it, by name or address, "" when nothing says so
 */
struct ir_log_prefix {
	bool marked;
	char caller[IR_LOG_CALLER];
	char host[IR_LOG_HOST];
};

/**
 * ir_log_pattern() - does @s begin with a @pattern of oops_prefix.def?
 * @ret: what the pattern has in it is added
 *
 * Return: the text behind it, NULL if it does not.
 */
const char *ir_log_pattern(const char *s, const char *pattern, struct ir_log_prefix *ret);
/**
 * ir_log_skip_prefix() - skip the time stamps, host names and levels at the start of @s
 *
 * Return: the kernel's message.
 */
const char *ir_log_skip_prefix(const char *s, struct ir_log_prefix *ret);
/**
 * ir_log_stamp() - find a printk time stamp that is not at the start of @s
 *
 * Return: the first one, NULL if there is none.
 */
const char *ir_log_stamp(const char *s);

/* oops_join.c */

/**
 * ir_log_join() - add a line to the record, or begin another one with it
 * @line: cleaned
 * @rest: it is the rest of a line that was too long to be read at once
 */
void ir_log_join(struct ir_log *log, const char *line, bool rest);
/** ir_log_width() - columns of a cleaned line, blanks at its end not counted */
size_t ir_log_width(const char *line);
/** ir_log_flush() - read the record that is being joined; idempotent */
void ir_log_flush(struct ir_log *log);

/* oops_machines.c */

/** ir_log_of_machine() - the reader of the machine that printed a line with @prefix, where the text has several */
struct ir_log *ir_log_of_machine(struct ir_log *log, const struct ir_log_prefix *prefix);
/** ir_log_choose_machine() - when all are read: @log becomes the log of the machine that crashed first */
void ir_log_choose_machine(struct ir_log *log);

/* oops_arrange.c */

/** struct ir_log_twin - the line before, for ir_log_is_twin(); all members are its own */
struct ir_log_twin {
	bool second;
	struct ir_log_prefix prefix;
	char text[1025];
};

/**
 * ir_log_is_twin() - is @line the line before once more, whatever its stamps, and that line no second one?
 * @ret: set to the message in @line
 */
bool ir_log_is_twin(struct ir_log_twin *before, const char *line, const char **ret);

/**
 * ir_log_arrange() - read a line, or keep it until those that come before it were found
 * @line: cleaned
 * @rest: as in ir_log_join()
 */
void ir_log_arrange(struct ir_log *log, const char *line, bool rest);
/** ir_log_arrange_end() - read the lines that were kept */
void ir_log_arrange_end(struct ir_log *log);

/* oops_shape.c */

/** ir_log_find_shape() - how are the lines of a text arranged and marked? Asked of its first IR_LOG_HEAD bytes. */
void ir_log_find_shape(struct ir_log_shape *ret, const char *text, size_t len);

/* oops_unwrap.c */

/** struct ir_log_messages - the messages in a line, for ir_log_next_message(); all members are its own */
struct ir_log_messages {
	const char *left, *end;
	bool json, plain, whole, told, element;
};

/** ir_log_messages_of() - begin with the messages of a line of the text; not NUL-terminated, @len bytes */
void ir_log_messages_of(struct ir_log_messages *ret, const struct ir_log_shape *shape,
			const char *line, size_t len);
/**
 * ir_log_next_message() - the next one: of a line of JSON each message in it, of most lines all of it
 * @line: set to it, not NUL-terminated; @len: its bytes
 *
 * Return: false when there is none left.
 */
bool ir_log_next_message(struct ir_log_messages *m, const char **line, size_t *len);

/* oops_quoted_printable.c */

/** ir_log_is_quoted_printable() - are lines of @text's IR_LOG_HEAD broken as mail is that is being sent? */
bool ir_log_is_quoted_printable(const char *text, size_t len);
/**
 * ir_log_unquote() - add a line to @buf, decoded
 * @size: of @buf; @used: how much of it is in use, changed
 *
 * Return: true when the line is whole, or there is no more room; the caller then reads it and sets
 * @used to 0.
 */
bool ir_log_unquote(const char *line, size_t len, char *buf, size_t size, size_t *used);

/* oops_column.c */

/** ir_log_column() - the column at which the lines of @text were cut in words; 0: nothing shows that */
size_t ir_log_column(const char *text, size_t len);

#endif
