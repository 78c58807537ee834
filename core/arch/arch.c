// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/arch/arch.h"

#include <string.h>

const struct ir_arch *ir_arch_find(const char *name)
{
	static const struct ir_arch *const archs[] = {&ir_arch_x86_64, &ir_arch_aarch64};

	for (size_t i = 0; name && i < sizeof(archs) / sizeof(archs[0]); i++) {
		if (!strcmp(archs[i]->name, name))
			return archs[i];
	}
	return NULL;
}
