/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must not leave a machine: names of files, processes and the machine. How they are found, and
 * how they are overwritten, is the same in slices and in what is put into tickets.
 */
#ifndef IR_REDACTION_H
#define IR_REDACTION_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

/** IR_REDACTED, IR_KEPT - what goes, and what stays in every case; in words, for a person */
#define IR_REDACTED "names of files, processes and the machine, its command line, and paths"
#define IR_KEPT                                                                                    \
	"addresses, registers, process numbers, functions, the kernel's release and build ID, "    \
	"the time of the crash, names of modules, devices and file systems"

#define IR_NAMES_MAX 1024

/** struct ir_name - a name, and what is written over it, which is as long */
struct ir_name {
	char *name, *with;
};

/**
 * struct ir_names - names that have to go, each once; zero-initialise it
 * @incomplete: there was no room for some: what is masked by these names must not be given away
 */
struct ir_names {
	unsigned nr;
	bool incomplete;
	struct ir_name all[IR_NAMES_MAX];
};

/** IR_NAME_MIN - shorter ones are no names: nobody is known by them, and they stand everywhere */
#define IR_NAME_MIN 2

/** ir_name_part() - length of the name that begins at @text; a slash, a blank or the end of a line ends it */
size_t ir_name_part(const char *text);

/** ir_names_add() - the names in @text (NULL: none): each part of a path, each word of a line */
void ir_names_add(struct ir_names *n, const char *text);

/**
 * ir_names_mask() - overwrite them in the @size bytes at @text, wherever one stands alone
 *
 * Each becomes as many x, and a number at the end tells names of one length apart: "xxxxx" and "xxxx1".
 * Path lookup reads names eight bytes at a time, so registers hold them: such a number goes as well, where its 16 digits stand.
 */
void ir_names_mask(const struct ir_names *n, char *text, size_t size);

/** ir_names_mask_words() - the same for registers as memory has them: the aligned words of the @size bytes at @bytes */
void ir_names_mask_words(const struct ir_names *n, void *bytes, size_t size);

/** ir_names_stand_in() - what is written over the @len bytes at @name; NULL when they are none of the names. @n keeps it. */
const char *ir_names_stand_in(const struct ir_names *n, const char *name, size_t len);

/** ir_names_is_stand_in() - are the @len bytes at @text what is written over one of the names? */
bool ir_names_is_stand_in(const struct ir_names *n, const char *text, size_t len);

/** ir_names_release() - forget them. Idempotent. */
void ir_names_release(struct ir_names *n);

/** struct ir_quotes - how log lines and sentences of reports quote a task or a path; compiled */
struct ir_quotes {
	unsigned nr;
	regex_t all[24];
};

/** ir_quotes_open() - false: no memory. Close it in any case. */
bool ir_quotes_open(struct ir_quotes *q);

/** ir_quote_fn - @len bytes at @at are quoted; they may be overwritten */
typedef void ir_quote_fn(char *at, size_t len, void *arg);

/** ir_quotes_each() - calls @fn for whatever is quoted in @text */
void ir_quotes_each(const struct ir_quotes *q, char *text, ir_quote_fn *fn, void *arg);

/** ir_quotes_close() - free it. Idempotent. */
void ir_quotes_close(struct ir_quotes *q);

#endif
