/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libinoderace's public face: open a target (target.h), diagnose it, render the diagnosis, free it.
 *
 *	ir_diagnose_into(&target, &options, &diagnosis);
 *	ir_report_text(&diagnosis, &report_options, emit, arg);
 *	ir_diagnosis_release(&diagnosis);
 *
 * A diagnosis is plain data. Everything in it belongs to its arena. In all of it: a NULL string, an
 * IR_UNKNOWN or a false .known means "not seen", which is never the same as zero.
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
 * ir_kernel_open() - the kernel behind @t, for readers that want no diagnosis
 * @k: storage of the caller, overwritten; nothing needs to be released but @d
 * @d: owns the memory and the notes of @k
 *
 * Return: false when this processor is not supported.
 */
bool ir_kernel_open(struct ir_kernel *k, struct ir_target *t, struct ir_diagnosis *d);

/**
 * ir_diagnose_into() - diagnose @t
 * @d: storage of the caller, overwritten; release with ir_diagnosis_release() also after a
 *	longjmp out of this call
 *
 * Never fails as a whole: what could not be read is unknown, and the verdict says so.
 */
void ir_diagnose_into(struct ir_target *t, const struct ir_options *opt, struct ir_diagnosis *d);

/** ir_diagnosis_release() - free all @d holds; idempotent, accepts a zeroed @d */
void ir_diagnosis_release(struct ir_diagnosis *d);

#endif
