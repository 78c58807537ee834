// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/trouble.h"

#include <errno.h>
#include <string.h>

#include "core/lib/read_at.h"

static int met;

/* What a damaged file can bring about, places where nothing can be and what is no file; and plain answers to who opens one. */
static bool is_files_own(int error)
{
	static const int own[] = {0, EINVAL, EOVERFLOW, ESPIPE, EISDIR, ENOENT, ENOTDIR, EACCES, EPERM};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (error == own[i])
			return true;
	}
	return false;
}

void ir_trouble(int error)
{
	if (!is_files_own(error) && (!met || error == ENOMEM))
		met = error;
}

void ir_trouble_hidden(int error)
{
	if (error == EIO || error == ESTALE || error == ENOMEM || error == ETIMEDOUT || error == ENODEV)
		ir_trouble(error);
}

int ir_trouble_met(void)
{
	return met;
}

const char *ir_trouble_text(void)
{
	return !met ? NULL : met == ENOMEM ? "not enough memory" : strerror(met);
}

void ir_trouble_forget(void)
{
	met = 0;
}

void *ir_memory(void *p)
{
	if (!p)
		ir_trouble(ENOMEM);
	return p;
}

size_t ir_read_at(int fd, void *buf, size_t len, uint64_t at)
{
	int error = 0;
	size_t n = ir_read_fd(fd, buf, len, at, &error);

	ir_trouble(error);
	return n;
}

bool ir_read_known(int fd, void *buf, size_t len, uint64_t at)
{
	if (ir_read_at(fd, buf, len, at) == len)
		return true;
	ir_trouble(EIO);
	return false;
}
