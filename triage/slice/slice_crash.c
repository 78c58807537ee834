// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What crash and drgn read before and while they show a stack, by rules that need neither of them:
 * the kernel's variables, per-CPU areas, the sections of memory, tasks, process numbers, slab
 * caches, modules whole, and for every word on a running task's stack the code and ORC entries
 * behind it. Reading is all there is to do: what is read is recorded.
 */
#include "triage/slice/slice_crash.h"

#include "core/task/unwind.h"
#include "core/types/layout.h"

#include <string.h>

#define PAGE	    UINT64_C(4096)
#define MAX_AREA    (UINT64_C(32) << 20)
#define MAX_CPUS    1024
#define MAX_CODE    (4 * PAGE)
#define MAX_CACHES  1024
#define MAX_MODULES 1024
#define MAX_STRING  1500
#define STACK_BYTES (2 * PAGE) /* of an exception */
#define NODE_BYTES  (48 * PAGE) /* struct pglist_data */
#define NODE_SIZE   576		/* struct xa_node */
#define MAX_ROOT    192		/* struct idr, whose lock lockdep makes larger */

/*
 * crash looks at how these begin to learn whether the kernel keeps frame pointers, and through the
 * scheduler for where tasks are switched.
 */
static const char *const functions[] = {
	"__x64_sys_open",   "__x64_sys_read",	"__x64_sys_write",    "do_futex",
	"kernel_clone",	    "do_fork",		"_do_fork",	      "do_sys_open",
	"vfs_read",	    "ksys_read",	"__schedule",	      "schedule",
	"ret_from_fork",    "thread_return",	"__switch_to",	      "__switch_to_asm",
	"common_interrupt", "do_IRQ",		"asm_exc_page_fault", "asm_common_interrupt",
	"exc_page_fault",   "entry_SYSCALL_64", "asm_exc_nmi",	      "exc_nmi",
};

static void touch(struct ir_kernel *kernel, uint64_t addr, uint64_t len)
{
	uint8_t byte;

	/* A word of an unknown structure may be -1: nothing lies beyond the last page. */
	if (len > MAX_AREA || !kernel->arch->canonical(addr) || addr > UINT64_MAX - PAGE - len)
		return;
	for (uint64_t at = addr; at < addr + len; at = (at | (PAGE - 1)) + 1) {
		if (ir_read(kernel->t, at, &byte, 1) == IR_NOMEM)
			break;
	}
}

static uint64_t symbol(struct ir_kernel *kernel, const char *name)
{
	uint64_t addr;

	return ir_symbol_addr(kernel->t, name, &addr) ? 0 : addr;
}

static void touch_between(struct ir_kernel *kernel, const char *from, const char *to)
{
	uint64_t start = symbol(kernel, from), end = symbol(kernel, to);

	if (start && end > start)
		touch(kernel, start, end - start);
}

static void touch_symbol(struct ir_kernel *kernel, const char *name, uint64_t len)
{
	uint64_t addr = symbol(kernel, name);

	if (addr)
		touch(kernel, addr, len);
}

static void touch_function(struct ir_kernel *kernel, const char *name)
{
	struct ir_symbol sym;

	if (!ir_symbol_lookup(kernel->t, name, &sym))
		touch(kernel, sym.addr, MAX_CODE);
}

static void touch_percpu(struct ir_kernel *kernel)
{
	uint64_t offsets = symbol(kernel, "__per_cpu_offset"), count = symbol(kernel, "nr_cpu_ids");
	uint64_t start = symbol(kernel, "__per_cpu_start"), end = symbol(kernel, "__per_cpu_end"), off;
	uint32_t cpus;

	if (!offsets || !count || ir_read_u32(kernel->t, count, &cpus))
		return;
	/* The static variables and what was allocated first: 64 KiB more hold the slabs' own. */
	for (unsigned i = 0; i < cpus && i < MAX_CPUS; i++) {
		if (!ir_read_u64(kernel->t, offsets + 8ull * i, &off))
			touch(kernel, off + start, (end > start ? end - start : 0x30000) + 0x10000);
	}
}

