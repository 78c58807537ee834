// SPDX-License-Identifier: GPL-2.0-or-later
/* One diagnosis from beginning to end: the kernel, the stages, their facts, the verdict. */
#include "core/arch/arch.h"
#include "core/proof/iop_layout.h"
#include "core/proof/members.h"
#include "core/proof/xfs_layout.h"
#include "core/stages/engine.h"
#include "core/stages/oops_facts.h"
#include "core/types/layout_sources.h"
#include "core/verdict/verdict.h"
#include "core/inoderace.h"

#include <string.h>

/* Asked for an offset that neither types nor the debugger know. */
static const struct ir_layout_proof layout_proofs[] = {
	{ir_xfs_member},
	{ir_iop_member},
	{ir_proved_member},
	{NULL},
};

static void find_tables(struct ir_engine *e)
{
	ir_find_kernel_tables(e->k);
}

static const struct {
	const char *name;
	void (*run)(struct ir_engine *e);
} stages[] = {
	{"machine", ir_stage_machine},
	{"log", ir_stage_log},
	{"tables", find_tables},
	{"fault", ir_stage_fault},
	{"call-site", ir_stage_call_site},
	{"walk", ir_stage_walk},
	{"inode", ir_stage_inode},
	{"exposure", ir_stage_exposure},
	{"others", ir_stage_peers},
	{"survived", ir_observe_survived},
	{"reset-lock", ir_observe_reset_lock},
	{"reset-rt-lock", ir_observe_reset_rt_lock},
	{"reset-directory", ir_observe_reset_directory},
	{"verdict", ir_stage_verdict},
};

bool ir_kernel_open(struct ir_kernel *k, struct ir_target *t, struct ir_diagnosis *d)
{
	*k = (struct ir_kernel){
		.t = t,
		.arch = ir_is_log(t) ? &ir_arch_log : ir_arch_find(t->arch),
		.arena = &d->arena,
		.notes = &d->notes,
		.layout_proofs = layout_proofs,
	};
	return k->arch;
}

void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d)
{
	static const struct ir_options defaults = IR_OPTIONS_DEFAULT;
	struct ir_kernel k;
	struct ir_engine e = {.k = &k, .opt = opt ? opt : &defaults, .d = d};

	memset(d, 0, sizeof(*d));
	d->door = t->ops->door;
	if (!ir_kernel_open(&k, t, d)) {
		d->verdict.class = IR_CLASS_UNDETERMINED;
		d->verdict.summary = "this processor is not supported.";
		ir_note_missing(&k, "support for the dump's processor");
		return;
	}
	if (t->ops->attach)
		t->ops->attach(t, &k);
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		k.stage = stages[i].name;
		stages[i].run(&e);
	}
	ir_layout_conclude(&k);
	if (t->ops->attach)
		t->ops->attach(t, NULL);
}

void ir_exposure_into(struct ir_target *t, bool thorough, struct ir_diagnosis *d)
{
	static const struct ir_options defaults = IR_OPTIONS_DEFAULT;
	struct ir_kernel k;
	struct ir_engine e = {.k = &k, .opt = &defaults, .d = d, .thorough = thorough};

	memset(d, 0, sizeof(*d));
	d->door = t->ops->door;
	if (!ir_kernel_open(&k, t, d)) {
		d->exposure.reason = "the code of this processor is not read";
		return;
	}
	if (t->ops->attach)
		t->ops->attach(t, &k);
	k.stage = "machine";
	ir_stage_machine(&e);
	k.stage = "exposure";
	ir_stage_exposure(&e);
	if (!k.arch->find_call)
		d->exposure.reason = ir_fmt(&k, "the code of %s is not read yet", k.arch->name);
	if (t->ops->attach)
		t->ops->attach(t, NULL);
}

void ir_diagnosis_release(struct ir_diagnosis *d)
{
	struct ir_arena arena = d->arena;

	memset(d, 0, sizeof(*d));
	ir_arena_release(&arena);
}
