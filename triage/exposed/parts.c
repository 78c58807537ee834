// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/exposed/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/sandbox/locked.h"
#include "triage/file/formats.h"
#include "triage/file/unpack.h"
#include "triage/image/boot_file.h"
#include "triage/image/image.h"

const struct ir_worker_limits ir_exposed_limits = {300, (uint64_t)6 << 30, (uint64_t)2 << 30};

#define MAX_NEST 3 /* packed in a packed file */

static const char nothing[] =
	"it holds neither a kernel nor its module xfs (give a vmlinux, vmlinuz, "
	"xfs.ko, a package that has them, or a dump)";

/* What is found, in the locked process. @mapped: the file itself is the kernel. */
struct finder {
	int fd, spool;
	struct ir_bytes kernel, module;
	bool mapped_kernel, mapped_module, raw;
	struct ir_parts *p;
};

static bool full(const struct finder *f)
{
	return (f->kernel.bytes || f->mapped_kernel) && (f->module.bytes || f->mapped_module);
}

static bool ends_with(const char *s, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && !memcmp(s + len - n, end, n);
}

/* vmlinuz-RELEASE and the like, and xfs.ko, packed or not, but not the debuginfo of it */
static bool wants(const char *name, void *arg)
{
	static const char *const packed[] = {".xz", ".zst", ".gz"};
	struct finder *f = arg;
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
	size_t len = strlen(name);

	if (!*name)
		return true;
	if (!strncmp(base, "vmlinu", 6))
		return !f->kernel.bytes && (base[6] == 'x' || base[6] == 'z') &&
		       (!base[7] || base[7] == '-') &&
		       (strstr(name, "boot/") || strstr(name, "modules/"));
	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		len -= ends_with(name, len, packed[i]) ? strlen(packed[i]) : 0;
	return !f->module.bytes && ends_with(name, len, "/fs/xfs/xfs.ko") &&
	       !strstr(name, "debug/");
}

static void note_release(struct finder *f, const char *release)
{
	if (!f->p->release[0])
		snprintf(f->p->release, sizeof(f->p->release), "%s", release);
}

/* Is it a kernel or xfs? @b becomes @f's if it is; it is left alone if it is neither. */
static bool take_elf(struct finder *f, const uint8_t *bytes, size_t len, struct ir_bytes *b)
{
	char release[128] = "";
	struct ir_elf e;

	if (!ir_elf_open(&e, bytes, len))
		return false;
	if (e.h.e_type == ET_REL) {
		if (!ir_image_module_release(&e, "xfs", release, sizeof(release)) ||
		    f->module.bytes)
			return false;
		f->mapped_module = !b;
		if (b)
			f->module = *b;
	} else {
		if ((e.h.e_type != ET_EXEC && e.h.e_type != ET_DYN) || f->kernel.bytes)
			return false;
		(void)ir_image_release_of(bytes, len, release, sizeof(release));
		f->mapped_kernel = !b;
		if (b)
			f->kernel = *b;
	}
	note_release(f, release);
	return true;
}

/* @b: what @bytes lie in, if they may be taken; else NULL */
static bool take_bytes(struct finder *f, const uint8_t *bytes, size_t len, struct ir_bytes *b,
		       unsigned nest)
{
	struct ir_bytes inner;
	const char *error;
	size_t at = 0, packed = len;
	enum ir_boot_kind boot;
	char release[128];
	bool taken;

	if (take_elf(f, bytes, len, b))
		return true;
	boot = ir_boot_kind(bytes, len, &at, &packed);
	if (boot == IR_BOOT_ARM64 && !f->kernel.bytes) {
		if (ir_image_release_of(bytes, len, release, sizeof(release)))
			note_release(f, release);
		f->raw = true;
		f->mapped_kernel = !b;
		if (b)
			f->kernel = *b;
		return true;
	}
	if (boot == IR_BOOT_NONE && !ir_is_packed(bytes, len))
		return false;
	if (nest == MAX_NEST || !ir_unpack(bytes + at, packed, &inner, &error)) {
		snprintf(f->p->error, sizeof(f->p->error),
			 "the kernel in it cannot be unpacked: %s",
			 nest == MAX_NEST ? "it is packed too often" : error);
		return false;
	}
	taken = take_bytes(f, inner.bytes, inner.len, &inner, nest + 1);
	if (!taken)
		ir_bytes_free(&inner);
	else if (b)
		ir_bytes_free(b);
	return taken;
}

static void take(const char *name, struct ir_bytes *b, void *arg)
{
	(void)name;
	if (!take_bytes(arg, b->bytes, b->len, b, 0))
		ir_bytes_free(b);
}

static bool has_head(const uint8_t *head, size_t n)
{
	static const uint8_t rpm[] = {0xed, 0xab, 0xee, 0xdb};

	return ir_is_packed(head, n) || (n > 8 && !memcmp(head, "!<arch>\n", 8)) ||
	       (n > 4 && !memcmp(head, rpm, 4)) || (n > 262 && !memcmp(head + 257, "ustar", 5)) ||
	       (n > 6 && !memcmp(head, "07070", 5));
}

