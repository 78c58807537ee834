// SPDX-License-Identifier: GPL-2.0-or-later
/* Writing a file so that a reader sees the old one or the new one, never half of it. */
#include "triage/report/html_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A device or a pipe is written to; only files are replaced. A link stays, what it leads to is replaced. */
int ir_html_create(struct ir_html_file *h, const char *path)
{
	char *real = realpath(path, NULL);
	struct stat st;
	mode_t mask = umask(0), mode = 0666 & ~mask;
	int fd;

	umask(mask);
	snprintf(h->path, sizeof(h->path), "%s", real ? real : path);
	free(real);
	h->temporary[0] = 0;
	if (!stat(h->path, &st)) {
		if (!S_ISREG(st.st_mode)) {
			h->f = fopen(h->path, "w");
			return h->f ? 0 : -1;
		}
		mode = st.st_mode & 0777;
	}
	snprintf(h->temporary, sizeof(h->temporary), "%s.XXXXXX", h->path);
	fd = mkostemp(h->temporary, O_CLOEXEC);
	if (fd < 0)
		return -1;
	h->f = fchmod(fd, mode) ? NULL : fdopen(fd, "w");
	if (h->f)
		return 0;
	close(fd);
	unlink(h->temporary);
	return -1;
}

int ir_html_commit(struct ir_html_file *h, int ok)
{
	int failed = fflush(h->f) || ferror(h->f) || (h->temporary[0] && fsync(fileno(h->f)));

	failed = fclose(h->f) || failed;
	if (!h->temporary[0])
		return failed ? -1 : 0;
	if (ok && !failed && !rename(h->temporary, h->path))
		return 0;
	failed = errno;
	unlink(h->temporary);
	errno = failed;
	return ok ? -1 : 0;
}
