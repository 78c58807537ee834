// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/formats.h"
#include "triage/file/log_chunks.h"
#include "triage/file/log_text.h"
#include "triage/file/unpack.h"
#include "triage/file/trouble.h"

/* A larger log stays in a file and is read line by line. */
#define LOG_IN_MEMORY ((size_t)32 << 20)
#define NEITHER	      "neither a dump nor a kernel log (give a vmcore, or the text of dmesg)"

static void fail(struct ir_input *in, const char *what)
{
	in->kind = IR_INPUT_FAILED;
	snprintf(in->error, sizeof(in->error), "%s", what);
}

/* A text: what of it is in memory, and where the stream goes on. */
struct text {
	char *start;
	size_t len, pos;
};

/* As much of a file or pipe as may be in memory, NUL-terminated; more is left in @s. False: it cannot be read. */
static bool read_text(struct ir_stream *s, struct text *t)
{
	size_t room = 1 << 18;
	ssize_t n = 1;

	t->len = t->pos = 0;
	t->start = ir_memory(malloc(room + 1));
	while (t->start && n > 0 && t->len < LOG_IN_MEMORY) {
		if (t->len == room) {
			char *more = ir_memory(realloc(t->start, room * 2 + 1));

			if (!more)
				return false;
			t->start = more;
			room *= 2;
		}
		n = ir_stream_read(s, t->start + t->len, room - t->len, &t->pos);
		t->len += n > 0 ? (size_t)n : 0;
	}
	if (!t->start || n < 0)
		return false;
	t->start[t->len] = 0;
	return true;
}

/* Nothing but the text's beginning fits into memory: the whole of it in a file. */
static bool keep_in_file(struct ir_input *in, struct ir_stream *s, struct text *t)
{
	bool regular = !s->child && lseek(s->fd, 0, SEEK_CUR) >= 0;
	int fd = -1;

	if (regular) {
		fd = s->fd;
		s->fd = -1;
	} else if (ir_spool_text(s, t->start, t->len, &t->pos, &fd) != IR_SPOOL_OK) {
		snprintf(in->error, sizeof(in->error),
			 "no room to keep the log in %s (set TMPDIR to a folder that has some)",
			 ir_spool_folder());
		return false;
	}
	in->fds[in->nr_fds++] = fd;
	return true;
}

static void take_large_log(struct ir_input *in, struct ir_stream *s, struct text *t)
{
	bool kept = keep_in_file(in, s, t);

	free(t->start);
	if (!kept)
		in->kind = IR_INPUT_FAILED;
	else if (ir_is_text_log_file(in->fds[0]))
		in->kind = IR_INPUT_LOG;
	else
		fail(in, NEITHER);
}

static void take_log(struct ir_input *in, struct ir_stream *s)
{
	struct text t;

	/* Do not read gigabytes of something else before saying so. */
	if (!ir_may_be_text((const char *)s->head, s->nr_head)) {
		fail(in, NEITHER);
		return;
	}
	if (!read_text(s, &t)) {
		free(t.start);
		fail(in, "cannot be read as text");
		return;
	}
	if (t.len >= LOG_IN_MEMORY) {
		take_large_log(in, s, &t);
		return;
	}
	in->text = t.start;
	in->len = t.len;
	ir_log_without_nul(in->text, in->len);
	if (ir_is_text_log(in->text, in->len))
		in->kind = IR_INPUT_LOG;
	else
		fail(in, NEITHER);
}

static void spool(struct ir_input *in, struct ir_stream *s, bool flattened)
{
	enum ir_spool result;
	int fd;

	result = ir_spool(s, flattened, &fd);
	switch (result) {
	case IR_SPOOL_OK:
	case IR_SPOOL_CUT: /* what is there is used */
		in->cut = result == IR_SPOOL_CUT;
		in->kind = IR_INPUT_DUMP;
		in->fds[in->nr_fds++] = fd;
		break;
	case IR_SPOOL_NO_ROOM:
		in->kind = IR_INPUT_FAILED;
		snprintf(in->error, sizeof(in->error),
			 "no room to unpack it in %s (set TMPDIR to a folder that has some)",
			 ir_spool_folder());
		break;
	case IR_SPOOL_BAD: fail(in, "cannot be unpacked: it is damaged"); break;
	}
}

