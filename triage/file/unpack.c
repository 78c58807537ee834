// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/file/trouble.h"

static ssize_t read_some(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		ir_trouble(errno);
	return n;
}

bool ir_stream_start(struct ir_stream *s, int fd, pid_t child)
{
	ssize_t n = 1;

	s->fd = fd;
	s->child = child;
	s->nr_head = 0;
	while (s->nr_head < IR_HEAD && n > 0) {
		n = read_some(fd, s->head + s->nr_head, IR_HEAD - s->nr_head);
		s->nr_head += n > 0 ? (size_t)n : 0;
	}
	return n >= 0;
}

ssize_t ir_stream_read(struct ir_stream *s, void *buf, size_t len, size_t *pos)
{
	if (*pos < s->nr_head) {
		if (len > s->nr_head - *pos)
			len = s->nr_head - *pos;
		memcpy(buf, s->head + *pos, len);
		*pos += len;
		return (ssize_t)len;
	}
	return read_some(s->fd, buf, len);
}

bool ir_stream_end(struct ir_stream *s)
{
	int status = 0;

	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	if (s->child > 0) {
		while (waitpid(s->child, &status, 0) < 0 && errno == EINTR)
			;
		s->child = 0;
	}
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

const char *ir_unpacker(const struct ir_stream *s)
{
	static const struct {
		unsigned char len, magic[6];
		const char *program;
	} known[] = {
		{2, {0x1f, 0x8b}, "gzip"},
		{6, {0xfd, '7', 'z', 'X', 'Z', 0}, "xz"},
		{4, {0x28, 0xb5, 0x2f, 0xfd}, "zstd"},
		{4, {0x04, 0x22, 0x4d, 0x18}, "lz4"},
		{3, {'B', 'Z', 'h'}, "bzip2"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (s->nr_head > known[i].len && !memcmp(s->head, known[i].magic, known[i].len))
			return known[i].program;
	}
	return NULL;
}

static bool write_all(int fd, const unsigned char *buf, size_t len)
{
	while (len) {
		ssize_t n = write(fd, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf += n;
		len -= (size_t)n;
	}
	return true;
}

/* In a child: @s into @program, and what it makes of it into @out. */
static void run_unpacker(struct ir_stream *s, const char *program, int out)
{
	unsigned char buf[IR_HEAD];
	size_t pos = 0;
	int in[2], null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	pid_t feeder;
	ssize_t n;

	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || pipe(in))
		_exit(127);
	feeder = fork();
	if (!feeder) {
		close(in[0]);
		close(out);
		while ((n = ir_stream_read(s, buf, sizeof(buf), &pos)) > 0) {
			if (!write_all(in[1], buf, (size_t)n))
				break;
		}
		_exit(0);
	}
	close(in[1]);
	if (feeder < 0 || dup2(in[0], STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(127);
	execlp(program, program, "-dc", (char *)NULL);
	_exit(127);
}

bool ir_stream_unpack(struct ir_stream *s, const char *program)
{
	int out[2];
	pid_t child;

	if (pipe2(out, O_CLOEXEC))
		return false;
	/* What stdio holds must not be written twice. */
	fflush(NULL);
	child = fork();
	if (!child) {
		close(out[0]);
		run_unpacker(s, program, out[1]);
	}
	close(out[1]);
	close(s->fd);
	if (child < 0) {
		close(out[0]);
		s->fd = -1;
		return false;
	}
	return ir_stream_start(s, out[0], child);
}

bool ir_is_flattened(const struct ir_stream *s)
{
	static const char signature[16] = "makedumpfile";

	return s->nr_head == IR_HEAD && !memcmp(s->head, signature, sizeof(signature));
}

const char *ir_spool_folder(void)
{
	const char *dir = getenv("TMPDIR");

	if (dir && *dir)
		return dir;
	/* What is unpacked can be large, and /tmp is often memory. */
	return access("/var/tmp", W_OK | X_OK) ? "/tmp" : "/var/tmp";
}

static int temporary_file(void)
{
	char path[4096];
	int fd = open(ir_spool_folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || errno == ENOENT || errno == EACCES)
		return fd;
	snprintf(path, sizeof(path), "%s/inoderace-XXXXXX", ir_spool_folder());
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int prepared = -1;

int ir_spool_prepare(void)
{
	prepared = temporary_file();
	return prepared;
}

/* Zeros are left out: a dump in a sparse file needs no room for them. */
static bool write_at(int fd, const unsigned char *buf, size_t len, uint64_t at)
{
	while (len) {
		size_t part = len < 4096 ? len : 4096;

		if (buf[0] || memcmp(buf, buf + 1, part - 1)) {
			ssize_t n = pwrite(fd, buf, part, (off_t)at);

			if (n < 0 && errno == EINTR)
				continue;
			if (n <= 0)
				return false;
			part = (size_t)n;
		}
		buf += part;
		at += part;
		len -= part;
	}
	return true;
}

static bool read_exactly(struct ir_stream *s, unsigned char *buf, size_t len, size_t *pos)
{
	while (len) {
		ssize_t n = ir_stream_read(s, buf, len, pos);

		if (n <= 0)
			return false;
		buf += n;
		len -= (size_t)n;
	}
	return true;
}

static int64_t big_endian(const unsigned char *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

/* Up to @len bytes of @s to @at in the file. */
static enum ir_spool copy(struct ir_stream *s, size_t *pos, int fd, uint64_t at, uint64_t len,
			  uint64_t *end)
{
	static unsigned char buf[1 << 18];

	while (len) {
		ssize_t n = ir_stream_read(s, buf, len < sizeof(buf) ? len : sizeof(buf), pos);

		if (n < 0)
			return IR_SPOOL_BAD;
		if (!n)
			return IR_SPOOL_CUT;
		if (!write_at(fd, buf, (size_t)n, at))
			return IR_SPOOL_NO_ROOM;
		at += (uint64_t)n;
		len -= (uint64_t)n;
		if (at > *end)
			*end = at;
	}
	return IR_SPOOL_OK;
}

/* A header of 4096 bytes, then {offset, size} and data, again and again, until both are -1. */
static enum ir_spool unflatten(struct ir_stream *s, int fd, uint64_t *end)
{
	size_t pos = IR_HEAD;
	unsigned char record[16];
	enum ir_spool result;

	for (;;) {
		int64_t at, size;

		if (!read_exactly(s, record, sizeof(record), &pos))
			return IR_SPOOL_CUT;
		at = big_endian(record);
		size = big_endian(record + 8);
		if (at == -1 && size == -1)
			return IR_SPOOL_OK;
		if (at < 0 || size <= 0 || at > INT64_MAX - size)
			return *end ? IR_SPOOL_CUT : IR_SPOOL_BAD;
		result = copy(s, &pos, fd, (uint64_t)at, (uint64_t)size, end);
		if (result != IR_SPOOL_OK)
			return result;
	}
}

enum ir_spool ir_spool(struct ir_stream *s, bool flattened, int *fd)
{
	enum ir_spool result;
	uint64_t end = 0;
	size_t pos = 0;

	*fd = prepared >= 0 ? prepared : temporary_file();
	prepared = -1;
	if (*fd < 0)
		return IR_SPOOL_NO_ROOM;
	if (flattened) {
		result = unflatten(s, *fd, &end);
	} else {
		result = copy(s, &pos, *fd, 0, UINT64_MAX, &end);
		if (result == IR_SPOOL_CUT) /* its regular end */
			result = IR_SPOOL_OK;
	}
	if (result != IR_SPOOL_OK && result != IR_SPOOL_CUT) {
		close(*fd);
		*fd = -1;
		return result;
	}
	return ftruncate(*fd, (off_t)end) ? IR_SPOOL_NO_ROOM : result;
}

enum ir_spool ir_spool_text(struct ir_stream *s, const char *begun, size_t len, size_t *pos,
			    int *fd)
{
	enum ir_spool result = IR_SPOOL_NO_ROOM;
	uint64_t end = len;

	*fd = prepared >= 0 ? prepared : temporary_file();
	prepared = -1;
	if (*fd < 0)
		return IR_SPOOL_NO_ROOM;
	if (write_all(*fd, (const unsigned char *)begun, len))
		result = copy(s, pos, *fd, len, UINT64_MAX, &end);
	if (result == IR_SPOOL_CUT) /* its regular end */
		return IR_SPOOL_OK;
	if (result != IR_SPOOL_OK) {
		close(*fd);
		*fd = -1;
	}
	return result;
}
