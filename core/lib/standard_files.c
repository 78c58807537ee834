// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lib/standard_files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void ir_standard_files_open(void)
{
	for (int fd = 0; fd < 3; fd++) {
		/* Input that can only be written, output that can only be read. */
		int flags = fd ? O_RDONLY : O_WRONLY;

		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* Each number below is taken by now, so this is the one that open() gives. */
		if (open("/dev/null", flags) < 0 && open("/", O_RDONLY) < 0)
			exit(2);
	}
}
