// SPDX-License-Identifier: GPL-2.0-or-later
/* One at a time for each server and project: two copies at once would both find no ticket. */
#include "triage/ticket/ticket_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/lib/hash.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_tracker.h"

static bool lock_path(struct ir_tracker *t, char *buf, size_t size)
{
	const char *dir = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");
	const char *url = ir_ticket_setting(t, "url", "");
	const char *project = ir_ticket_setting(t, "project", "");
	uint64_t what = ir_hash_string(ir_hash_string(IR_HASH_START, url), project);
	char folder[4000];

	if (dir && *dir == '/' && !access(dir, W_OK)) {
		snprintf(folder, sizeof(folder), "%s", dir);
	} else if (home && *home == '/') {
		snprintf(folder, sizeof(folder), "%s/.cache", home);
		mkdir(folder, 0700);
		snprintf(folder, sizeof(folder), "%s/.cache/inoderace", home);
		mkdir(folder, 0700);
	} else {
		return false;
	}
	snprintf(buf, size, "%s/inoderace-ticket-%016llx.lock", folder, (unsigned long long)what);
	return true;
}

int ir_ticket_lock(struct ir_tracker *t)
{
	char path[4096] = "";
	int fd = -1;

	if (lock_path(t, path, sizeof(path)))
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		ir_ticket_fail(t, "no lock (%s): do not run this twice at once",
			       *path ? strerror(errno) : "HOME is not set");
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		fprintf(stderr, "inoderace: %s: waiting for another inoderace that posts there\n",
			t->name);
		while (flock(fd, LOCK_EX) && errno == EINTR)
			;
	}
	return fd;
}