/* The roots of the sections, and the sections of those roots that are there. */
static void touch_sections(struct ir_kernel *kernel)
{
	uint64_t var = symbol(kernel, "mem_section"), roots, root;

	if (!var || ir_read_u64(kernel->t, var, &roots))
		return;
	touch(kernel, roots, 258 * PAGE);
	for (unsigned i = 0; i < 512 && !ir_read_u64(kernel->t, roots + 8ull * i, &root); i++) {
		if (root)
			touch(kernel, root, PAGE);
	}
}

/* Each node's zones; node_data is an array of pointers on machines with several. */
static void touch_nodes(struct ir_kernel *kernel)
{
	uint64_t nodes = symbol(kernel, "node_data"), node;

	for (unsigned i = 0; nodes && i < 64 && !ir_read_u64(kernel->t, nodes + 8ull * i, &node); i++) {
		if (!node)
			break;
		touch(kernel, node, NODE_BYTES);
	}
	touch_symbol(kernel, "contig_page_data", NODE_BYTES);
}

/* crash looks up where struct page of the first frames lies: the page tables count, not the pages.
 */
static void touch_vmemmap(struct ir_kernel *kernel)
{
	uint64_t var = symbol(kernel, "vmemmap_base"), base;

	if (!var || ir_read_u64(kernel->t, var, &base))
		return;
	for (unsigned i = 0; i < 16; i++)
		touch(kernel, base + ((uint64_t)i << 21), 8);
}

/*
 * The stacks of x86's exceptions, which crash asks for as soon as it starts. Where they are is random
 * since 97e3d26b5e5f ("x86/mm: Randomize per-cpu entry area", 6.2): the task state segment tells.
 */
static void touch_exception_stacks(struct ir_kernel *kernel)
{
	uint64_t offsets = symbol(kernel, "__per_cpu_offset"), tss = symbol(kernel, "cpu_tss_rw"), off, top;
	const unsigned ist = 36; /* struct x86_hw_tss.ist, laid down by the processor */

	if (strcmp(kernel->arch->name, "x86_64") || !offsets || !tss)
		return;
	for (unsigned i = 0; i < MAX_CPUS && !ir_read_u64(kernel->t, offsets + 8ull * i, &off); i++) {
		for (unsigned k = 0; k < 7; k++) {
			if (!ir_read_u64(kernel->t, off + tss + ist + 8 * k, &top) && top)
				touch(kernel, top - STACK_BYTES, STACK_BYTES);
		}
	}
}

/* Names of page flags and zones: crash reads strings as far as they could reach. */
static void touch_names(struct ir_kernel *kernel, const char *array, unsigned first, unsigned stride)
{
	uint64_t at = symbol(kernel, array), name;

	if (!at)
		return;
	for (unsigned i = 0; i < 64 && !ir_read_u64(kernel->t, at + first + i * stride, &name); i++) {
		if (!(name >> 63))
			break;
		touch(kernel, name, MAX_STRING);
	}
}

/* The kernel's index into its ORC tables, one entry for each 256 bytes of text, and what it leads to. */
struct orc {
	uint64_t text, lookup, end, ips, entries;
};

static void touch_orc(struct ir_kernel *kernel, const struct orc *orc, uint64_t ip)
{
	uint64_t at = orc->lookup + 4 * ((ip - orc->text) / 256);
	uint32_t first, last;

	if (ip < orc->text || at + 8 > orc->end || ir_read_u32(kernel->t, at, &first) ||
	    ir_read_u32(kernel->t, at + 4, &last) || last < first || last - first > 256)
		return;
	touch(kernel, orc->ips + 4ull * first, 4ull * (last - first + 2));
	touch(kernel, orc->entries + 6ull * first, 6ull * (last - first + 2));
}

static void touch_stack_word(struct ir_kernel *kernel, const struct orc *orc, uint64_t word)
{
	struct ir_regs regs = {.known = 0};
	struct ir_symbol sym;
	bool exception;

	if (word >> 31 != UINT64_C(0x1ffffffff) || ir_symbol_at(kernel->t, word, &sym))
		return;
	/* crash reads the function it is in to find out how large its frame is. */
	touch(kernel, sym.addr, sym.size && sym.size < MAX_CODE ? sym.size + PAGE : MAX_CODE);
	touch_orc(kernel, orc, word);
	regs.v[kernel->arch->ip] = word;
	regs.v[kernel->arch->sp] = 0;
	regs.known = UINT64_C(1) << kernel->arch->ip | UINT64_C(1) << kernel->arch->sp;
	/* What comes of it does not matter: only which entries it looked at. */
	if (ir_orc_step(kernel, &regs, false, &exception))
		return;
}

