/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading memory for backends that have it a page at a time. */
#ifndef IR_PAGE_LOOP_H
#define IR_PAGE_LOOP_H

#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

/**
 * ir_page_fn - bytes of one page
 * @addr: the first of them; the @len bytes from there on lie in one page
 * @ret: receives where they are; they must stay there until the next call only
 *
 * Returns IR_OK, or why they cannot be had.
 */
typedef enum ir_status ir_page_fn(uint64_t addr, size_t len, const unsigned char **ret, void *arg);

/**
 * ir_read_by_page() - @len bytes at @addr into @buf, all or nothing
 * @page_size: in bytes
 *
 * Returns the status of the first page that @fn cannot give; @buf is then untouched. So @fn is
 * asked twice for each page of a read that touches several, and should keep a page or two.
 */
enum ir_status ir_read_by_page(uint64_t addr, void *buf, size_t len, size_t page_size,
			       ir_page_fn *fn, void *arg) IR_MUST_CHECK;

#endif
