// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/symbols/functions.h"

#include <stddef.h>
#include <string.h>

static const struct {
	enum ir_role role;
	const char *pattern;
} functions[] = {
#define IR_FUNCTION(role, name) {IR_ROLE_##role, name},
#include "core/symbols/functions.def"
#include "core/symbols/path_users.def"
#include "core/symbols/stack_parts.def"
#undef IR_FUNCTION
};

static const char *const prefixes[] = {
#define IR_PATCH_PREFIX(prefix) prefix,
#define IR_PATCH_MODULE(pattern)
#include "core/symbols/live_patches.def"
#undef IR_PATCH_PREFIX
#undef IR_PATCH_MODULE
};

static const char *const patches[] = {
#define IR_PATCH_PREFIX(prefix)
#define IR_PATCH_MODULE(pattern) pattern,
#include "core/symbols/live_patches.def"
#undef IR_PATCH_PREFIX
#undef IR_PATCH_MODULE
};

static bool matches(const char *name, const char *pattern)
{
	size_t n = strlen(pattern), len = strlen(name);

	if (pattern[n - 1] == '*')
		return !strncmp(name, pattern, n - 1);
	if (pattern[0] == '*')
		return len >= n - 1 && !strcmp(name + len - (n - 1), pattern + 1);
	return !strcmp(name, pattern);
}

const char *ir_function_unpatched(const char *name)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return name + strlen(prefixes[i]);
	}
	return name;
}

bool ir_module_is_patch(const char *module)
{
	for (size_t i = 0; module && i < sizeof(patches) / sizeof(patches[0]); i++) {
		if (matches(module, patches[i]))
			return true;
	}
	return false;
}

bool ir_function_has_role(const char *name, enum ir_role role)
{
	name = name ? ir_function_unpatched(name) : NULL;
	for (size_t i = 0; name && i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (functions[i].role == role && matches(name, functions[i].pattern))
			return true;
	}
	return false;
}

bool ir_function_in_xfs(const char *name, const char *module)
{
	return (module && !strcmp(module, "xfs")) || ir_function_has_role(name, IR_ROLE_XFS);
}

enum ir_tri ir_stack_in_walk(const char *const names[], const char *const modules[], unsigned nr)
{
	if (nr && !ir_function_in_xfs(names[0], modules[0]) &&
	    ir_function_in_walk(names[0], nr > 1 ? names[1] : NULL))
		return IR_TRUE;
	for (unsigned i = 0; i < nr; i++) {
		if (ir_function_in_xfs(names[i], modules[i]) ||
		    ir_function_has_role(names[i], IR_ROLE_NO_METHOD))
			return IR_FALSE;
		if (ir_function_in_walk(names[i], NULL))
			return IR_TRUE;
	}
	return IR_UNKNOWN;
}

bool ir_function_in_walk(const char *name, const char *caller)
{
	return ir_function_has_role(name, IR_ROLE_GET_LINK) ||
	       ir_function_has_role(name, IR_ROLE_WALK) ||
	       ir_function_has_role(caller, IR_ROLE_GET_LINK) ||
	       ir_function_has_role(caller, IR_ROLE_INODE_OP);
}
