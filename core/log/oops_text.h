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

/**
 * IR_LOG_TORN - stands in a record where it is not known how a word goes on: at the end of a line that may have been cut
 * off there, and where lines were joined that may have been parted by a blank or within a word. What touches it is
 * unknown, but for what cannot go on. No cleaned line has it.
 */
#define IR_LOG_TORN '\001'

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
/** ir_log_begins_field() - "RIP: ...", "KERNEL: ...": does @text begin as a field of a report or a session of crash? */
bool ir_log_begins_field(const char *text);
/** ir_log_begins_record() - does @text, with @indent blanks before it, begin as messages of the kernel do? */
bool ir_log_begins_record(const char *text, size_t indent);
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
	char bytes[1024]; /* a message that was given as a list of numbers */
};

/** ir_log_messages_of() - begin with the messages of a line of the text; not NUL-terminated, @len bytes */
void ir_log_messages_of(struct ir_log_messages *ret, const struct ir_log_shape *shape,
			const char *line, size_t len);
/** ir_log_note_host() - keep the machine's name, where the line has the journal's field for it */
void ir_log_note_host(struct ir_log *log, const char *line, size_t len);
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

/* oops_fold.c */

/** ir_log_find_fold() - who folded or cut the lines of a text, and where? Asked of its first IR_LOG_HEAD bytes. */
void ir_log_find_fold(struct ir_log_fold *ret, const char *text, size_t len);

/** ir_log_was_full() - had a line of @width no room for @text's first word? @edge: the width of the widest line, 0 if unknown */
bool ir_log_was_full(size_t width, size_t edge, const char *text);
/**
 * ir_log_may_go_on() - can a line be the rest of the one before?
 * @width, @edge: as in ir_log_was_full()
 * @text, @indent: as in ir_log_begins_record()
 */
bool ir_log_may_go_on(size_t width, size_t edge, const char *text, size_t indent);
/**
 * ir_log_must_go_on() - the same where no stamps tell: are the @len bytes of @left no end of a line, or do both make a sentence?
 * @indent: blanks before @right, without those that every line has
 */
bool ir_log_must_go_on(const char *left, size_t len, const char *right, size_t indent);

/* oops_seam.c */

/** IR_LOG_WORD - bytes of a word that is looked at where a line was folded, at most */
#define IR_LOG_WORD 128

/** enum ir_log_seam - what was between two lines that were one */
enum ir_log_seam {
	IR_SEAM_UNKNOWN,
	IR_SEAM_BLANK,
	IR_SEAM_GLUE,	/* nothing, or a blank that is still there */
	IR_SEAM_EITHER, /* not known, and both are whole as they are */
};

/**
 * ir_log_seam() - what was between the @len bytes of @left and @right, by the words there?
 * @right: without the blanks before it
 */
enum ir_log_seam ir_log_seam(const char *left, size_t len, const char *right);
/** ir_log_is_open_release() - do the @len bytes of @left end in a release and a hyphen, behind which @right goes on? */
bool ir_log_is_open_release(const char *left, size_t len, const char *right);
/** ir_log_is_finished() - do the @len bytes at @s end as lines of the kernel's may end? */
bool ir_log_is_finished(const char *s, size_t len);
/** ir_log_is_sentence() - are the last word of @left and the first of @right words of a sentence, in which no line ends? */
bool ir_log_is_sentence(const char *left, size_t len, const char *right);

#endif
