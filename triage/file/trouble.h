/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trouble is the machine's and not the file's: a disk that does not read, a share that went away, memory that ran out. Readers
 * many floors below the report meet it and go on without what they wanted, as they do when the file lacks it. It is remembered
 * here, once for the process, which reads one file at a time: whoever shows a diagnosis asks whether there was any.
 */
#ifndef IR_TROUBLE_H
#define IR_TROUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** ir_trouble() - remember the errno @error, if it is the machine's fault. The first stays, but lack of memory outranks it. */
void ir_trouble(int error);

/**
 * ir_trouble_hidden() - the same, of the errno that a library leaves behind, which goes on when it cannot read a page and says nothing.
 * Set it to 0 before. What may be left of other things does not count.
 */
void ir_trouble_hidden(int error);

/** ir_trouble_met() - the errno that is remembered, 0: none */
int ir_trouble_met(void);

/** ir_trouble_text() - what it was, for a person; NULL: nothing */
const char *ir_trouble_text(void);

/** ir_trouble_forget() - another file is read now */
void ir_trouble_forget(void);

/** ir_memory() - @p, which an allocation gave; NULL is trouble */
void *ir_memory(void *p);

/**
 * ir_read_at() - read @len bytes of @fd from @at on; short and interrupted reads go on
 *
 * Return: bytes read, fewer at the end of the file or in trouble.
 */
size_t ir_read_at(int fd, void *buf, size_t len, uint64_t at);

/** ir_read_known() - the same where the size of the file says that all of it is there: less is trouble, and false */
bool ir_read_known(int fd, void *buf, size_t len, uint64_t at);

#endif
