// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a verdict may become when information is taken away. The same class, not surer than before, with the same shape
 * and phase or none; undetermined; or another class, which is then only possible, and not the race. What is missing must
 * be said.
 */
#include "tests/taking/taking.h"

#include <string.h>

static int sureness(const struct ir_verdict *v)
{
	if (!v->confidence)
		return 0;
	return !strcmp(v->confidence, "confirmed") ? 3 : !strcmp(v->confidence, "likely") ? 2 : 1;
}

static bool differs(const char *whole, const char *less)
{
	return less && (!whole || strcmp(whole, less));
}

const char *verdict_violation(const struct ir_verdict *whole, const struct ir_verdict *less,
			      bool says_missing)
{
	if (less->class == IR_CLASS_UNDETERMINED)
		return says_missing ? NULL : "does not say what is missing";
	if (less->class != whole->class) {
		if (less->race == IR_TRUE && whole->race == IR_FALSE)
			return "a look-alike became the race";
		if (sureness(less) > 1)
			return "became another class";
		return says_missing ? NULL : "does not say what is missing";
	}
	if (sureness(less) > sureness(whole))
		return "became surer";
	if (differs(whole->shape, less->shape))
		return "became another shape";
	if (differs(whole->phase, less->phase))
		return "became another phase";
	return NULL;
}
