/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A target (core/target/target.h) over the dump that this crash session has open. */
#ifndef IR_CRASH_TARGET_H
#define IR_CRASH_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/target/target.h"

#include "core/symbols/dump_symbols.h"
#include "core/target/dumpfile.h"

struct ir_crash_names;

/**
 * struct ir_crash - one command's view of the session
 * @target: hand this to core
 * @file: the dump file's own headers
 * @symbols: of modules only, where crash has set up none (--no_modules)
 * @xfs_tried: xfs.ko's debuginfo has been looked for
 * @names: the kernel's symbols by name, NULL: not made yet
 * @log, @info: texts being handed over, freed at the latest by ir_crash_release()
 */
struct ir_crash {
	struct ir_target target;
	struct ir_dumpfile file;
	struct ir_dump_symbols symbols;
	bool xfs_tried;
	struct ir_crash_names *names;
	char *log, *info;
};

/** ir_crash_open() - a target over the session's dump; under --minimal only its log can be seen */
void ir_crash_open(struct ir_crash *c);

/** ir_crash_release() - free what the target took. Idempotent. */
void ir_crash_release(struct ir_crash *c);

/* The ops, by file: symbols.c, types.c, memory.c, crash_records.c. */

enum ir_status ir_crash_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				    void *arg);
enum ir_status ir_crash_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret);

enum ir_status ir_crash_member(struct ir_target *t, const char *type, const char *member,
			       struct ir_member *ret);
enum ir_status ir_crash_type_size(struct ir_target *t, const char *type, uint64_t *ret);
enum ir_status ir_crash_enumerator(struct ir_target *t, const char *name, int64_t *ret);

enum ir_status ir_crash_read(struct ir_target *t, uint64_t addr, void *buf, size_t len);
enum ir_status ir_crash_note(struct ir_target *t, unsigned index, struct ir_note *ret);
enum ir_status ir_crash_log(struct ir_target *t, ir_line_fn *fn, void *arg);
enum ir_status ir_crash_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size);

#endif
