// SPDX-License-Identifier: GPL-2.0-or-later
/* The machine and the dump as a whole. */
#include "core/symbols/build_id.h"
#include "core/stages/engine.h"
#include "core/mm/object.h"
#include "core/types/list.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PATCHES 16 /* live patches */

static const char *vmcoreinfo(struct ir_engine *e, const char *key)
{
	char buf[256];

	if (!e->k->t->ops->vmcoreinfo || e->k->t->ops->vmcoreinfo(e->k->t, key, buf, sizeof(buf)) ||
	    !buf[0])
		return NULL;
	return ir_arena_strdup(&e->d->arena, buf);
}

static const char *utsname(struct ir_engine *e, enum ir_member_id field)
{
	uint64_t ns, name;

	if (ir_symbol_addr(e->k->t, "init_uts_ns", &ns))
		return NULL;
	name = ir_addr(e->k, ns, IR_M_UTSNS_NAME);
	if (!name || !ir_has(e->k, field))
		return NULL;
	return ir_string_at(e->k, ir_addr(e->k, name, field), 65);
}

/*
 * Taint letters, as include/linux/panic.h numbers them: bit n of tainted_mask is letter n. The
 * letter that the kernel prints for a clear bit 0 ('G') is left out.
 */
static const char *tainted(struct ir_engine *e)
{
	static const char letters[] = "PFSRMBUDAWCIOELKXTNJ";
	char out[sizeof(letters)];
	uint64_t addr, mask;
	size_t n = 0;

	if (ir_symbol_addr(e->k->t, "tainted_mask", &addr) || ir_read_u64(e->k->t, addr, &mask))
		return NULL;
	for (unsigned i = 0; i < sizeof(letters) - 1; i++) {
		if (mask >> i & 1)
			out[n++] = letters[i];
	}
	out[n] = 0;
	return n ? ir_arena_strdup(&e->d->arena, out) : NULL;
}

static const char *cmdline(struct ir_engine *e)
{
	uint64_t addr, text;

	if (ir_symbol_addr(e->k->t, "saved_command_line", &addr) ||
	    ir_read_u64(e->k->t, addr, &text))
		return NULL;
	return ir_string_at(e->k, text, 1024);
}

/* Live patches: each may replace a function whose code is read. */
static void livepatches(struct ir_engine *e)
{
	bool none = ir_list_has_none(e->k, "klp_patches");
	const struct ir_member *list = none ? NULL : ir_member(e->k, IR_M_KLP_LIST);
	struct ir_list_walk w;
	uint64_t head, mod;
	const char **names;
	unsigned n = 0;

	if (!list || !ir_has(e->k, IR_M_KLP_MOD) || ir_symbol_addr(e->k->t, "klp_patches", &head))
		return;
	names = ir_arena_alloc(&e->d->arena, MAX_PATCHES * sizeof(*names));
	if (!names)
		return;
	ir_list_for_each (&w, e->k, head, list->offset, MAX_PATCHES) {
		if (!ir_get(e->k, w.entry, IR_M_KLP_MOD, &mod) && ir_has(e->k, IR_M_MODULE_NAME))
			names[n++] = ir_string_at(e->k, ir_addr(e->k, mod, IR_M_MODULE_NAME), 64);
	}
	e->d->dump.livepatches = names;
	e->d->dump.nr_livepatches = n;
}

/*
 * The build-id in the kernel's own notes. A QEMU snapshot has no VMCOREINFO where debuggers look
 * for it.
 */
static const char *build_id_in_notes(struct ir_engine *e)
{
	char text[2 * IR_BUILD_ID_MAX + 1];
	struct ir_build_id id;

	if (ir_kernel_build_id(e->k, &id))
		return NULL;
	return ir_arena_strdup(&e->d->arena, ir_build_id_text(&id, text));
}

void ir_stage_machine(struct ir_engine *e)
{
	struct ir_dump *dump = &e->d->dump;
	struct ir_dump_info info = {.lost = ""};
	const char *time = vmcoreinfo(e, "CRASHTIME");

	dump->arch = e->k->arch->name;
	if (e->k->t->ops->dump_info && !e->k->t->ops->dump_info(e->k->t, &info)) {
		dump->path = ir_arena_strdup(&e->d->arena, info.path);
		dump->format = info.format[0] ? ir_arena_strdup(&e->d->arena, info.format) : NULL;
		dump->bytes = (struct ir_value){info.bytes != 0, info.bytes};
		if (info.lost[0])
			ir_note_unavailable(e->k, ir_arena_strdup(&e->d->arena, info.lost));
	}
	dump->release = vmcoreinfo(e, "OSRELEASE");
	if (!dump->release)
		dump->release = utsname(e, IR_M_UTS_RELEASE);
	dump->build_id = vmcoreinfo(e, "BUILD-ID");
	if (!dump->build_id)
		dump->build_id = build_id_in_notes(e);
	dump->nodename = utsname(e, IR_M_UTS_NODENAME);
	if (time)
		dump->crash_time = (struct ir_value){true, strtoull(time, NULL, 10)};
	dump->tainted = tainted(e);
	dump->cmdline = cmdline(e);
	livepatches(e);
}
