/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the kernel that runs; all are only read. */
#ifndef IR_EXPOSED_RUNNING_H
#define IR_EXPOSED_RUNNING_H

#include <limits.h>
#include <stdbool.h>

/**
 * struct ir_running - the running kernel
 * @release: as uname -r
 * @build_id: "" when it is not known
 * @livepatched: it has live patches
 * @kernel, @module: files of it, "" where there is none
 */
struct ir_running {
	char release[128], build_id[80];
	bool livepatched;
	char kernel[PATH_MAX], module[PATH_MAX];
};

/** ir_running_find() - find them */
void ir_running_find(struct ir_running *r);

#endif