/* A dump that lies in a regular file as it is needs no copy. */
static void take_dump(struct ir_input *in, struct ir_stream *s)
{
	if (s->child || lseek(s->fd, 0, SEEK_SET) < 0) {
		spool(in, s, false);
		return;
	}
	in->kind = IR_INPUT_DUMP;
	in->fds[in->nr_fds++] = s->fd;
	s->fd = -1;
}

static void fail_unpacking(struct ir_input *in, const char *program, bool succeeded)
{
	in->kind = IR_INPUT_FAILED;
	snprintf(in->error, sizeof(in->error),
		 succeeded ? "%s finds an empty file in it"
			   : "%s cannot unpack it (is %s installed, and the file whole?)",
		 program, program);
}

static void identify(struct ir_input *in, int fd, pid_t child)
{
	struct ir_stream s;
	const char *no = NULL, *program;
	bool readable = ir_stream_start(&s, fd, child);

	/* "vmcore.gz.xz" is nobody's habit; two layers are enough. */
	for (int i = 0; readable && i < 2 && (program = ir_unpacker(&s)); i++) {
		readable = ir_stream_unpack(&s, program);
		if (readable && !s.nr_head) {
			fail_unpacking(in, program, ir_stream_end(&s));
			return;
		}
	}
	if (!readable)
		fail(in, strerror(errno));
	else if (!s.nr_head)
		fail(in, child ? "it cannot be unpacked (is it whole, and its program installed?)"
			       : "the file is empty");
	else if (ir_is_flattened(&s))
		spool(in, &s, true);
	else if (ir_is_dump(s.head, s.nr_head))
		take_dump(in, &s);
	else if ((no = ir_refused_file(s.head, s.nr_head)))
		fail(in, no);
	else
		take_log(in, &s);
	if (in->kind == IR_INPUT_DUMP && in->nr_fds && (no = ir_refused_dump(in->fds[0])))
		fail(in, no);
	ir_stream_end(&s);
}

static const char *what_kind(const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		return "a directory (give the dump in it)";
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		return "a device (live kernels are never looked at; give a dump)";
	return NULL;
}

void ir_input_open(struct ir_input *in, const char *path)
{
	struct stat st;
	const char *no;
	int fd;

	memset(in, 0, sizeof(*in));
	fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
			       : dup(STDIN_FILENO);
	if (fd < 0) {
		fail(in, strerror(errno));
		return;
	}
	/* /proc/kcore claims to be a regular file. */
	no = fstat(fd, &st) ? strerror(errno) : strcmp(path, "-") ? what_kind(&st) : NULL;
	if (!no && !strcmp(path, "/proc/kcore"))
		no = "the running kernel (live kernels are never looked at; give a dump)";
	if (no) {
		fail(in, no);
		close(fd);
		return;
	}
	if (strcmp(path, "-"))
		(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	identify(in, fd, 0);
}

void ir_input_take(struct ir_input *in, int fd, pid_t child)
{
	memset(in, 0, sizeof(*in));
	identify(in, fd, child);
}

void ir_input_add(struct ir_input *in, const char *path)
{
	struct ir_input more;

	ir_input_open(&more, path);
	if (more.kind == IR_INPUT_DUMP && more.nr_fds == 1 && in->kind == IR_INPUT_DUMP &&
	    in->nr_fds < IR_MAX_PARTS) {
		in->fds[in->nr_fds++] = more.fds[0];
		more.nr_fds = 0;
	}
	ir_input_close(&more);
}

void ir_input_close(struct ir_input *in)
{
	for (unsigned i = 0; i < in->nr_fds; i++)
		close(in->fds[i]);
	free(in->text);
	memset(in, 0, sizeof(*in));
}
