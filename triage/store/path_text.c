// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/store/path_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/render/report.h"

bool ir_path_text(const char *path, char *ret, size_t size)
{
	size_t len = 0;

	while (*path) {
		uint32_t cp = 0;
		size_t n = ir_utf8(path, &cp);
		bool plain = n && cp >= ' ' && cp != 127 && cp != '\\';

		if (!n)
			n = 1;
		for (size_t i = 0; i < n; i++) {
			if (len + 5 > size)
				return false;
			if (plain)
				ret[len++] = path[i];
			else
				len += (size_t)sprintf(ret + len, "\\x%02x", (unsigned char)path[i]);
		}
		path += n;
	}
	ret[len] = 0;
	return true;
}

void ir_path_bytes(char *text)
{
	char *to = text, hex[3] = "";

	for (const char *c = text; *c; c++) {
		if (c[0] == '\\' && c[1] == 'x' && c[2] && c[3]) {
			memcpy(hex, c + 2, 2);
			*to++ = (char)strtoul(hex, NULL, 16);
			c += 3;
		} else {
			*to++ = *c;
		}
	}
	*to = 0;
}
