/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where whoever watches a dump being read plugs in. The reader of dumps knows these calls only, not
 * who answers them. Evidence slices (triage/slice) record what is read, and serve it again.
 */
#ifndef IR_PAGE_WATCH_H
#define IR_PAGE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

struct ir_kdump;
struct ir_kdump_page;
struct ir_page_watch;

/** struct ir_page_watch_ops - what the reader of dumps calls; none may be NULL */
struct ir_page_watch_ops {
	/** @page_read: page @p was read with @st; returns what the reader shall take it for */
	enum ir_status (*page_read)(struct ir_page_watch *w, const struct ir_kdump_page *p,
				    enum ir_status st);
	/** @page_used: @len bytes at offset @off of page @p are wanted; it may not be there */
	void (*page_used)(struct ir_page_watch *w, const struct ir_kdump_page *p, uint64_t off,
			  size_t len);
	/** @has_bytes: are all @len bytes at @paddr to be had? They lie in a page that was read. */
	bool (*has_bytes)(const struct ir_page_watch *w, uint64_t paddr, uint64_t len);
	/**
	 * @complaint: what was asked for that the watcher could not answer for, in @buf, or NULL.
	 * A diagnosis must not be believed then.
	 */
	const char *(*complaint)(const struct ir_page_watch *w, char *buf, size_t size);
	/** @end: the dump is being closed, and does not know @w any more */
	void (*end)(struct ir_page_watch *w, struct ir_kdump *k);
};

/** struct ir_page_watch - one who watches one dump; a part of the watcher's own structure */
struct ir_page_watch {
	const struct ir_page_watch_ops *ops;
};

/**
 * struct ir_page_watcher - who is asked, when a dump is opened, whether it shall be watched
 * @begin: the file is open and nothing of its memory has been read. Sets k->watch, or leaves it
 *	NULL. False with @error: the file cannot be used.
 * @arg: the watcher's own, passed to @begin
 * @sees_tables: page tables matter too: libkdumpfile reads them itself, and from the file
 */
struct ir_page_watcher {
	bool (*begin)(struct ir_kdump *k, int fd, void *arg, char *error, size_t size);
	void *arg;
	bool sees_tables;
};

#endif
