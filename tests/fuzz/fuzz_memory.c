// SPDX-License-Identifier: GPL-2.0-or-later
/* The engine on the memory of real dumps (slices) that is changed: kallsyms, modules, BTF, ORC, the printk ring, tasks. */
#include "tests/fuzz/overlay.h"

#include <stdlib.h>

/* New ones at the end: inputs choose them by their number. */
static const char *const paths[] = {
	"samples/6.1-cloud/in-window/evidence.slice",
	"samples/6.1-cloud/iop-bit-flip/evidence.slice",
	"samples/5.10-cloud/in-window/evidence.slice",
	"samples/7.2-cloud/in-window/evidence.slice",
};
#define NR_MACHINES (sizeof(paths) / sizeof(paths[0]))

static struct overlay machines[NR_MACHINES];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	for (size_t i = 0; i < NR_MACHINES; i++)
		if (!overlay_slice(&machines[i], paths[i]))
			exit(2);
	return 0;
}

int fuzz_one(const uint8_t *data, size_t size)
{
	if (size)
		overlay_run(&machines[data[0] % NR_MACHINES], data + 1, size - 1);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return overlay_mutate(machines, NR_MACHINES, data, size, room, seed);
}
