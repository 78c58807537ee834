// SPDX-License-Identifier: GPL-2.0-or-later
/* The engine on described machines (tests/fake) whose memory is changed: walks, inodes, stacks, slab, proofs, code. */
#include "tests/fuzz/overlay.h"

#include <stdlib.h>

/* New ones at the end: inputs choose them by their number. */
static const char *const paths[] = {
	"tests/fake/race/in-window.tgt",
	"tests/fake/race/healed-other.tgt",
	"tests/fake/race/reused.tgt",
	"tests/fake/race/link-text.tgt",
	"tests/fake/race/two-walkers.tgt",
	"tests/fake/race/no-log.tgt",
	"tests/fake/race/unwind-tables.tgt",
	"tests/fake/arm64/in-window.tgt",
	"tests/fake/arm64/recycler.tgt",
	"tests/fake/era/5.4-frame-pointers.tgt",
	"tests/fake/era/no-data-names.tgt",
	"tests/fake/era/7.3.tgt",
	"tests/fake/slab/freed.tgt",
	"tests/fake/slab/freed-in-sheaf.tgt",
	"tests/fake/slab/kasan-quarantine.tgt",
	"tests/fake/tracers/function-graph.tgt",
	"tests/fake/tracers/rethook.tgt",
	"tests/fake/layout/proved.tgt",
	"tests/fake/layout/members-proved.tgt",
	"tests/fake/layout/modules-proved.tgt",
	"tests/fake/layout/sleepers-proved.tgt",
	"tests/fake/outside/selinux-overlay.tgt",
	"tests/fake/outside/many-peers.tgt",
	"tests/fake/outside/kcfi.tgt",
	"tests/fake/explained/lock-reset.tgt",
	"tests/fake/explained/directory-reset.tgt",
	"tests/fake/exposed/6.12.tgt",
	"tests/fake/absent/slab-filtered.tgt",
	"tests/fake/other/iop-null.tgt",
	"tests/fake/other/iop-bit-flip-onto-object.tgt",
	"tests/fake/other/inode-freed.tgt",
	"tests/fake/other/inline-link-text.tgt",
	"tests/fake/other/table-lacks-get-link.tgt",
	"tests/fake/other/inode-option.tgt",
	"tests/fake/other/hung-task.tgt",
	"tests/fake/outside/qemu-notes.tgt",
};
#define NR_MACHINES (sizeof(paths) / sizeof(paths[0]))

static struct overlay machines[NR_MACHINES];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	for (size_t i = 0; i < NR_MACHINES; i++)
		if (!overlay_fake(&machines[i], paths[i]))
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