static bool touch_task(struct ir_kernel *kernel, const struct ir_task *task, void *arg)
{
	uint64_t size, stack = ir_stack_size(kernel), word;
	const struct orc *orc = arg;

	if (!ir_type_size(kernel, "task_struct", &size))
		touch(kernel, task->addr, size);
	touch(kernel, task->stack, 8);
	touch(kernel, task->stack + stack - PAGE, PAGE);
	if (!task->on_cpu)
		return true;
	for (uint64_t off = 0; off + 8 <= stack; off += 8) {
		if (!ir_read_u64(kernel->t, task->stack + off, &word))
			touch_stack_word(kernel, orc, word);
	}
	return true;
}

/* The tree of process numbers. Pointers to inner nodes are marked; others lead to struct pid. */
static void touch_tree(struct ir_kernel *kernel, uint64_t addr, uint64_t len, unsigned depth,
		       unsigned *budget)
{
	uint64_t word;

	for (uint64_t off = 0; off + 8 <= len && *budget; off += 8) {
		if (ir_read_u64(kernel->t, addr + off, &word) || !(word >> 63) ||
		    word >> 31 == UINT64_C(0x1ffffffff))
			continue;
		--*budget;
		if ((word & 3) == 2 && depth)
			touch_tree(kernel, word & ~UINT64_C(3), NODE_SIZE, depth - 1, budget);
		else if (!(word & 3))
			touch(kernel, word, 128);
	}
}

static void touch_idle(struct ir_kernel *kernel, uint64_t task, uint64_t size)
{
	uint64_t comm = ir_addr(kernel, task, IR_M_TASK_COMM), stack;
	char name[8];

	if (ir_read(kernel->t, comm, name, 7) || memcmp(name, "swapper", 7))
		return;
	touch(kernel, task, size);
	if (!ir_get(kernel, task, IR_M_TASK_STACK, &stack)) {
		touch(kernel, stack, 8);
		touch(kernel, stack + ir_stack_size(kernel) - PAGE, PAGE);
	}
}

/* The idle tasks are on no list: each CPU's run queue points to its own. */
static void touch_idle_tasks(struct ir_kernel *kernel)
{
	uint64_t offsets = symbol(kernel, "__per_cpu_offset"), count = symbol(kernel, "nr_cpu_ids");
	uint64_t queues = symbol(kernel, "runqueues"), off, word, size;
	uint32_t cpus;

	if (!offsets || !count || ir_read_u32(kernel->t, count, &cpus) || !ir_has(kernel, IR_M_TASK_COMM) ||
	    ir_type_size(kernel, "task_struct", &size))
		return;
	for (unsigned cpu = 0; cpu < cpus && cpu < MAX_CPUS; cpu++) {
		if (ir_read_u64(kernel->t, offsets + 8ull * cpu, &off))
			continue;
		for (unsigned at = 0; at < 4096; at += 8) {
			if (!ir_read_u64(kernel->t, off + queues + at, &word) && word >> 63)
				touch_idle(kernel, word, size);
		}
	}
}

/* The caches hang on one list; where in the cache the list is, differs. */
static void touch_caches(struct ir_kernel *kernel)
{
	uint64_t head = symbol(kernel, "slab_caches"), node, word;

	if (!head || ir_read_u64(kernel->t, head, &node))
		return;
	for (unsigned i = 0; node != head && i < MAX_CACHES && kernel->arch->canonical(node); i++) {
		touch(kernel, node - 256, 640);
		for (uint64_t off = 0; off < 640; off += 8) {
			/* Its name, and what it keeps for each node. */
			if (!ir_read_u64(kernel->t, node - 256 + off, &word) && word >> 63)
				touch(kernel, word, 64);
		}
		if (ir_read_u64(kernel->t, node, &node))
			break;
	}
}

