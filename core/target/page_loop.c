// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/page_loop.h"

#include <stdbool.h>
#include <string.h>

/* Every page of the range once; copied when @to is not NULL. */
static enum ir_status each_page(uint64_t addr, unsigned char *to, size_t len, size_t page_size,
				ir_page_fn *fn, void *arg)
{
	for (size_t n = 0; n < len;) {
		size_t left = page_size - (size_t)((addr + n) % page_size);
		size_t part = left < len - n ? left : len - n;
		const unsigned char *bytes;
		enum ir_status st = fn(addr + n, part, &bytes, arg);

		if (st)
			return st;
		if (to)
			memcpy(to + n, bytes, part);
		n += part;
	}
	return IR_OK;
}

enum ir_status ir_read_by_page(uint64_t addr, void *buf, size_t len, size_t page_size,
			       ir_page_fn *fn, void *arg)
{
	bool one_page = len <= page_size - addr % page_size;
	enum ir_status st = one_page ? IR_OK : each_page(addr, NULL, len, page_size, fn, arg);

	return st ? st : each_page(addr, buf, len, page_size, fn, arg);
}
