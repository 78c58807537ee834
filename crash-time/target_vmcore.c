// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/vmcoreinfo.h"
#include "crash-time/target_vmcore.h"

#include <stdio.h>
#include <string.h>

#include "core/log/printk_log.h"
#include "core/target/page_loop.h"

static struct ir_target_vmcore *vmcore_of(struct ir_target *t)
{
	return t->priv;
}

static unsigned page_at(struct ir_target_vmcore *v, uint64_t addr)
{
	uint64_t nr = addr / IR_PAGE, paddr;
	unsigned i = (unsigned)((nr ^ nr / IR_VMCORE_SLOTS) % IR_VMCORE_SLOTS);

	if (v->pages[i].used && v->pages[i].addr == addr)
		return i;
	v->pages[i].used = true;
	v->pages[i].addr = addr;
	v->pages[i].status = ir_pagetable_walk(&v->tables, addr, &paddr);
	if (!v->pages[i].status)
		v->pages[i].status = ir_vmcore_page(&v->core, paddr, v->pages[i].bytes);
	return i;
}

static enum ir_status part_of_page(uint64_t addr, size_t len, const unsigned char **ret, void *arg)
{
	struct ir_target_vmcore *v = arg;
	uint64_t off = addr % IR_PAGE;
	unsigned i = page_at(v, addr - off);

	(void)len;
	*ret = v->pages[i].bytes + off;
	return v->pages[i].status;
}

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	if (!(addr >> 63))
		return IR_FAULT;
	return ir_read_by_page(addr, buf, len, IR_PAGE, part_of_page, vmcore_of(t));
}

static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				  void *arg)
{
	return ir_dump_symbols_each(&vmcore_of(t)->symbols, base, fn, arg);
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	return ir_dump_symbols_at(&vmcore_of(t)->symbols, addr, ret);
}

/* Types come from the dump's BTF, which core reads itself. */
static enum ir_status member(struct ir_target *t, const char *type, const char *name,
			     struct ir_member *ret)
{
	(void)t, (void)type, (void)name, (void)ret;
	return IR_UNSUPPORTED;
}

static enum ir_status type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	(void)t, (void)type, (void)ret;
	return IR_UNSUPPORTED;
}

static enum ir_status note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	const struct ir_vmcore *core = &vmcore_of(t)->core;
	const struct ir_vmcore_note *n;

	if (index >= core->nr_crash_notes)
		return IR_NOTFOUND;
	n = &core->crash_notes[index];
	ret->len = n->len < IR_NOTE_MAX ? n->len : IR_NOTE_MAX;
	memcpy(ret->desc, core->notes + n->at, ret->len);
	return IR_OK;
}

static enum ir_status log_lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	return ir_printk_log(t, fn, arg);
}

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	return ir_vmcoreinfo_value(vmcore_of(t)->core.info, key, buf, size);
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	*ret = vmcore_of(t)->info;
	return IR_OK;
}

static void attach(struct ir_target *t, struct ir_kernel *kernel)
{
	ir_dump_symbols_attach(&vmcore_of(t)->symbols, kernel);
}

static const struct ir_target_ops ops = {
	.door = "dump",
	.read = read_memory,
	.each_symbol = each_symbol,
	.symbol_at = symbol_at,
	.member = member,
	.type_size = type_size,
	.note = note,
	.log = log_lines,
	.vmcoreinfo = vmcoreinfo,
	.dump_info = dump_info,
	.attach = attach,
};

const char *ir_target_vmcore_open(struct ir_target_vmcore *v, const char *path)
{
	const char *wrong;

	memset(v, 0, sizeof(*v));
	v->target = (struct ir_target){.ops = &ops, .arch = "x86_64", .priv = v};
	v->symbols.t = &v->target;
	wrong = ir_vmcore_open(&v->core, path);
	if (wrong)
		return wrong;
	ir_pagetable_open(&v->tables, &v->core);
	snprintf(v->info.path, sizeof(v->info.path), "%s", path);
	snprintf(v->info.format, sizeof(v->info.format), "elf");
	v->info.bytes = v->core.bytes;
	return NULL;
}

void ir_target_vmcore_close(struct ir_target_vmcore *v)
{
	ir_dump_symbols_release(&v->symbols);
	ir_vmcore_close(&v->core);
}
