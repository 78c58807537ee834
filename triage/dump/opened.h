/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening what the user named: a dump or a log, whatever it is packed in, in one file or in the
 * parts that makedumpfile --split made of it. Everybody who diagnoses files opens them here, so
 * that all see the same.
 */
#ifndef IR_OPENED_H
#define IR_OPENED_H

#include "triage/dump/target_kdump.h"
#include "triage/dump/target_log.h"
#include "triage/file/input.h"

struct ir_diagnosis;

/**
 * struct ir_opened - what became of opening; it is large
 * @target: hand this to core/; NULL when it is neither a dump nor a log
 * @kdump: the dump; NULL when it is a log, or nothing
 * @input: what the files are; its kind is that of the content, whether it could be opened or not
 * @error: what is wrong with it and what to do about it, when @target is NULL
 */
struct ir_opened {
	struct ir_target *target;
	struct ir_kdump *kdump;
	struct ir_input input;
	char error[512];

	/* The rest is the opener's. */
	const char *path;
	int named_fd;
	struct ir_kdump dump;
	struct ir_text_log log;
};

/**
 * ir_open_paths() - open paths[0]; close @o with ir_opened_close() in any case
 * @paths: NULL-terminated. Of the others those are opened with it that are parts of the same split
 *dump. The strings must outlive @o.
 * @watcher: asked whether it wants to watch the dump being read; NULL: nobody is
 *
 * Returns false, with o->error, when it is no dump or log that can be used.
 */
bool ir_open_paths(struct ir_opened *o, char *const *paths, const struct ir_page_watcher *watcher);

/**
 * struct ir_handed_files - files that somebody else has opened, for a process that may not
 * @path: as the user named it
 * @from: the first one's content, as it is or as @unpacker writes it into a pipe
 * @unpacker: that process, or 0
 * @fds: the files as they lie on disk, @nr of them: parts of one dump, in the order of their pages
 *
 * @from and all of @fds but the first become the opener's, who closes them.
 */
struct ir_handed_files {
	const char *path;
	int from;
	pid_t unpacker;
	const int *fds;
	unsigned nr;
};

/** ir_open_handed() - the same for files that are open; h->path and the first file must outlive @o
 */
bool ir_open_handed(struct ir_opened *o, const struct ir_handed_files *h,
		    const struct ir_page_watcher *watcher);

/** ir_open_again() - close the dump, and open it anew with another @watcher; false with o->error */
bool ir_open_again(struct ir_opened *o, const struct ir_page_watcher *watcher);

/** ir_opened_close() - close all. Idempotent. */
void ir_opened_close(struct ir_opened *o);

/**
 * ir_opened_complaint() - why the diagnosis @d of what is open is not to be shown, in @buf; NULL: it can be
 * A slice that cannot answer for all, memory that ran out, and a slice or log that could not be read. A dump that could not be read
 * in parts has a report, which says so.
 */
const char *ir_opened_complaint(const struct ir_opened *o, const struct ir_diagnosis *d, char *buf, size_t size);

/** ir_opened_before() - is paths[@nr] a part of a split dump that one of the paths before it
 * belongs to? */
bool ir_opened_before(char *const *paths, unsigned nr);

#endif
