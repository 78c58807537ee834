// SPDX-License-Identifier: GPL-2.0-or-later
/* Linked into inoderace-static with --wrap=pread: memory that cannot be read, as in a machine that is dying. */
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

ssize_t __real_pread(int fd, void *buf, size_t len, off_t offset);
ssize_t __wrap_pread(int fd, void *buf, size_t len, off_t offset);

/* Of the pages of memory, which are read whole, every EIO_EACH-th fails: always the same ones. */
ssize_t __wrap_pread(int fd, void *buf, size_t len, off_t offset)
{
	const char *each = getenv("EIO_EACH");

	if (each && len == 4096 && offset / 4096 % atoi(each) == 0) {
		errno = EIO;
		return -1;
	}
	return __real_pread(fd, buf, len, offset);
}
