// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages for libaddrxlat, and what it is not told. */
#include "triage/dump/xlat_page.h"

#include <stdlib.h>

static void put_page(const addrxlat_buffer_t *buf)
{
	free(buf->priv);
}

addrxlat_status ir_xlat_give_page(addrxlat_buffer_t *buf, void *bytes)
{
	buf->addr.addr -= buf->addr.addr % IR_XLAT_PAGE;
	buf->ptr = buf->priv = bytes;
	buf->size = IR_XLAT_PAGE;
	buf->byte_order = ADDRXLAT_LITTLE_ENDIAN;
	buf->put_page = put_page;
	return ADDRXLAT_OK;
}

addrxlat_status ir_xlat_no_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	(void)cb, (void)name, (void)val;
	return ADDRXLAT_ERR_NODATA;
}

addrxlat_status ir_xlat_no_offset(const addrxlat_cb_t *cb, const char *obj, const char *elem,
				  addrxlat_addr_t *val)
{
	(void)obj;
	return ir_xlat_no_value(cb, elem, val);
}
