/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of asking the dump for something. */
#ifndef IR_STATUS_H
#define IR_STATUS_H

/**
 * enum ir_status - result of every call that can fail
 * @IR_OK: the result is valid
 * @IR_ABSENT: the address exists but its page is not in the dump (filtered or cut off)
 * @IR_FAULT: the address is not mapped
 * @IR_NOTFOUND: no such symbol, type, member, task or line
 * @IR_UNSUPPORTED: this debugger or format cannot answer that question
 * @IR_CORRUPT: the dump contradicts itself (a page that does not inflate, a cyclic list)
 * @IR_IO: the dump file could not be read
 * @IR_NOMEM: the arena is exhausted
 *
 * The difference between IR_ABSENT and IR_FAULT matters: the first makes a fact unknown, the
 * second can prove a pointer damaged. A backend that cannot tell them apart answers IR_ABSENT.
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
 * enum ir_tri - what is known of a statement
 *
 * Unknown never counts as false; IR_UNKNOWN is 0 so that a fact nobody decided is unknown.
 */
enum ir_tri {
	IR_UNKNOWN,
	IR_FALSE,
	IR_TRUE,
};

/** ir_status_string() - static text of @st, never NULL */
const char *ir_status_string(enum ir_status st);

/** ir_tri_of() - IR_TRUE or IR_FALSE */
static inline enum ir_tri ir_tri_of(int condition)
{
	return condition ? IR_TRUE : IR_FALSE;
}

#define IR_MUST_CHECK	__attribute__((warn_unused_result))
#define IR_PRINTF(f, a) __attribute__((format(printf, f, a)))

#endif
