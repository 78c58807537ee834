/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What callbacks of libaddrxlat have in common that hand it pages read here. */
#ifndef IR_XLAT_PAGE_H
#define IR_XLAT_PAGE_H

#include <libkdumpfile/addrxlat.h>

#define IR_XLAT_PAGE 4096

/**
 * ir_xlat_give_page() - answer a get_page callback
 * @buf: what was asked for; its address becomes the page's
 * @bytes: the page, IR_XLAT_PAGE bytes from malloc(), which libaddrxlat gives back
 *
 * Return: ADDRXLAT_OK.
 */
addrxlat_status ir_xlat_give_page(addrxlat_buffer_t *buf, void *bytes);

/** ir_xlat_no_value() - for callbacks that know no register, symbol or number */
addrxlat_status ir_xlat_no_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val);

/** ir_xlat_no_offset() - the same of a structure's members */
addrxlat_status ir_xlat_no_offset(const addrxlat_cb_t *cb, const char *obj, const char *elem,
				  addrxlat_addr_t *val);

#endif
