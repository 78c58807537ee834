/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types and symbols of a vmlinux and the xfs module's debug file, for a dump: found, checked and read. */
#ifndef IR_DEBUGINFO_H
#define IR_DEBUGINFO_H

#include "core/target/target.h"

#define IR_DEBUG_MAX_PATHS 64

struct ir_layout_shelf;

/**
 * struct ir_debug_options - where debug files and layout files may come from
 * @none: from nowhere, not even from what was learned earlier
 * @paths: of -d, NULL-terminated
 * @layouts: of --layouts, NULL-terminated
 * @server_seconds: debuginfod may be asked, for that long a file; 0: it may not
 * @shelf: all there is, read beforehand, for a process that can open nothing; then no file is looked for, nothing is said at
 *	once, and nothing is kept for the next run. NULL: not so
 */
struct ir_debug_options {
	bool none;
	unsigned nr_paths, nr_layouts, server_seconds;
	char *paths[IR_DEBUG_MAX_PATHS + 1];
	char *layouts[IR_DEBUG_MAX_PATHS + 1];
	const struct ir_layout_shelf *shelf;
};

struct ir_debuginfo;

/** ir_debuginfo_new() - for one dump; nothing is looked for before it is needed; NULL: no memory */
struct ir_debuginfo *ir_debuginfo_new(const struct ir_debug_options *opt);
/** ir_debuginfo_free() - accepts NULL */
void ir_debuginfo_free(struct ir_debuginfo *d);

/**
 * ir_debuginfo_conclude() - at the end of diagnosis @e: keep what was learned for the next run
 * Unless the dump's BTF contradicts it: then what was kept earlier goes, too.
 */
void ir_debuginfo_conclude(struct ir_debuginfo *d, struct ir_kernel *kernel);

/**
 * ir_debuginfo_member() and friends - as the operations of struct ir_target_ops
 * @d: NULL knows nothing; @e: the diagnosis that asks, NULL when none is running
 */
enum ir_status ir_debuginfo_member(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				   const char *member, struct ir_member *ret);
enum ir_status ir_debuginfo_type_size(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				      uint64_t *ret);
enum ir_status ir_debuginfo_enumerator(struct ir_debuginfo *d, struct ir_kernel *kernel,
				       const char *name, int64_t *ret);

/**
 * ir_debuginfo_each_symbol() and ir_debuginfo_symbol_at() - as the operations of struct ir_target_ops
 * The kernel's symbols of a vmlinux of the dump's build-id, for where the dump's own cannot be read. The report
 * then tells. IR_UNSUPPORTED: there is no such file.
 */
enum ir_status ir_debuginfo_each_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *base,
					ir_symbol_fn *fn, void *arg);
enum ir_status ir_debuginfo_symbol_at(struct ir_debuginfo *d, struct ir_kernel *kernel, uint64_t addr,
				      struct ir_symbol *ret);
/**
 * ir_debuginfo_check_symbol() - observe it where the file contradicts the dump
 * @addr: of the first kernel symbol called @name in the dump's own table, 0: it has none
 */
void ir_debuginfo_check_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *name,
			       uint64_t addr);

#endif
