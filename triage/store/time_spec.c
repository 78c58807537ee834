// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/store/time_spec.h"

#include <stdlib.h>
#include <string.h>

static bool ago(const char *text, time_t *ret)
{
	static const char units[] = "smhdw";
	static const long seconds[] = {1, 60, 3600, 86400, 604800};
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	const char *unit = *end ? strchr(units, *end) : NULL;

	if (end == text || !unit || end[1] || n > 1000000)
		return false;
	*ret = time(NULL) - (time_t)n * seconds[unit - units];
	return true;
}

bool ir_when(const char *text, time_t *ret)
{
	static const char *const formats[] = {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
					      "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "@%s"};

	if (strspn(text, "0123456789") && ago(text, ret))
		return true;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct tm tm = {.tm_isdst = -1};
		const char *end = strptime(text, formats[i], &tm);

		if (end && !*end) {
			*ret = mktime(&tm);
			return *ret != (time_t)-1;
		}
	}
	return false;
}
