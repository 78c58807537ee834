// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes in JSON. No library we link has this in its public interface. */
#include "triage/ticket/ticket_base64.h"

#include <stdlib.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *ir_base64(const char *bytes, size_t len)
{
	char *text = malloc((len + 2) / 3 * 4 + 1), *at = text;

	for (size_t i = 0; text && i < len; i += 3) {
		unsigned v = (unsigned)(unsigned char)bytes[i] << 16;

		if (i + 1 < len)
			v |= (unsigned)(unsigned char)bytes[i + 1] << 8;
		if (i + 2 < len)
			v |= (unsigned char)bytes[i + 2];
		*at++ = digits[v >> 18];
		*at++ = digits[v >> 12 & 63];
		*at++ = i + 1 < len ? digits[v >> 6 & 63] : '=';
		*at++ = i + 2 < len ? digits[v & 63] : '=';
	}
	if (text)
		*at = 0;
	return text;
}

char *ir_unbase64(const char *text, size_t *ret_len)
{
	char *bytes = malloc(strlen(text) / 4 * 3 + 4);
	unsigned v = 0, n = 0;
	size_t len = 0;

	for (; bytes && *text && *text != '='; text++) {
		const char *digit = strchr(digits, *text);

		if (*text == '\n' || *text == '\r')
			continue;
		if (!digit) {
			free(bytes);
			return NULL;
		}
		v = v << 6 | (unsigned)(digit - digits);
		if (++n % 4 == 0) {
			bytes[len++] = (char)(v >> 16);
			bytes[len++] = (char)(v >> 8);
			bytes[len++] = (char)v;
		}
	}
	if (bytes && n % 4 == 2) {
		bytes[len++] = (char)(v >> 4);
	} else if (bytes && n % 4 == 3) {
		bytes[len++] = (char)(v >> 10);
		bytes[len++] = (char)(v >> 2);
	}
	*ret_len = len;
	return bytes;
}
