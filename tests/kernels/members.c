// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Members as they are proved without types, and as the types have them, for tests/kernels/members: of a dump, or of a vmlinux
 * that does not run.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/inoderace.h"
#include "core/proof/members.h"
#include "core/types/btf.h"
#include "triage/dump/target_kdump.h"
#include "triage/file/input.h"
#include "triage/image/image.h"

static struct ir_kdump dump;
static struct ir_image image;
static struct ir_diagnosis diagnosis;
static struct ir_kernel kernel;
static struct ir_target_ops ops;
static const struct ir_target_ops *inner;
static bool hidden; /* the types are */

static const struct {
	enum ir_member_id id;
	const char *type, *member;
} rows[] = {
#define IR_MEMBER(id, type, member)	{IR_M_##id, type, member},
#define IR_MEMBER_ALT(id, type, member) {IR_M_##id, type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
};

static enum ir_status each_symbol_but_btf(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	if (hidden && (!strcmp(base, "__start_BTF") || !strcmp(base, "__stop_BTF")))
		return IR_NOTFOUND;
	return inner->each_symbol(t, base, fn, arg);
}

/* A place that is that of a member of a member; and one that a kernel has elsewhere */
static const struct {
	enum ir_member_id id, outer, inner;
} sums[] = {
	{IR_M_TASK_SP, IR_M_TASK_THREAD, IR_M_THREAD_SP},
	{IR_M_TASK_CPU, IR_M_TASK_THREAD_INFO, IR_M_THREAD_INFO_CPU},
};

static bool by_types(enum ir_member_id id, struct ir_member *ret)
{
	struct ir_member outer;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].id == id && !ir_btf_member(&kernel, rows[i].type, rows[i].member, ret))
			return true;
	}
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		if (sums[i].id == id && by_types(sums[i].outer, &outer) && by_types(sums[i].inner, ret)) {
			ret->offset += outer.offset;
			return true;
		}
	}
	return false;
}

static void start(struct ir_target *t)
{
	if (!inner) {
		inner = t->ops;
		ops = *inner;
		ops.each_symbol = each_symbol_but_btf;
		t->ops = &ops;
	}
	(void)ir_kernel_open(&kernel, t, &diagnosis);
	if (inner->attach)
		inner->attach(t, &kernel);
}

/* "member proof types votes ways": offsets in hex, - where there is none */
static int show(struct ir_target *t)
{
	static const struct ir_proof *proofs[IR_NR_MEMBERS];

	hidden = true;
	start(t);
	for (enum ir_member_id id = 0; id < IR_NR_MEMBERS; id++)
		proofs[id] = ir_prove_member(&kernel, id);
	hidden = false;
	start(t);
	for (enum ir_member_id id = 0; id < IR_NR_MEMBERS; id++) {
		const struct ir_proof *p = proofs[id];
		struct ir_member m;
		uint32_t offset;

		if (!p)
			continue;
		printf("%s ", ir_member_name(id));
		if (ir_proof_holds(p, &offset))
			printf("0x%" PRIx32, offset);
		else
			putchar('-');
		if (by_types(id, &m))
			printf(" 0x%" PRIx64, m.offset);
		else
			printf(" -");
		printf(" %u%s", p->nr, p->contrary ? " contrary" : "");
		for (unsigned j = 0; j < p->nr && j < IR_PROOF_WAYS; j++)
			printf("%s %s", j ? ";" : "", p->ways[j]);
		putchar('\n');
	}
	return 0;
}

static int show_image(const char *path)
{
	int fd = open(path, O_RDONLY);
	const char *wrong;
	struct stat st;
	void *bytes;

	if (fd < 0 || fstat(fd, &st))
		return 2;
	bytes = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return 2;
	ir_image_init(&image);
	wrong = ir_image_add_kernel(&image, bytes, (size_t)st.st_size);
	if (!wrong)
		return show(&image.target);
	fprintf(stderr, "members: %s: %s\n", path, wrong);
	return 2;
}

/* An ELF file that can be run, and is no dump */
static bool is_vmlinux(const char *path)
{
	unsigned char head[18] = {0};
	int fd = open(path, O_RDONLY);
	bool is = fd >= 0 && read(fd, head, sizeof(head)) == sizeof(head) && !memcmp(head, "\x7f" "ELF", 4) && head[16] == 2;

	if (fd >= 0)
		close(fd);
	return is;
}

int main(int argc, char **argv)
{
	struct ir_input in;
	char error[512] = "";
	int status = 2;

	if (argc != 2)
		return 2;
	if (is_vmlinux(argv[1]))
		return show_image(argv[1]);
	ir_input_open(&in, argv[1]);
	if (in.kind == IR_INPUT_DUMP && ir_kdump_open(&dump, in.fds, in.nr_fds, argv[1], error, sizeof(error)))
		status = show(&dump.target);
	else
		fprintf(stderr, "members: %s: %s\n", argv[1], in.kind == IR_INPUT_DUMP ? error : in.error);
	ir_diagnosis_release(&diagnosis);
	ir_kdump_close(&dump);
	ir_input_close(&in);
	return status;
}
