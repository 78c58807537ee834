// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/image/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK	    65536
#define MAX_ENTRIES 200000
#define WALK_MAX    ((uint64_t)4 << 30) /* bytes that a package may unpack to */

static const char no_memory[] = "not enough memory";
static const char damaged[] = "it is damaged, or packed in a way that is not known";

void ir_bytes_free(struct ir_bytes *b)
{
	free(b->bytes);
	*b = (struct ir_bytes){NULL, 0};
}

bool ir_is_packed(const uint8_t *bytes, size_t len)
{
	static const struct {
		unsigned char len, magic[6];
	} known[] = {
		{2, {0x1f, 0x8b}},
		{6, {0xfd, '7', 'z', 'X', 'Z', 0}},
		{4, {0x28, 0xb5, 0x2f, 0xfd}},
		{4, {0x04, 0x22, 0x4d, 0x18}},
		{4, {0x02, 0x21, 0x4c, 0x18}}, /* lz4 as the kernel's build uses it */
		{3, {'B', 'Z', 'h'}},
		{3, {0x5d, 0, 0}},
		{4, {0x89, 'L', 'Z', 'O'}},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (len > known[i].len && !memcmp(bytes, known[i].magic, known[i].len))
			return true;
	}
	return false;
}

/* Only what the library does itself: no programs are run. */
static struct archive *new_reader(void)
{
	struct archive *a = archive_read_new();

	if (!a)
		return NULL;
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_lzop(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_raw(a);
	return a;
}

/* The rest of the present entry. What was unpacked before an error counts, if @lenient. */
static bool read_entry(struct archive *a, struct ir_bytes *ret, const char **error, bool lenient)
{
	size_t room = 0;
	ssize_t n;

	*ret = (struct ir_bytes){NULL, 0};
	for (;;) {
		if (room - ret->len < CHUNK) {
			uint8_t *more;

			room = room ? 2 * room : 16 * CHUNK;
			more = room > 2 * IR_IMAGE_MAX ? NULL : realloc(ret->bytes, room);
			if (!more) {
				*error = no_memory;
				break;
			}
			ret->bytes = more;
		}
		n = archive_read_data(a, ret->bytes + ret->len, CHUNK);
		if (n == 0 || (n < 0 && lenient && ret->len))
			return true;
		ret->len += n > 0 ? (size_t)n : 0;
		if (n < 0 || ret->len > IR_IMAGE_MAX) {
			*error = n < 0 ? damaged : "it unpacks to more than 1 GiB";
			break;
		}
	}
	ir_bytes_free(ret);
	return false;
}

bool ir_unpack(const uint8_t *in, size_t len, struct ir_bytes *ret, const char **error)
{
	struct archive *a = new_reader();
	struct archive_entry *entry;
	bool ok = false;

	*error = a ? damaged : no_memory;
	if (a && archive_read_open_memory(a, in, len) == ARCHIVE_OK &&
	    archive_read_next_header(a, &entry) == ARCHIVE_OK)
		ok = read_entry(a, ret, error, true);
	archive_read_free(a);
	return ok;
}

/* Where an archive's bytes come from: a file, or the present entry of another archive. */
struct source {
	int fd;
	struct archive *outer;
	unsigned char buf[CHUNK];
};

static la_ssize_t read_source(struct archive *a, void *arg, const void **buf)
{
	struct source *s = arg;
	ssize_t n;

	(void)a;
	*buf = s->buf;
	if (s->outer)
		return archive_read_data(s->outer, s->buf, sizeof(s->buf));
	do
		n = read(s->fd, s->buf, sizeof(s->buf));
	while (n < 0 && errno == EINTR);
	return n;
}

struct walk {
	const struct ir_archive_visitor *v;
	uint64_t bytes;
	unsigned entries;
	const char *error;
};

static bool walk_source(struct walk *w, struct source *s, unsigned depth);

/* A Debian package is an archive of archives; the one that counts is data.tar. */
static bool walk_inner(struct walk *w, struct archive *a, unsigned depth)
{
	struct source *inner = malloc(sizeof(*inner));
	bool ok;

	if (!inner) {
		w->error = no_memory;
		return false;
	}
	inner->outer = a;
	ok = walk_source(w, inner, depth + 1);
	free(inner);
	return ok;
}

static bool visit(struct walk *w, struct archive *a, struct archive_entry *entry, unsigned depth)
{
	const char *name = archive_entry_pathname(entry);
	struct ir_bytes b;

	if (archive_format(a) == ARCHIVE_FORMAT_RAW)
		name = "";
	w->bytes += archive_entry_size_is_set(entry) ? (uint64_t)archive_entry_size(entry) : 0;
	if (++w->entries > MAX_ENTRIES || w->bytes > WALK_MAX) {
		w->error = "it holds more than 4 GiB (give the kernel's files in it by themselves)";
		return false;
	}
	if (!depth && name && !strncmp(name, "data.tar", 8))
		return walk_inner(w, a, depth);
	if (!name || (archive_entry_filetype(entry) != AE_IFREG && *name) ||
	    archive_entry_hardlink(entry) || !w->v->wants(name, w->v->arg))
		return true;
	if (!read_entry(a, &b, &w->error, false))
		return false;
	w->v->take(name, &b, w->v->arg);
	return true;
}

static bool walk_source(struct walk *w, struct source *s, unsigned depth)
{
	struct archive *a = new_reader();
	struct archive_entry *entry;
	int status;
	bool ok = true;

	if (!a) {
		w->error = no_memory;
		return false;
	}
	archive_read_support_filter_rpm(a);
	archive_read_support_format_ar(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_cpio(a);
	status = archive_read_open(a, s, NULL, read_source, NULL);
	while (status == ARCHIVE_OK && ok) {
		status = archive_read_next_header(a, &entry);
		if (status == ARCHIVE_WARN) /* a name in another character set */
			status = ARCHIVE_OK;
		if (status == ARCHIVE_OK)
			ok = visit(w, a, entry, depth);
	}
	if (ok && status != ARCHIVE_EOF) {
		w->error = damaged;
		ok = false;
	}
	archive_read_free(a);
	return ok;
}

bool ir_archive_visit(int fd, const struct ir_archive_visitor *v, const char **error)
{
	struct walk w = {.v = v};
	struct source *s = malloc(sizeof(*s));
	bool ok;

	if (!s) {
		*error = no_memory;
		return false;
	}
	s->fd = fd;
	s->outer = NULL;
	ok = walk_source(&w, s, 0);
	free(s);
	*error = w.error;
	return ok;
}
