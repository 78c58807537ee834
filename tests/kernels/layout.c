// SPDX-License-Identifier: GPL-2.0-or-later
/* What the proof finds of XFS's layout in a dump, and what its types say: for tests/kernels/xfs-layout. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/types/btf.h"
#include "core/inoderace.h"
#include "triage/file/input.h"
#include "triage/dump/target_kdump.h"
#include "core/proof/xfs_layout.h"

static struct ir_kdump dump;
static struct ir_diagnosis diagnosis;
static struct ir_kernel kernel;

/* "item proof types ways": offsets in hex, - where there is none */
static int show(struct ir_kernel *k)
{
	static const char *const names[IR_NR_XFS_ITEMS][2] = {
		[IR_XFS_VNODE] = {"xfs_inode", "i_vnode"}, [IR_XFS_MOUNT] = {"xfs_inode", "i_mount"},
		[IR_XFS_INO] = {"xfs_inode", "i_ino"},	   [IR_XFS_FLAGS] = {"xfs_inode", "i_flags"},
		[IR_XFS_SUPER] = {"xfs_mount", "m_super"},
	};
	const struct ir_xfs_layout *l = ir_xfs_prove(k);
	struct ir_member m;
	uint64_t size;

	if (!l)
		return 1;
	for (unsigned i = 0; i < IR_NR_XFS_ITEMS; i++) {
		const struct ir_proof *p = &l->items[i];
		uint32_t offset;

		printf("%s ", ir_xfs_item_name(i));
		if (ir_xfs_proved(l, i, &offset))
			printf("0x%" PRIx32, offset);
		else
			printf("%s", i == IR_XFS_INO && l->no_ino ? "none" : "-");
		if (!ir_btf_member(k, names[i][0], names[i][1], &m))
			printf(" 0x%" PRIx64, m.offset);
		else
			printf(" %s", ir_btf_type_size(k, names[i][0], &size) ? "-" : "none");
		printf(" %u%s", p->nr, p->contrary ? " contrary" : "");
		for (unsigned j = 0; j < p->nr; j++)
			printf("%s %s", j ? ";" : "", p->ways[j]);
		putchar('\n');
	}
	printf("inodegc %d %d\n", l->inodegc, !ir_btf_member(k, "xfs_inode", "i_gclist", &m));
	return 0;
}

int main(int argc, char **argv)
{
	struct ir_input in;
	char error[512] = "";
	int status = 2;

	if (argc != 2)
		return 2;
	ir_input_open(&in, argv[1]);
	if (in.kind == IR_INPUT_DUMP &&
	    ir_kdump_open(&dump, in.fds, in.nr_fds, argv[1], error, sizeof(error))) {
		(void)ir_kernel_open(&kernel, &dump.target, &diagnosis);
		dump.target.ops->attach(&dump.target, &kernel);
		status = show(&kernel);
	} else {
		fprintf(stderr, "layout: %s: %s\n", argv[1], in.kind == IR_INPUT_DUMP ? error : in.error);
	}
	ir_diagnosis_release(&diagnosis);
	ir_kdump_close(&dump);
	ir_input_close(&in);
	return status;
}
