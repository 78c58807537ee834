/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_TICKET_BASE64_H
#define IR_TICKET_BASE64_H

#include <stddef.h>

/** ir_base64() - @len bytes as text on one line, malloc'd; NULL: out of memory */
char *ir_base64(const char *bytes, size_t len);

/** ir_unbase64() - the reverse; line ends are skipped; NULL when it is not base64 */
char *ir_unbase64(const char *text, size_t *ret_len);

#endif
