// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_cache.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/lib/hash.h"

#define VERSION	 1 /* of the file's form */
#define MAX_SIZE (64u << 10)

/* The folder, made when @make; false where there is no home for it. */
static bool folder(char *buf, size_t size, bool make)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int n;

	/* The specification has relative paths ignored. */
	if (cache && *cache == '/')
		n = snprintf(buf, size, "%s/inoderace/layouts", cache);
	else if (home && *home == '/')
		n = snprintf(buf, size, "%s/.cache/inoderace/layouts", home);
	else
		return false;
	if (n < 0 || (size_t)n >= size)
		return false;
	for (char *p = strchr(buf + 1, '/'); make && p; p = strchr(p + 1, '/')) {
		*p = 0;
		(void)mkdir(buf, 0700);
		*p = '/';
	}
	if (make)
		(void)mkdir(buf, 0700);
	return true;
}

static bool file_of(const struct ir_build_id *id, char *buf, size_t size, bool make)
{
	char text[2 * IR_BUILD_ID_MAX + 1];
	size_t n;

	if (!id->len || !folder(buf, size, make))
		return false;
	n = strlen(buf);
	return (size_t)snprintf(buf + n, size - n, "/%s", ir_build_id_text(id, text)) < size - n;
}

static void header(char *buf, size_t size, const struct ir_build_id *id)
{
	char text[2 * IR_BUILD_ID_MAX + 1];

	snprintf(buf, size, "inoderace-layouts %d\nbuild-id %s\nquestions %016" PRIx64 "\n", VERSION,
		 ir_build_id_text(id, text), ir_debug_digest());
}

static const char *name_of(const struct ir_debug_question *q, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s", q->name, q->member ? "." : "", q->member ? q->member : "");
	return buf;
}

/* The file, when it is ours alone to write; NUL-terminated, malloc'd. */
static char *read_all(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char *text = NULL;
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    !(st.st_mode & 022) && st.st_size > 0 && st.st_size <= (off_t)MAX_SIZE)
		text = malloc((size_t)st.st_size + 1);
	n = text ? read(fd, text, (size_t)st.st_size) : -1;
	close(fd);
	if (n != (text ? st.st_size : 0)) {
		free(text);
		return NULL;
	}
	text[n] = 0;
	*len = (size_t)n;
	return text;
}

static bool parse(char *p, struct ir_debug_layouts *l)
{
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);

	for (unsigned i = 0; i < nr; i++) {
		struct ir_debug_answer *a = &l->answers[i];
		char name[128], known[128];
		int status, used = 0;

		if (sscanf(p, "%127s %d %" SCNd64 " %" SCNu64 "\n%n", name, &status, &a->value,
			   &a->size, &used) != 4 ||
		    !used || strcmp(name, name_of(&q[i], known, sizeof(known))) ||
		    (status != IR_OK && status != IR_NOTFOUND && status != IR_UNSUPPORTED))
			return false;
		a->status = (enum ir_status)status;
		p += used;
	}
	return true;
}

bool ir_debug_cache_load(const struct ir_build_id *id, struct ir_debug_layouts *ret)
{
	char path[4096], head[256], *text, *last;
	struct ir_debug_layouts l = {.build_id = *id};
	unsigned long long sum;
	size_t len = 0;
	bool ok;

	if (!file_of(id, path, sizeof(path), false))
		return false;
	text = read_all(path, &len);
	if (!text)
		return false;
	header(head, sizeof(head), id);
	last = strstr(text, "\nsum ");
	ok = !strncmp(text, head, strlen(head)) && last && strlen(text) == len &&
	     sscanf(last, "\nsum %16llx\n", &sum) == 1 &&
	     sum == ir_hash(IR_HASH_START, text, (size_t)(last + 1 - text)) &&
	     parse(text + strlen(head), &l);
	free(text);
	if (ok)
		*ret = l;
	return ok;
}

static size_t write_text(char *text, size_t size, const struct ir_debug_layouts *l)
{
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);
	size_t n;

	header(text, size, &l->build_id);
	n = strlen(text);
	for (unsigned i = 0; i < nr && n < size; i++) {
		const struct ir_debug_answer *a = &l->answers[i];
		char name[128];

		n += (size_t)snprintf(text + n, size - n, "%s %d %" PRId64 " %" PRIu64 "\n",
				      name_of(&q[i], name, sizeof(name)), (int)a->status, a->value,
				      a->size);
	}
	if (n < size)
		n += (size_t)snprintf(text + n, size - n, "sum %016llx\n",
				      (unsigned long long)ir_hash(IR_HASH_START, text, n));
	return n < size ? n : 0;
}

/* Under another name first: who reads it meanwhile sees the old file or the new one. */
void ir_debug_cache_save(const struct ir_debug_layouts *l)
{
	char path[4096], other[4096 + 16], *text = malloc(MAX_SIZE);
	size_t len = text ? write_text(text, MAX_SIZE, l) : 0;
	int fd;

	if (!len || !file_of(&l->build_id, path, sizeof(path), true)) {
		free(text);
		return;
	}
	snprintf(other, sizeof(other), "%s.XXXXXX", path);
	fd = mkostemp(other, O_CLOEXEC);
	if (fd >= 0) {
		bool ok = write(fd, text, len) == (ssize_t)len;

		ok = !close(fd) && ok;
		if (!ok || rename(other, path))
			unlink(other);
	}
	free(text);
}

void ir_debug_cache_forget(const struct ir_build_id *id)
{
	char path[4096];

	if (file_of(id, path, sizeof(path), false))
		unlink(path);
}
