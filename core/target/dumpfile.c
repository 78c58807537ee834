// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Three formats of dump files are told apart here.
 *
 * kdump-compressed (makedumpfile, diskdump_mod.h). In blocks of block_size bytes:
 *
 *	block 0			struct kdump_header: "KDUMP   " or "DISKDUMP", version, utsname, ...
 *	sub_header_blocks	since version 4 at byte 48: offset and size of the notes; VMCOREINFO and others
 *	bitmap_blocks		which pages exist and which are in the file; not read here
 *	then			one struct kdump_page for each page in the file: offset, size, flags
 *	then			the pages' data
 *
 * The flags of a page say how it is compressed; the header's status says it for the file as a
 * whole.
 *
 * ELF core (/proc/vmcore, makedumpfile -E): a PT_LOAD program header for each physical range. More
 * than 65534 of them do not fit into e_phnum; then e_phnum is PN_XNUM and sh_info of section 0 has
 * the number.
 *
 * Flattened (makedumpfile -F, for pipes): 4096 bytes of header that start with "makedumpfile", then
 * records of a big-endian {int64 offset, int64 size} and size bytes, which belong at that offset of
 * the file to be rebuilt. That file is one of the above.
 */
#include "core/target/dumpfile.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/lib/read_at.h"

/* makedumpfile's diskdump_mod.h; page descriptors and the header's status use the same flags. */
#define COMPRESSED_ZLIB	  0x1
#define COMPRESSED_LZO	  0x2
#define COMPRESSED_SNAPPY 0x4
#define COMPRESSED_ZSTD	  0x20
#define COMPRESSED_ANY	  (COMPRESSED_ZLIB | COMPRESSED_LZO | COMPRESSED_SNAPPY | COMPRESSED_ZSTD)

#define NOTES_IN_SUB_HEADER 48

#define FLAT_SIGNATURE	 "makedumpfile"
#define FLAT_HEADER_SIZE 4096
#define MAX_SEGMENTS	 65536
#define ELF_INCOMPLETE	 0x1 /* makedumpfile's DUMP_ELF_INCOMPLETE, in e_flags */

/* The first fields of struct disk_dump_header. */
struct kdump_header {
	char signature[8];
	int32_t version;
	char utsname[6][65];
	int64_t timestamp[2];
	uint32_t status;
	int32_t block_size;
	int32_t sub_header_blocks;
	uint32_t bitmap_blocks;
};

/* struct page_desc */
struct kdump_page {
	int64_t offset;
	uint32_t size, flags;
	uint64_t page_flags;
};

static bool read_at(struct ir_dumpfile *f, int fd, uint64_t offset, void *buf, size_t len)
{
	return ir_read_fd(fd, buf, len, offset, &f->error) == len;
}

static uint64_t big_endian(const unsigned char *p)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static const char *compression_name(uint32_t flags)
{
	if (flags & COMPRESSED_ZLIB)
		return "kdump-zlib";
	if (flags & COMPRESSED_LZO)
		return "kdump-lzo";
	if (flags & COMPRESSED_SNAPPY)
		return "kdump-snappy";
	return flags & COMPRESSED_ZSTD ? "kdump-zstd" : "kdump-raw";
}

/*
 * Flags of the first compressed page. The very first pages often are not compressed: makedumpfile
 * stores one zero page for all of them, uncompressed, and so every page that compression_name would
 * not shrink.
 */
static uint32_t kdump_page_flags(struct ir_dumpfile *f, int fd, const struct kdump_header *h)
{
	struct kdump_page page[256];
	uint64_t at =
		(1 + (uint64_t)h->sub_header_blocks + h->bitmap_blocks) * (uint64_t)h->block_size;
	int i, n;

	for (n = 0; n < 64; n++, at += sizeof(page)) {
		size_t got = ir_read_fd(fd, page, sizeof(page), at, &f->error);

		for (i = 0; i < (int)(got / sizeof(page[0])); i++) {
			if (page[i].flags & COMPRESSED_ANY)
				return page[i].flags;
		}
		if (got < sizeof(page))
			break;
	}
	return 0;
}

static bool is_kdump(const struct kdump_header *h)
{
	return !memcmp(h->signature, "KDUMP   ", 8) || !memcmp(h->signature, "DISKDUMP", 8);
}

static void add_segment(struct ir_dumpfile *f, const Elf64_Phdr *ph, uint64_t *announced,
			uint64_t *present)
{
	struct ir_dumpfile_segment *s = &f->segments[f->nr_segments];

	if (ph->p_type != PT_LOAD)
		return;
	*announced += ph->p_filesz / 4096;
	/* A file that was cut off does not have all the bytes its headers announce. */
	if (ph->p_offset >= f->bytes)
		return;
	s->paddr = ph->p_paddr;
	s->bytes = ph->p_filesz;
	if (s->bytes > f->bytes - ph->p_offset)
		s->bytes = f->bytes - ph->p_offset;
	*present += s->bytes / 4096;
	f->nr_segments++;
}