/*
 * All but its code, which is the first of a module's stretches of memory: ac3b43283923 ("module:
 * replace module_layout with module_memory", 6.4). Before, crash reads all of its one stretch.
 */
static void touch_areas(struct ir_kernel *kernel, uint64_t module)
{
	const struct ir_member *mem = ir_member(kernel, IR_M_MODULE_MEM);
	uint64_t base, size, each = 0;

	if (!mem) {
		uint64_t core = ir_addr(kernel, module, IR_M_MODULE_CORE);

		if (core && !ir_get(kernel, core, IR_M_MODLAYOUT_BASE, &base) &&
		    !ir_get(kernel, core, IR_M_MODLAYOUT_SIZE, &size))
			touch(kernel, base, size);
		return;
	}
	if (ir_type_size(kernel, "module_memory", &each) || !each)
		return;
	for (uint64_t off = each; off + each <= mem->size; off += each) {
		uint64_t at = module + mem->offset + off;

		if (!ir_get(kernel, at, IR_M_MODMEM_BASE, &base) &&
		    !ir_get(kernel, at, IR_M_MODMEM_SIZE, &size) && base)
			touch(kernel, base, size);
	}
}

/* What /sys/module/NAME/sections and notes show: drgn learns from it where sections were loaded, and which. */
static void touch_attributes(struct ir_kernel *kernel, uint64_t module, enum ir_member_id id, unsigned len)
{
	uint64_t attrs, word;

	if (ir_get(kernel, module, id, &attrs) || !attrs)
		return;
	touch(kernel, attrs, len);
	for (unsigned off = 0; off < len; off += 8) {
		if (!ir_read_u64(kernel->t, attrs + off, &word) && word >> 63)
			touch(kernel, word, 64);
	}
}

static void touch_modules(struct ir_kernel *kernel)
{
	const struct ir_member *list = ir_member(kernel, IR_M_MODULE_LIST);
	uint64_t head = symbol(kernel, "modules"), node;

	if (!list || !head || ir_read_u64(kernel->t, head, &node))
		return;
	for (unsigned i = 0; node != head && i < MAX_MODULES && kernel->arch->canonical(node); i++) {
		touch(kernel, node - list->offset, PAGE);
		touch_areas(kernel, node - list->offset);
		touch_attributes(kernel, node - list->offset, IR_M_MODULE_SECT_ATTRS, 8192);
		touch_attributes(kernel, node - list->offset, IR_M_MODULE_NOTES_ATTRS, 512);
		if (ir_read_u64(kernel->t, node, &node))
			break;
	}
}

void ir_slice_add_crash(struct ir_kernel *kernel)
{
	uint64_t pids = symbol(kernel, "init_pid_ns");
	struct orc orc = {symbol(kernel, "_stext"), symbol(kernel, "orc_lookup"), symbol(kernel, "orc_lookup_end"),
			  symbol(kernel, "__start_orc_unwind_ip"), symbol(kernel, "__start_orc_unwind")};
	unsigned budget = 65536, tasks;

	touch_between(kernel, "_sdata", "_edata");
	touch_between(kernel, "__bss_start", "__bss_stop");
	touch_between(kernel, "__start_ro_after_init", "__end_ro_after_init");
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		touch_function(kernel, functions[i]);
	touch_symbol(kernel, "linux_banner", 512);
	touch_symbol(kernel, "mt_slots", 8);
	touch_symbol(kernel, "saved_command_line", 8);
	touch_percpu(kernel);
	touch_sections(kernel);
	touch_vmemmap(kernel);
	touch_nodes(kernel);
	touch_exception_stacks(kernel);
	touch_names(kernel, "pageflag_names", 8, 16);
	touch_names(kernel, "zone_names", 0, 8);
	/* A list of tasks that does not close has been followed as far as it leads. */
	if (ir_each_task(kernel, touch_task, &orc, &tasks))
		budget /= 2;
	if (pids)
		touch_tree(kernel, pids, MAX_ROOT, 6, &budget);
	touch_idle_tasks(kernel);
	touch_caches(kernel);
	touch_modules(kernel);
}
