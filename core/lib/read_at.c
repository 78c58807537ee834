// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/read_at.h"

#include <errno.h>
#include <unistd.h>

size_t ir_read_fd(int fd, void *buf, size_t len, uint64_t at, int *error)
{
	size_t n = 0;

	while (n < len) {
		ssize_t got = pread(fd, (char *)buf + n, len - n, (off_t)(at + n));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && error)
			*error = errno;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return n;
}
