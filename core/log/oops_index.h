/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a table of words by their first letter: each word of a log is looked for in such tables. */
#ifndef IR_OOPS_INDEX_H
#define IR_OOPS_INDEX_H

#define IR_LOG_INDEXED 255 /* rows */

/**
 * struct ir_log_index - zeroed, it has no rows
 * @first: for each letter the number of the first row that begins with it, counted from 1; 0: none
 * @next: for each row the number of the next one with the same letter
 */
struct ir_log_index {
	unsigned char first[256], next[IR_LOG_INDEXED + 1];
};

/**
 * ir_log_index_row() - add row number @nr, counted from 1
 * @words: what it begins with
 *
 * The rows are added from the last to the first, and then found from the first to the last.
 */
static inline void ir_log_index_row(struct ir_log_index *x, unsigned nr, const char *words)
{
	x->next[nr] = x->first[(unsigned char)words[0]];
	x->first[(unsigned char)words[0]] = (unsigned char)nr;
}

/** ir_log_index_each() - loop over the rows that begin with @letter; @nr: the row's number, counted from 1 */
#define ir_log_index_each(x, letter, nr)                                                           \
	for (unsigned nr = (x)->first[(unsigned char)(letter)]; nr; nr = (x)->next[nr])

#endif
