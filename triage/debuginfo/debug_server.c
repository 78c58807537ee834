// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_server.h"

#if IR_HAVE_DEBUGINFOD

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <elfutils/debuginfod.h>

/*
 * Loaded when it is asked for, not linked: it brings curl and twenty libraries along, which would cost
 * every run that never asks more than the diagnosis itself.
 */
struct library {
	void *handle;
	debuginfod_client *(*begin)(void);
	int (*find)(debuginfod_client *, const unsigned char *, int, char **);
	void (*set_progress)(debuginfod_client *, debuginfod_progressfn_t);
	void (*end)(debuginfod_client *);
};

static struct {
	time_t until;
	bool late, shows;
} progress;

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

static int on_progress(debuginfod_client *client, long done, long all)
{
	(void)client;
	if (progress.shows && all > 0)
		fprintf(stderr, "\rinoderace: debuginfod: %ld of %ld MB ", done >> 20, all >> 20);
	progress.late = now() >= progress.until;
	return progress.late;
}

static bool load(struct library *l)
{
	l->handle = dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!l->handle)
		return false;
	*(void **)&l->begin = dlsym(l->handle, "debuginfod_begin");
	*(void **)&l->find = dlsym(l->handle, "debuginfod_find_debuginfo");
	*(void **)&l->set_progress = dlsym(l->handle, "debuginfod_set_progressfn");
	*(void **)&l->end = dlsym(l->handle, "debuginfod_end");
	return l->begin && l->find && l->set_progress && l->end;
}

int ir_debug_server_fetch(const struct ir_build_id *id, const char *what, unsigned seconds,
			  char *path, size_t path_size, char *error, size_t size)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	char text[2 * IR_BUILD_ID_MAX + 1], *file = NULL;
	debuginfod_client *client;
	struct library l;
	int fd;

	ir_build_id_text(id, text);
	if (!urls || !*urls) {
		snprintf(error, size, "DEBUGINFOD_URLS names no server");
		return -1;
	}
	client = load(&l) ? l.begin() : NULL;
	if (!client) {
		snprintf(error, size, "libdebuginfod.so.1 cannot be loaded (Debian: libdebuginfod1)");
		return -1;
	}
	progress.until = now() + seconds;
	progress.late = false;
	progress.shows = isatty(STDERR_FILENO);
	l.set_progress(client, on_progress);
	fprintf(stderr, "inoderace: asking debuginfod for %s, build-id %s (at most %u s)\n", what, text,
		seconds);
	fd = l.find(client, id->bytes, (int)id->len, &file);
	if (progress.shows)
		fputc('\n', stderr);
	if (fd < 0)
		snprintf(error, size, "%s",
			 progress.late ? "it took too long (--debuginfod=SECONDS allows more)"
				       : strerror(-fd));
	else
		snprintf(path, path_size, "%s", file ? file : "debuginfod");
	free(file);
	l.end(client);
	return fd < 0 ? -1 : fd;
}

#else

#include <stdio.h>

int ir_debug_server_fetch(const struct ir_build_id *id, const char *what, unsigned seconds,
			  char *path, size_t path_size, char *error, size_t size)
{
	(void)id, (void)what, (void)seconds, (void)path, (void)path_size;
	snprintf(error, size, "this inoderace was built without debuginfod");
	return -1;
}

#endif
