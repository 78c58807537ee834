/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crash's defs.h, and what differs between the crash versions this is built for. There is no ABI
 * promise and no version macro: test for the feature, never for the version.
 */
#ifndef IR_CRASH_COMPAT_H
#define IR_CRASH_COMPAT_H

/* Core first: since 9.0.2 defs.h defines a function max(), which a macro of ours would break. */
#include "core/inoderace.h"

#include <defs.h>

/* crash 8.0.4 learned the struct module_memory of Linux 6.4: a symbol table per memory type. */
#ifdef KMOD_MEMORY
#define IR_MODULE_MEMORY() MODULE_MEMORY()
#else
#define IR_MODULE_MEMORY() 0
#endif

#if defined(X86_64)
#define IR_CRASH_ARCH "x86_64"
#elif defined(ARM64)
#define IR_CRASH_ARCH "aarch64"
#else
#error "build with -DX86_64 or -DARM64: the architecture of the dumps this crash reads"
#endif

#endif
