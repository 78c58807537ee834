/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A dump alone, through libkdumpfile: door "dump". */
#ifndef IR_TARGET_KDUMP_H
#define IR_TARGET_KDUMP_H

#include <libkdumpfile/addrxlat.h>
#include <libkdumpfile/kdumpfile.h>

#include "core/symbols/dump_symbols.h"
#include "core/target/dumpfile.h"
#include "triage/dump/kdump_check.h"
#include "triage/dump/page_codec.h"
#include "triage/dump/page_watch.h"

#define IR_KDUMP_SLOTS 128

/** struct ir_kdump_page - a page of kernel virtual memory, or why there is none */
struct ir_kdump_page {
	bool used;
	uint64_t addr, paddr;
	enum ir_status status;
	unsigned char *bytes;
};

struct ir_debuginfo;

/**
 * struct ir_kdump - one open dump
 * @target: hand this to core/
 * @xlat_sys: NULL where the page tables are lost; @page_offset then helps
 * @half_open: the machine failed libkdumpfile while it opened the files
 * @headers: of a big dump, libkdumpfile sees this file of its headers instead; else -1
 * @guard: keeps libkdumpfile from what would harm it
 * @unzip: unpacks most pages instead of libkdumpfile
 * @file: its headers; @info what the report says of it
 * @info_text: VMCOREINFO, "" when there is none
 * @symbols: the dump's own
 * @debuginfo: types from DWARF, the caller's; NULL: BTF is all there is
 * @watch: who sees what is read, NULL for nobody
 */
struct ir_kdump {
	struct ir_target target;
	kdump_ctx_t *ctx;
	addrxlat_ctx_t *xlat_ctx;
	addrxlat_sys_t *xlat_sys;
	int headers;
	bool half_open, page_offset_tried;
	uint64_t page_offset;
	struct ir_guard guard;
	struct ir_unzip *unzip;
	struct ir_dumpfile file;
	struct ir_dump_info info;
	char *info_text;
	struct ir_kdump_page pages[IR_KDUMP_SLOTS];
	unsigned char *page_memory;
	struct ir_dump_symbols symbols;
	struct ir_debuginfo *debuginfo;
	struct ir_page_watch *watch;
};

/**
 * ir_kdump_open() - open the dump in @fds
 * @k: overwritten; close it with ir_kdump_close() in any case
 * @fds: one file, or all the files of a split dump; they stay the caller's
 * @path: as the user named it
 * @error: receives what went wrong and what to do about it
 */
bool ir_kdump_open(struct ir_kdump *k, const int *fds, unsigned nr, const char *path, char *error,
		   size_t size);

/** ir_kdump_open_watched() - the same; @watcher (NULL: nobody) is asked if it wants to watch */
bool ir_kdump_open_watched(struct ir_kdump *k, const struct ir_page_watcher *watcher,
			   const int *fds, unsigned nr, const char *path, char *error, size_t size);

/** ir_kdump_top_table() - the physical address of the kernel's top page table, by VMCOREINFO; false: it does not tell */
bool ir_kdump_top_table(struct ir_kdump *k, uint64_t *ret);

/**
 * ir_kdump_complaint() - what was asked for that whoever watches could not answer for, or NULL
 * With a complaint, which is in @buf, the verdict may not be that of the dump: do not show it.
 */
const char *ir_kdump_complaint(const struct ir_kdump *k, char *buf, size_t size);

/** ir_kdump_use_debuginfo() - let @debuginfo (NULL: nobody) answer for types, and stand beside BTF */
void ir_kdump_use_debuginfo(struct ir_kdump *k, struct ir_debuginfo *debuginfo);

/** ir_kdump_close() - free all @k holds. Idempotent. */
void ir_kdump_close(struct ir_kdump *k);

/* kdump_memory.c */

/** ir_kdump_read() - struct ir_target_ops.read */
enum ir_status ir_kdump_read(struct ir_target *t, uint64_t addr, void *buf, size_t len);

#endif
