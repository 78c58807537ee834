/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Result codes, and the three-valued logic of facts. */
#ifndef IR_STATUS_H
#define IR_STATUS_H

/**
 * enum ir_status - result of every call that can fail
 * @IR_OK: the result is valid; always 0
 * @IR_ABSENT: the address exists but its page is not in the dump (filtered or cut off)
 * @IR_FAULT: the address is not mapped
 * @IR_NOTFOUND: no such symbol, type, member, task or line
 * @IR_UNSUPPORTED: this debugger or dump format cannot answer the question
 * @IR_CORRUPT: the dump contradicts itself (a page that does not decompress, a cyclic list)
 * @IR_IO: the dump file could not be read
 * @IR_NOMEM: the arena is exhausted
 *
 * IR_ABSENT and IR_FAULT must not be mixed up: IR_ABSENT makes a fact unknown, IR_FAULT can prove
 * that a pointer is damaged. A backend that cannot tell them apart answers IR_ABSENT.
 */
enum ir_status {
	IR_OK,
	IR_ABSENT,
	IR_FAULT,
	IR_NOTFOUND,
	IR_UNSUPPORTED,
	IR_CORRUPT,
	IR_IO,
	IR_NOMEM,
};

/**
 * enum ir_tri - truth of a statement
 *
 * Unknown never counts as false. IR_UNKNOWN is 0, so a fact that nobody decided is unknown.
 */
enum ir_tri {
	IR_UNKNOWN,
	IR_FALSE,
	IR_TRUE,
};

/** ir_status_string() - Return: a static text for @st, never NULL */
const char *ir_status_string(enum ir_status st);

/** ir_tri_of() - Return: IR_TRUE if @condition is not 0, else IR_FALSE */
static inline enum ir_tri ir_tri_of(int condition)
{
	return condition ? IR_TRUE : IR_FALSE;
}

#define IR_MUST_CHECK	__attribute__((warn_unused_result))
#define IR_PRINTF(f, a) __attribute__((format(printf, f, a)))

#endif
