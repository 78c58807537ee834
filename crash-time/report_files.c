// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-time/report_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

/* Nobody but root may read what lies in /var/crash; the same goes for what was read from it. */
static FILE *create(int dir, const char *name)
{
	int fd;

	(void)unlinkat(dir, name, 0);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

/* On the disk, not only in memory: the machine is about to be switched off. */
static bool finish(FILE *f)
{
	bool good = !fflush(f) && !ferror(f) && !fsync(fileno(f));

	return !fclose(f) && good;
}

static bool write_json(const struct ir_diagnosis *d, int dir, const char *name)
{
	FILE *f = create(dir, name);

	if (f)
		ir_report_json(d, emit, f);
	return f && finish(f);
}

static bool write_text(const struct ir_diagnosis *d, int dir, const char *name)
{
	const struct ir_report_options plain = {.colour = false};
	FILE *f = create(dir, name);

	if (f)
		ir_report_text(d, &plain, emit, f);
	return f && finish(f);
}

const char *ir_report_files(const struct ir_diagnosis *d, const char *folder)
{
	int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error;
	bool good;

	if (dir < 0)
		return strerror(errno);
	good = write_json(d, dir, ".inoderace.json.part") &&
	       write_text(d, dir, ".inoderace.txt.part") &&
	       !renameat(dir, ".inoderace.txt.part", dir, "inoderace.txt") &&
	       !renameat(dir, ".inoderace.json.part", dir, "inoderace.json");
	error = errno;
	if (good) {
		(void)fsync(dir);
	} else {
		(void)unlinkat(dir, ".inoderace.json.part", 0);
		(void)unlinkat(dir, ".inoderace.txt.part", 0);
	}
	close(dir);
	return good ? NULL : strerror(error);
}