static void read_segments(struct ir_dumpfile *f, int fd, const Elf64_Ehdr *eh)
{
	uint64_t i, nr = eh->e_phnum, announced = 0, present = 0;
	Elf64_Shdr sh;
	Elf64_Phdr ph;

	if (nr == PN_XNUM && read_at(f, fd, eh->e_shoff, &sh, sizeof(sh)))
		nr = sh.sh_info;
	if (nr > MAX_SEGMENTS || eh->e_phentsize != sizeof(ph))
		return;
	f->segments = calloc(nr ? nr : 1, sizeof(*f->segments));
	if (!f->segments)
		f->error = ENOMEM;
	for (i = 0; f->segments && i < nr; i++) {
		if (read_at(f, fd, eh->e_phoff + i * sizeof(ph), &ph, sizeof(ph)))
			add_segment(f, &ph, &announced, &present);
	}
	if (present < announced)
		snprintf(f->lost, sizeof(f->lost),
			 "%" PRIu64 " of the dump's %" PRIu64 " pages (%u %%): the file is cut off",
			 announced - present, announced,
			 (unsigned)((announced - present) * 100.0 / announced));
	else if (eh->e_flags & ELF_INCOMPLETE)
		snprintf(f->lost, sizeof(f->lost),
			 "part of the dump: its header says that it is incomplete");
}

static void describe_flattened(struct ir_dumpfile *f, int fd)
{
	const char *inner = NULL;
	struct kdump_header h;
	unsigned char record[16];

	if (!read_at(f, fd, FLAT_HEADER_SIZE, record, sizeof(record)) || big_endian(record) ||
	    !read_at(f, fd, FLAT_HEADER_SIZE + sizeof(record), &h, sizeof(h)))
		return;
	/*
	 * The page descriptors are scattered over the records, so take the compression from
	 * the header's status.
	 */
	if (is_kdump(&h))
		inner = compression_name(h.status);
	else if (!memcmp(&h, ELFMAG, SELFMAG))
		inner = "elf";
	if (inner)
		snprintf(f->format, sizeof(f->format), "flattened-%s", inner);
}

static void find_notes(struct ir_dumpfile *f, int fd, const struct kdump_header *h)
{
	uint64_t place[2];

	if (h->version < 4 || h->block_size < 4096 || h->sub_header_blocks < 1 ||
	    !read_at(f, fd, (uint64_t)h->block_size + NOTES_IN_SUB_HEADER, place, sizeof(place)) ||
	    place[0] > f->bytes || place[1] > f->bytes - place[0])
		return;
	f->notes_at = place[0];
	f->notes_size = place[1];
}

static void describe(struct ir_dumpfile *f, int fd)
{
	union {
		char magic[16];
		Elf64_Ehdr elf;
		struct kdump_header kdump;
	} h;

	if (!read_at(f, fd, 0, &h, sizeof(h)))
		return;
	if (!memcmp(h.magic, ELFMAG, SELFMAG)) {
		snprintf(f->format, sizeof(f->format), "elf");
		if (h.elf.e_ident[EI_CLASS] == ELFCLASS64)
			read_segments(f, fd, &h.elf);
	} else if (is_kdump(&h.kdump)) {
		snprintf(f->format, sizeof(f->format), "%s",
			 compression_name(kdump_page_flags(f, fd, &h.kdump)));
		find_notes(f, fd, &h.kdump);
	} else if (!memcmp(h.magic, FLAT_SIGNATURE, sizeof(FLAT_SIGNATURE))) {
		describe_flattened(f, fd);
	}
}

void ir_dumpfile_read(struct ir_dumpfile *f, int fd)
{
	struct stat st;

	memset(f, 0, sizeof(*f));
	if (fstat(fd, &st)) {
		f->error = errno;
	} else if (S_ISREG(st.st_mode)) {
		f->bytes = (uint64_t)st.st_size;
		describe(f, fd);
	}
}

void ir_dumpfile_open(struct ir_dumpfile *f, const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	memset(f, 0, sizeof(*f));
	if (fd < 0) {
		f->error = path ? errno : 0;
		return;
	}
	ir_dumpfile_read(f, fd);
	close(fd);
}

bool ir_dumpfile_has(const struct ir_dumpfile *f, uint64_t paddr, uint64_t len)
{
	size_t i;

	for (i = 0; i < f->nr_segments; i++) {
		const struct ir_dumpfile_segment *s = &f->segments[i];

		if (paddr >= s->paddr && paddr - s->paddr < s->bytes)
			return len <= s->bytes - (paddr - s->paddr);
	}
	return false;
}

void ir_dumpfile_release(struct ir_dumpfile *f)
{
	free(f->segments);
	memset(f, 0, sizeof(*f));
}