static bool is_core(const uint8_t *head, size_t n)
{
	return n > 18 && !memcmp(head, ELFMAG, SELFMAG) && (head[16] | head[17] << 8) == ET_CORE;
}

static void look(struct finder *f)
{
	struct ir_archive_visitor v = {wants, take, f};
	uint8_t head[IR_HEAD];
	ssize_t n = pread(f->fd, head, sizeof(head), 0);
	const char *error;
	struct stat st;
	void *map;

	if (n <= 0) {
		snprintf(f->p->error, sizeof(f->p->error), "it is empty, or cannot be read");
		return;
	}
	if (is_core(head, (size_t)n) || (ir_is_dump(head, (size_t)n) && memcmp(head, ELFMAG, 4))) {
		f->p->kind = IR_PART_DUMP;
		return;
	}
	if (has_head(head, (size_t)n)) {
		(void)lseek(f->fd, 0, SEEK_SET);
		if (!ir_archive_visit(f->fd, &v, &error) && !full(f) && !f->p->error[0])
			snprintf(f->p->error, sizeof(f->p->error), "it cannot be unpacked: %s",
				 error);
		return;
	}
	map = fstat(f->fd, &st) ? MAP_FAILED
				: mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, f->fd, 0);
	if (map != MAP_FAILED)
		(void)take_bytes(f, map, (size_t)st.st_size, NULL, 0);
}

static bool spool(int fd, const struct ir_bytes *b, uint64_t *end, struct ir_part *part)
{
	*part = (struct ir_part){.fd = 0, .at = *end, .len = b->len};
	if (fd < 0) /* The sandbox ends who writes to what it does not know. */
		return false;
	for (size_t done = 0; done < b->len;) {
		ssize_t n = pwrite(fd, b->bytes + done, b->len - done, (off_t)(*end + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	*end += b->len;
	return true;
}

/* In the locked process: fd 0 of a part stands for the spool, 1 for the FILE itself. */
static void work(void *arg, int to)
{
	struct finder *f = arg;
	struct ir_parts *p = f->p;
	struct stat st;
	uint64_t end = 0;
	bool ok = true;

	look(f);
	if (f->mapped_kernel || f->mapped_module) {
		struct ir_part all = {.fd = 1, .raw = f->raw};

		all.len = fstat(f->fd, &st) ? 0 : (uint64_t)st.st_size;
		*(f->mapped_kernel ? &p->kernel : &p->module) = all;
	}
	if (f->kernel.bytes)
		ok = spool(f->spool, &f->kernel, &end, &p->kernel);
	if (ok && f->module.bytes)
		ok = spool(f->spool, &f->module, &end, &p->module);
	if (f->kernel.bytes)
		p->kernel.raw = f->raw;
	if (!ok)
		snprintf(p->error, sizeof(p->error),
			 f->spool < 0 ? "no temporary file can be made in %s for what it unpacks to"
				      : "%s has no room for what it unpacks to",
			 ir_spool_folder());
	else if (p->kernel.fd >= 0 || p->module.fd >= 0)
		p->kind = IR_PART_IMAGE;
	else if (p->kind == IR_PART_NOTHING && !p->error[0])
		snprintf(p->error, sizeof(p->error), "%s", nothing);
	ir_locked_answer(to, p, sizeof(*p));
}

/* Nothing of what the process said is believed: is the part really there? */
static void check_part(struct ir_part *part, int spool_fd, int file)
{
	int fd = part->fd == 0 ? spool_fd : part->fd == 1 ? file : -1;
	struct stat st;

	part->fd = -1;
	if (fd < 0 || fstat(fd, &st) || part->len > (uint64_t)st.st_size ||
	    part->at > (uint64_t)st.st_size - part->len || !part->len)
		return;
	part->fd = fd;
}

void ir_parts_find(struct ir_parts *p, int fd)
{
	struct ir_parts said = {.kernel = {.fd = -1}, .module = {.fd = -1}, .spool = -1};
	struct finder f = {.fd = fd, .spool = ir_spool_prepare(), .p = &said};
	char error[sizeof(p->error)];

	memset(p, 0, sizeof(*p));
	if (ir_locked_run(&ir_exposed_limits, work, &f, f.spool, p, sizeof(*p), error, sizeof(error)) != sizeof(*p)) {
		memset(p, 0, sizeof(*p));
		memcpy(p->error, error, sizeof(error));
		p->kernel.fd = p->module.fd = -1;
	}
	p->spool = f.spool;
	p->release[sizeof(p->release) - 1] = 0;
	p->error[sizeof(p->error) - 1] = 0;
	check_part(&p->kernel, p->spool, fd);
	check_part(&p->module, p->spool, fd);
	if (p->kind == IR_PART_IMAGE && p->kernel.fd < 0 && p->module.fd < 0)
		p->kind = IR_PART_NOTHING;
	if (p->kind > IR_PART_DUMP)
		p->kind = IR_PART_NOTHING;
}

void ir_parts_close(struct ir_parts *p)
{
	if (p->spool >= 0)
		close(p->spool);
	p->spool = -1;
}
