// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/sniff.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "triage/file/formats.h"
#include "triage/file/log_text.h"
#include "triage/file/unpack.h"

#define LOOK 262144

/* The kernel's own file systems: /proc/kcore claims to be a regular file, wherever it is mounted. */
bool ir_is_kernels_own(int fd)
{
	static const unsigned long types[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC,	DEBUGFS_MAGIC,
					      TRACEFS_MAGIC,	SECURITYFS_MAGIC, CGROUP2_SUPER_MAGIC,
					      BPF_FS_MAGIC,	PSTOREFS_MAGIC};
	struct statfs fs;

	if (fstatfs(fd, &fs))
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if ((unsigned long)fs.f_type == types[i])
			return true;
	}
	return false;
}

int ir_open_evidence(const char *path, struct stat *st, const char **why)
{
	int fd;

	/* Opening alone can do something: a tape rewinds, a pipe waits. */
	if (stat(path, st)) {
		*why = strerror(errno);
		return -1;
	}
	*why = "not a regular file (devices and live kernels are never looked at)";
	if (!S_ISREG(st->st_mode))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		*why = strerror(errno);
		return -1;
	}
	if (fstat(fd, st) || !S_ISREG(st->st_mode) || ir_is_kernels_own(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

enum ir_sniff ir_sniff(int fd)
{
	struct ir_stream s = {.fd = -1};
	ssize_t n = pread(fd, s.head, sizeof(s.head), 0);

	s.nr_head = n > 0 ? (size_t)n : 0;
	if (ir_is_dump(s.head, s.nr_head))
		return IR_SNIFF_DUMP;
	if (ir_is_flattened(&s))
		return IR_SNIFF_FLAT;
	if (ir_unpacker(&s))
		return IR_SNIFF_PACKED;
	return s.nr_head && s.head[0] != '{' && ir_may_be_text((const char *)s.head, s.nr_head)
		       ? IR_SNIFF_TEXT
		       : IR_SNIFF_OTHER;
}

bool ir_has_log(int fd, const struct stat *st)
{
	char *text = malloc(LOOK + 1);
	bool found = false;

	for (int end = 0; text && end < 2 && !found; end++) {
		off_t at = end && st->st_size > LOOK ? st->st_size - LOOK : 0;
		ssize_t n = pread(fd, text, LOOK, at);

		if (n <= 0 || (end && !at))
			break;
		for (ssize_t i = 0; i < n; i++) {
			if (!text[i])
				text[i] = ' ';
		}
		text[n] = 0;
		found = ir_text_log_marks(text) >= 3;
	}
	free(text);
	return found;
}

/* Takes words off the end of a name, as often as they stand there. */
static void strip(char *name, const char *const *words)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; words[i]; i++) {
			size_t n = strlen(name), w = strlen(words[i]);

			if (n >= w && !strcmp(name + n - w, words[i])) {
				name[n - w] = 0;
				again = true;
			}
		}
	}
}

/* What is left of @name without @word: "host1." of "host1.vmcore.gz", ".2026" of "dump.2026". */
static bool leave(const char *name, const char *word, char *ret, size_t size)
{
	static const char *const ends[] = {".gz", ".xz", ".bz2", ".lz4", ".zst", ".flat", ".txt",
					   ".log", "-incomplete", NULL};
	char *at;

	if (strlen(name) >= size)
		return false;
	strcpy(ret, name);
	strip(ret, ends);
	at = strstr(ret, word);
	if (!at)
		return false;
	memmove(at, at + strlen(word), strlen(at + strlen(word)) + 1);
	strip(ret, ends);
	return true;
}

bool ir_named_as_dump(const char *name)
{
	char rest[256];

	if (strstr(name, "dmesg"))
		return false;
	if (leave(name, "vmcore", rest, sizeof(rest)))
		return !strpbrk(rest, " ") && !strstr(rest, "info");
	/* Debian's dump.202611231015 and dump-incomplete */
	if (strncmp(name, "dump", 4) || !leave(name, "dump", rest, sizeof(rest)))
		return false;
	return !*rest ? strstr(name, "-incomplete") != NULL
		      : (rest[0] == '.' && strspn(rest + 1, "0123456789") == strlen(rest + 1) && rest[1]);
}

bool ir_log_belongs(const char *log, const char *dump)
{
	static const char *const logs[] = {"vmcore-dmesg", "kexec-dmesg", "dmesg"};
	static const char *const dumps[] = {"vmcore", "dump"};
	char a[256], b[256];

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		if (!leave(log, logs[i], a, sizeof(a)))
			continue;
		for (size_t k = 0; k < sizeof(dumps) / sizeof(dumps[0]); k++) {
			if (leave(dump, dumps[k], b, sizeof(b)) && !strcmp(a, b))
				return true;
		}
		/* Only the longest word that fits. */
		return false;
	}
	return false;
}
