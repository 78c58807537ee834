// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr() */
#endif
#include "crash-ext/own_path.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

const char *ir_own_path(void)
{
	static char path[PATH_MAX];
	Dl_info info;

	/* crash was given a name that may be relative, or a link. */
	if (!dladdr(path, &info) || !info.dli_fname || !realpath(info.dli_fname, path))
		return NULL;
	return path;
}
