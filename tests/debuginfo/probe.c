// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Types from DWARF alone, for tests:
 *	probe diagnose VMCORE [PATH...]	the JSON of a dump whose kernel seems to have no BTF; PATHs with
 *					".layouts" in them are layout files, the others debug files
 *	probe compare VMCORE PATH...	each row of layout.def, by the dump's BTF and by DWARF
 *	probe layouts FILE		everything that is asked of a debug file, and its answers
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/types/btf.h"
#include "triage/debuginfo/debug_read.h"
#include "triage/debuginfo/debuginfo.h"
#include "core/inoderace.h"
#include "triage/file/input.h"
#include "core/lib/json.h"
#include "triage/dump/target_kdump.h"

static struct ir_kdump dump;
static struct ir_target_ops ops;
static const struct ir_target_ops *inner;
static struct ir_diagnosis diagnosis;

static void emit(const char *text, void *arg)
{
	(void)arg;
	fputs(text, stdout);
}

static enum ir_status each_symbol_but_btf(struct ir_target *t, const char *base, ir_symbol_fn *fn,
					  void *arg)
{
	if (!strcmp(base, "__start_BTF") || !strcmp(base, "__stop_BTF"))
		return IR_NOTFOUND;
	return inner->each_symbol(t, base, fn, arg);
}

static int diagnose(void)
{
	inner = dump.target.ops;
	ops = *inner;
	ops.each_symbol = each_symbol_but_btf;
	dump.target.ops = &ops;
	ir_diagnose_into(&dump.target, NULL, &diagnosis);
	for (unsigned i = 0; i < diagnosis.notes.origins.nr; i++)
		fprintf(stderr, "%s\n", diagnosis.notes.origins.items[i]);
	ir_report_json(&diagnosis, emit, NULL);
	return 0;
}

static void show(enum ir_status st, int64_t value, uint64_t size)
{
	if (st)
		printf(" %s", st == IR_NOTFOUND ? "none" : "-");
	else
		printf(" %" PRId64 "/%" PRIu64, value, size);
}

/* One question to both: "type.member BTF DWARF", each "offset/size", "none" or "-" (cannot tell). */
static void compare_one(struct ir_kernel *kernel, const struct ir_debug_question *q)
{
	struct ir_member a = {0, 0}, b = {0, 0};
	int64_t x = 0, y = 0;
	enum ir_status sa, sb;

	if (q->ask == IR_DEBUG_MEMBER) {
		sa = ir_btf_member(kernel, q->name, q->member, &a);
		sb = ir_debuginfo_member(dump.debuginfo, kernel, q->name, q->member, &b);
	} else if (q->ask == IR_DEBUG_SIZE) {
		sa = ir_btf_type_size(kernel, q->name, &a.offset);
		sb = ir_debuginfo_type_size(dump.debuginfo, kernel, q->name, &b.offset);
	} else {
		sa = ir_btf_enumerator(kernel, q->name, &x);
		sb = ir_debuginfo_enumerator(dump.debuginfo, kernel, q->name, &y);
		a.offset = (uint64_t)x;
		b.offset = (uint64_t)y;
	}
	printf("%s%s%s", q->name, q->member ? "." : "", q->member ? q->member : "");
	show(sa, (int64_t)a.offset, a.size);
	show(sb, (int64_t)b.offset, b.size);
	putchar('\n');
}

static int compare(void)
{
	static struct ir_kernel kernel;
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);

	(void)ir_kernel_open(&kernel, &dump.target, &diagnosis);
	dump.target.ops->attach(&dump.target, &kernel);
	for (unsigned i = 0; i < nr; i++)
		compare_one(&kernel, &q[i]);
	return 0;
}

static int layouts(const char *path)
{
	static struct ir_debug_layouts l;
	struct ir_debug_elf f;
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);

	if (!ir_debug_elf_path(&f, path)) {
		puts("no debug file");
		return 1;
	}
	ir_debug_read(&f, &l);
	printf("units %u%s%s\n", l.units, l.error[0] ? ": " : "", l.error);
	for (unsigned i = 0; i < nr; i++) {
		printf("%s%s%s", q[i].name, q[i].member ? "." : "", q[i].member ? q[i].member : "");
		show(l.answers[i].status, l.answers[i].value, l.answers[i].size);
		putchar('\n');
	}
	ir_debug_elf_close(&f);
	return 0;
}

int main(int argc, char **argv)
{
	struct ir_debug_options debug = {.nr_paths = 0};
	struct ir_debuginfo *di;
	struct ir_input in;
	char error[512] = "";
	int status = 2;

	if (argc == 3 && !strcmp(argv[1], "layouts"))
		return layouts(argv[2]);
	if (argc < 3 || argc - 3 > IR_DEBUG_MAX_PATHS)
		return 2;
	for (int i = 3; i < argc; i++) {
		if (strstr(argv[i], ".layouts"))
			debug.layouts[debug.nr_layouts++] = argv[i];
		else
			debug.paths[debug.nr_paths++] = argv[i];
	}
	di = ir_debuginfo_new(&debug);
	ir_input_open(&in, argv[2]);
	if (in.kind == IR_INPUT_DUMP &&
	    ir_kdump_open(&dump, in.fds, in.nr_fds, argv[2], error, sizeof(error))) {
		ir_kdump_use_debuginfo(&dump, di);
		status = !strcmp(argv[1], "compare") ? compare() : diagnose();
	} else {
		fprintf(stderr, "probe: %s: %s\n", argv[2], in.kind == IR_INPUT_DUMP ? error : in.error);
	}
	ir_diagnosis_release(&diagnosis);
	ir_kdump_close(&dump);
	ir_debuginfo_free(di);
	ir_input_close(&in);
	return status;
}
