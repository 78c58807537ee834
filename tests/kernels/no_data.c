// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The diagnosis of a dump as if its kernel named no data (no CONFIG_KALLSYMS_ALL): for tests/kernels/no-data.
 * Whatever lies in the kernel's own data and is not in VMCOREINFO, and every table of XFS's operations, loses its name.
 * Standard output has the report, standard error how many names were hidden. Exit status 3: the dump has no symbol table.
 */
#include <stdio.h>
#include <string.h>

#include "core/inoderace.h"
#include "triage/file/input.h"
#include "triage/dump/target_kdump.h"

static struct ir_kdump dump;
static struct ir_diagnosis diagnosis;
static const struct ir_target_ops *inner;
static struct ir_data_symbols data;
static uint64_t etext, init_text;
static unsigned nr_hidden;

static bool hidden(const struct ir_symbol *sym)
{
	size_t len = strlen(sym->name), tail = strlen("_operations");

	if (!sym->module[0])
		return sym->addr < init_text && (sym->addr > etext || sym->addr >> 63 == 0);
	return (len > tail && !strcmp(sym->name + len - tail, "_operations")) ||
	       !strncmp(sym->name, "no_get_link", 11);
}

struct filter {
	ir_symbol_fn *fn;
	void *arg;
	unsigned told;
	bool told_otherwise;
};

static bool in_vmcoreinfo(struct ir_target *t, const char *name)
{
	char key[IR_SYMBOL_MAX + 16], value[32];

	snprintf(key, sizeof(key), "SYMBOL(%s)", name);
	return !inner->vmcoreinfo(t, key, value, sizeof(value));
}

static bool pass_on(const struct ir_symbol *sym, void *arg)
{
	struct filter *f = arg;

	if (hidden(sym) && !f->told_otherwise) {
		nr_hidden++;
		return true;
	}
	f->told++;
	return f->fn(sym, f->arg);
}

static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	struct filter f = {fn, arg, 0, in_vmcoreinfo(t, base)};
	struct ir_symbol sym = {.size = 0};
	enum ir_status st;

	/* As for such a kernel: the modules' symbols come last, and are not there yet while data is looked for. */
	if (!ir_data_symbol(&data, t, base, &sym.addr)) {
		snprintf(sym.name, sizeof(sym.name), "%s", base);
		fn(&sym, arg);
		return IR_OK;
	}
	st = inner->each_symbol(t, base, pass_on, &f);
	return st || f.told ? st : IR_NOTFOUND;
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	enum ir_status st = inner->symbol_at(t, addr, ret);

	if (st || !hidden(ret))
		return st;
	nr_hidden++;
	return IR_NOTFOUND;
}

static void emit(const char *text, void *arg)
{
	(void)arg;
	fputs(text, stdout);
}

int main(int argc, char **argv)
{
	static const struct ir_options options = IR_OPTIONS_DEFAULT;
	struct ir_target_ops ops;
	struct ir_input in;
	char error[512] = "";
	int status = 2;

	if (argc != 2)
		return 2;
	ir_input_open(&in, argv[1]);
	if (in.kind != IR_INPUT_DUMP ||
	    !ir_kdump_open(&dump, in.fds, in.nr_fds, argv[1], error, sizeof(error))) {
		fprintf(stderr, "no-data: %s: %s\n", argv[1], in.kind == IR_INPUT_DUMP ? error : in.error);
	} else if (ir_symbol_addr(&dump.target, "_etext", &etext) ||
		   ir_symbol_addr(&dump.target, "_sinittext", &init_text)) {
		fprintf(stderr, "no-data: %s: its symbol table is not in the dump\n", argv[1]);
		status = 3;
	} else {
		inner = dump.target.ops;
		ops = *inner;
		ops.each_symbol = each_symbol;
		ops.symbol_at = symbol_at;
		dump.target.ops = &ops;
		ir_diagnose_into(&dump.target, &options, &diagnosis);
		ir_report_json(&diagnosis, emit, NULL);
		fprintf(stderr, "%u names hidden\n", nr_hidden);
		status = 0;
	}
	ir_diagnosis_release(&diagnosis);
	ir_kdump_close(&dump);
	ir_input_close(&in);
	return status;
}
