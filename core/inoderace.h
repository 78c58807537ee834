/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interface of core/: open a target (target.h), diagnose it, render the diagnosis, free it.
 *
 *	ir_diagnose_into(&target, &options, &diagnosis);
 *	ir_report_text(&diagnosis, &report_options, emit, arg);
 *	ir_diagnosis_release(&diagnosis);
 *
 * A diagnosis is plain data (facts/diagnosis.h).
 */
#ifndef INODERACE_H
#define INODERACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts/diagnosis.h"
#include "core/lib/version.h"
#include "core/render/render.h"
#include "core/target/kernel.h"
#include "core/target/target.h"

/**
 * ir_kernel_open() - open the kernel behind @t, for readers that want no diagnosis
 * @k: storage of the caller, overwritten; valid as long as @t and @d are
 * @t: the target, which the caller keeps open
 * @d: a zeroed diagnosis, which owns the memory and the notes of @k; release it at the end
 *
 * Return: false when the target's processor is not supported.
 */
bool ir_kernel_open(struct ir_kernel *k, struct ir_target *t, struct ir_diagnosis *d);

/**
 * ir_diagnose_into() - diagnose @t
 * @opt: what to diagnose; NULL for the defaults
 * @d: storage of the caller, overwritten; release it with ir_diagnosis_release(), also after a
 *	longjmp out of this call
 *
 * Never fails as a whole: what cannot be read is unknown, and the verdict says so.
 */
void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d);

/**
 * ir_exposure_into() - only whether the race can happen on the kernel of @t, crashed or not
 * @thorough: read more of the code than a diagnosis does; a slice does not have it
 * @d: storage of the caller, overwritten: d->dump, d->kernel_exposed and d->exposure; release it
 *	with ir_diagnosis_release()
 */
void ir_exposure_into(struct ir_target *t, bool thorough, struct ir_diagnosis *d);

/** ir_diagnosis_release() - free all memory of @d; may be called twice, and for a zeroed @d */
void ir_diagnosis_release(struct ir_diagnosis *d);

#endif
