// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/mcp/places.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool ir_places_add(struct ir_places *p, const char *folder)
{
	char *real = p->nr < IR_MCP_FOLDERS ? realpath(folder, NULL) : NULL;
	int fd = real ? open(real, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0) {
		free(real);
		return false;
	}
	p->folders[p->nr] = real;
	p->fds[p->nr++] = fd;
	return true;
}

/* What stands behind @folder in @path; NULL when it is not below it. */
static const char *below(const char *folder, const char *path)
{
	size_t len = strlen(folder);

	if (*path != '/')
		return path;
	if (!strcmp(folder, "/"))
		return path + 1;
	return !strncmp(path, folder, len) && path[len] == '/' ? path + len + 1 : NULL;
}

static int open_below(int folder, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};

	return (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

int ir_places_open(const struct ir_places *p, const char *path, char *error, size_t size)
{
	struct stat st;

	errno = EXDEV;
	for (unsigned i = 0; i < p->nr; i++) {
		const char *rest = below(p->folders[i], path);
		int fd = rest && *rest ? open_below(p->fds[i], rest) : -1;

		if (fd < 0)
			continue;
		if (!fstat(fd, &st) && S_ISREG(st.st_mode))
			return fd;
		close(fd);
		snprintf(error, size, "it is no regular file");
		return -1;
	}
	if (errno == EXDEV)
		snprintf(error, size, "it is in none of the folders that this server may read");
	else
		snprintf(error, size, "%s", strerror(errno));
	return -1;
}
