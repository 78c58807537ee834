// SPDX-License-Identifier: GPL-2.0-or-later
/* A vmlinux or a module's debug file: its sections, functions, DWARF and symbols. libdw is run in this process, not in a child. */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <unistd.h>

#include "core/target/vmcoreinfo.h"
#include "triage/debuginfo/debug_read.h"
#include "triage/debuginfo/debug_symbols.h"

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	(void)t;
	return ir_vmcoreinfo_value("OSRELEASE=6.1.0\nSYMBOL(_stext)=ffffffff91000000\nSYMBOL(follow_up)=ffffffff91000010\n"
				   "SYMBOL(init_uts_ns)=ffffffff91004000\nKERNELOFFSET=10000000\n", key, buf, size);
}

static bool take_symbol(const struct ir_symbol *sym, void *arg)
{
	(void)arg;
	if (!memchr(sym->name, 0, sizeof(sym->name)))
		fuzz_wrong("symbol", "its name does not end");
	return true;
}

static void symbols(const struct ir_debug_elf *f)
{
	static const struct ir_target_ops ops = {.vmcoreinfo = vmcoreinfo};
	static struct ir_target target = {.ops = &ops, .arch = "x86_64"};
	static struct ir_debug_symbols s;
	struct ir_symbol sym;
	const char *why = ir_debug_symbols_load(&s, f, &target);

	if (why && s.nr)
		fuzz_wrong("symbols", "refused (%s), and yet there are %u", why, s.nr);
	if (why)
		return;
	(void)!ir_debug_symbols_each(&s, "follow_up", take_symbol, NULL);
	(void)!ir_debug_symbols_at(&s, UINT64_C(0xffffffff91000018), &sym);
	(void)ir_debug_symbols_has(&s, "init_uts_ns", UINT64_C(0xffffffff91004000));
	ir_debug_symbols_release(&s);
}

int fuzz_one(const uint8_t *data, size_t size)
{
	static struct ir_debug_layouts layouts, again;
	static const char *const names[] = {"follow_up", "xfs_iget", "module_put"};
	struct ir_debug_elf f;
	uint64_t addrs[3] = {0};

	fuzz_start();
	if (!ir_debug_elf_open(&f, fuzz_file(data, size)))
		return -1;
	(void)ir_debug_elf_link(&f);
	ir_debug_elf_functions(&f, names, 3, addrs);
	symbols(&f);
	if (ir_debug_elf_has_types(&f)) {
		ir_debug_know_nothing(&f, &layouts);
		ir_debug_read_here(&f, &layouts);
	}
	fuzz_stop();
	fuzz_plain_check("error", layouts.error);
	if (ir_debug_elf_has_types(&f) && fuzz_run_twice(data, size)) {
		ir_debug_elf_close(&f);
		if (!ir_debug_elf_open(&f, fuzz_file(data, size)))
			fuzz_wrong("same", "it opens only once");
		ir_debug_know_nothing(&f, &again);
		ir_debug_read_here(&f, &again);
		if (memcmp(layouts.answers, again.answers, sizeof(layouts.answers)))
			fuzz_wrong("same", "other answers the second time");
	}
	ir_debug_elf_close(&f);
	return 0;
}
