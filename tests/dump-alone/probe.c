// SPDX-License-Identifier: GPL-2.0-or-later
/* Shows what the readers under build/inoderace give, one thing a line, for tests/dump-alone/against-other-tools. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/types/btf.h"
#include "core/inoderace.h"
#include "triage/file/input.h"
#include "triage/dump/target_kdump.h"

static struct ir_kdump dump;
static struct ir_diagnosis diagnosis;
static struct ir_kernel kernel;

static bool show_line(const char *line, size_t len, void *arg)
{
	(void)arg;
	fwrite(line, 1, len, stdout);
	putchar('\n');
	return true;
}

static int show_log(struct ir_target *t)
{
	return t->ops->log(t, show_line, NULL) != IR_OK;
}

/* "address name" of every kernel symbol, straight from the tables */
static int show_symbols(struct ir_target *t)
{
	struct ir_kallsyms *ks = &dump.symbols.kallsyms;
	char name[IR_SYMBOL_MAX];
	struct ir_symbol sym;
	uint64_t addr;

	/* VMCOREINFO may tell the address: only a question by address opens the table. */
	if (ir_symbol_lookup(t, "_stext", &sym) || ir_symbol_at(t, sym.addr, &sym))
		return 1;
	for (uint32_t i = 0; i < ks->nr; i++) {
		if (!ir_kallsyms_address(ks, i, &addr) ||
		    !ir_kallsyms_name(ks, i, name, sizeof(name)))
			return 1;
		printf("%016" PRIx64 " %s\n", addr, name);
	}
	fprintf(stderr, "form %d, markers of %u, %s\n", (int)ks->form, ks->marker_size,
		ks->seqs.size ? "an order of names" : "no order of names");
	return 0;
}

static bool show_found(const struct ir_symbol *sym, void *arg)
{
	printf("%s %016" PRIx64 " %s %s\n", (const char *)arg, sym->addr, sym->name, sym->module);
	return true;
}

/* For each name on standard input: "asked-for address name module" */
static int find_names(struct ir_target *t)
{
	char name[512];

	while (scanf("%511s", name) == 1) {
		if (t->ops->each_symbol(t, name, show_found, name))
			printf("%s -\n", name);
	}
	return 0;
}

/* For each address: "address name offset size module" */
static int find_addresses(struct ir_target *t)
{
	struct ir_symbol sym;
	uint64_t addr;

	while (scanf("%" SCNx64, &addr) == 1) {
		if (ir_symbol_at(t, addr, &sym))
			printf("%016" PRIx64 " -\n", addr);
		else
			printf("%016" PRIx64 " %s %" PRIu64 " %" PRIu64 " %s\n", addr, sym.name,
			       addr - sym.addr, sym.size, sym.module);
	}
	return 0;
}

/* For each "address size": that many bytes of the dump's memory, as they are */
static int copy_bytes(struct ir_target *t)
{
	uint64_t addr, size;

	while (scanf("%" SCNx64 " %" SCNu64, &addr, &size) == 2) {
		unsigned char page[4096];

		for (uint64_t n; size; addr += n, size -= n) {
			n = sizeof(page) - addr % sizeof(page);
			n = n < size ? n : size;
			if (ir_read(t, addr, page, n) || fwrite(page, 1, n, stdout) != n)
				return 1;
		}
	}
	return 0;
}

/* "struct member offset size" of every row of core/types/layout.def as core/types/btf.c finds it, - where it does not */
static int show_members(struct ir_target *t)
{
	static const char *const rows[][2] = {
#define IR_MEMBER(id, type, member)	{type, member},
#define IR_MEMBER_ALT(id, type, member) {type, member},
#include "core/types/layout.def"
#undef IR_MEMBER
#undef IR_MEMBER_ALT
	};
	struct ir_member m;

	(void)t;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum ir_status st = ir_btf_member(&kernel, rows[i][0], rows[i][1], &m);

		printf("%s %s ", rows[i][0], rows[i][1]);
		if (st)
			puts(st == IR_UNSUPPORTED ? "unsupported" : "-");
		else
			printf("%" PRIu64 " %" PRIu64 "\n", m.offset, m.size);
	}
	return 0;
}

/* "symbol by-code by-name" of every row of core/symbols/data_symbols.def, - where one does not tell */
static int show_data(struct ir_target *t)
{
	static const char *const names[] = {
#define IR_DATA(name, form, first, second) name,
#include "core/symbols/data_symbols.def"
#undef IR_DATA
		"__stop_BTF", "__stop_orc_unwind_ip",
	};
	static struct ir_data_symbols data;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint64_t addr;

		printf("%s ", names[i]);
		if (ir_data_symbol(&data, t, names[i], &addr))
			printf("- ");
		else
			printf("%016" PRIx64 " ", addr);
		if (ir_symbol_addr(t, names[i], &addr))
			puts("-");
		else
			printf("%016" PRIx64 "\n", addr);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct ir_target *t);
	} verbs[] = {
		{"log", show_log},
		{"symbols", show_symbols},
		{"names", find_names},
		{"addresses", find_addresses},
		{"bytes", copy_bytes},
		{"data", show_data},
		{"members", show_members},
	};
	struct ir_input in;
	char error[512];
	int status = 2;

	if (argc != 3)
		return 2;
	ir_input_open(&in, argv[2]);
	if (in.kind == IR_INPUT_DUMP &&
	    ir_kdump_open(&dump, in.fds, in.nr_fds, argv[2], error, sizeof(error))) {
		(void)ir_kernel_open(&kernel, &dump.target, &diagnosis);
		dump.target.ops->attach(&dump.target, &kernel);
		for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
			if (!strcmp(argv[1], verbs[i].name))
				status = verbs[i].run(&dump.target);
		}
	} else {
		fprintf(stderr, "probe: %s: %s\n", argv[2],
			in.kind == IR_INPUT_DUMP ? error : in.error);
	}
	ir_diagnosis_release(&diagnosis);
	ir_kdump_close(&dump);
	ir_input_close(&in);
	return status;
}
