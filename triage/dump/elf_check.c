// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An ELF file begins with where its tables are and how many entries they have. Files of 32 and of 64 bits, of either byte order, have the
 * same fields at other places:
 *
 *				32 bits		64 bits
 *	segments: where		28, 4 bytes	32, 8 bytes
 *	sections: where		32, 4		40, 8
 *	segments: size, number	42, 44, 2 each	54, 56
 *	sections: size, number	46, 48		58, 60
 *	which section has names	50		62
 *
 * A number of segments of 0xffff means that the real one is in the first section's header (sh_info); of sections, 0 means the same
 * (sh_size), and of the section with names 0xffff does (sh_link).
 */
#include "triage/dump/elf_check.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#define MAX_NOTES ((uint64_t)64 << 20) /* bytes, of one file */
#define MAX_LINE  1024		       /* bytes; kernels' have a tenth of that */
#define MAX_DOTS  16		       /* of a line; kernels' have two */
#define MAX_INFO  ((size_t)1 << 20)    /* bytes of VMCOREINFO; kernels have a page for it */
#define MAX_NAME  64		       /* bytes of a note's name */

/** struct elf - a file and how its numbers are written */
struct elf {
	int fd;
	uint64_t size;
	bool wide, big;
};

static const char damaged_info[] = "a line of its VMCOREINFO is none that a kernel writes";

/* The number of @len bytes at @p */
static uint64_t number(const struct elf *e, const unsigned char *p, unsigned len)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < len; i++)
		n = n << 8 | p[e->big ? i : len - 1 - i];
	return n;
}

static bool read_at(const struct elf *e, uint64_t at, void *buf, size_t len)
{
	return at <= e->size && len <= e->size - at && ir_read_at(e->fd, buf, len, at) == len;
}

static bool line_is_sound(const char *line, size_t len)
{
	unsigned dots = 0;

	for (size_t i = 0; i < len; i++)
		dots += line[i] == '.';
	return len <= MAX_LINE && dots <= MAX_DOTS && (!len || *line != '.');
}

bool ir_info_is_sound(const char *text, size_t len)
{
	if (len > MAX_INFO)
		return false;
	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t line = newline ? (size_t)(newline - text) : len;

		if (!line_is_sound(text, line))
			return false;
		text += line + (newline != NULL);
		len -= line + (newline != NULL);
	}
	return true;
}

/* The text of the note whose name, VMCOREINFO and perhaps more, is at @at; its header of three numbers stands before that. */
static bool note_is_sound(const char *notes, size_t len, size_t at)
{
	const unsigned char *h = (const unsigned char *)notes + at - 12;
	const struct elf little = {.big = false}, big = {.big = true};
	bool is_big = at >= 12 && number(&little, h, 4) > MAX_NAME;
	uint64_t name, desc;

	if (at < 12)
		return true;
	name = number(is_big ? &big : &little, h, 4);
	desc = number(is_big ? &big : &little, h + 4, 4);
	if (name > MAX_NAME)
		return true; /* a text that mentions it */
	at += (name + 3) & ~UINT64_C(3);
	return at >= len || ir_info_is_sound(notes + at, desc < len - at ? desc : len - at);
}

static bool notes_are_sound(const char *notes, size_t len)
{
	static const char name[] = "VMCOREINFO";
	const size_t size = sizeof(name) - 1;
	const char *at = notes;

	while ((at = memmem(at, len - (size_t)(at - notes), name, size))) {
		if (!note_is_sound(notes, len, (size_t)(at - notes)))
			return false;
		at += size;
	}
	return true;
}

static const char *text_fault(int fd, uint64_t at, uint64_t size, bool (*sound)(const char *text, size_t len))
{
	const char *fault = NULL;
	char *text;
	ssize_t got;

	if (!size)
		return NULL;
	text = size <= MAX_NOTES ? ir_memory(malloc(size)) : NULL;
	if (!text)
		return "its notes are absurd";
	got = pread(fd, text, size, (off_t)at);
	if (got > 0 && !sound(text, (size_t)got))
		fault = damaged_info;
	free(text);
	return fault;
}

const char *ir_info_fault(int fd, uint64_t at, uint64_t size)
{
	return text_fault(fd, at, size, ir_info_is_sound);
}

const char *ir_notes_fault(int fd, uint64_t at, uint64_t size)
{
	return text_fault(fd, at, size, notes_are_sound);
}

/* The notes among @nr segments from @at on */
static const char *segments_fault(const struct elf *e, uint64_t at, uint64_t nr)
{
	const size_t entry = e->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	unsigned char ph[sizeof(Elf64_Phdr)];
	const char *fault = NULL;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < nr && !fault; i++) {
		uint64_t offset, size;

		if (!read_at(e, at + i * entry, ph, entry) || number(e, ph, 4) != PT_NOTE)
			continue;
		offset = e->wide ? number(e, ph + 8, 8) : number(e, ph + 4, 4);
		size = e->wide ? number(e, ph + 32, 8) : number(e, ph + 16, 4);
		/* The library allocates as much as it says. */
		if (offset > e->size || size > e->size - offset)
			return "its notes lie outside of the file";
		sum += size;
		fault = sum > MAX_NOTES ? "its notes are absurd" : ir_notes_fault(e->fd, offset, size);
	}
	return fault;
}

/* Does the file have room for @nr entries of @entry bytes from @at on? */
static bool has_table(const struct elf *e, uint64_t at, uint64_t nr, size_t entry)
{
	return !nr || (at <= e->size && nr <= (e->size - at) / entry);
}

static const char *tables_fault(const struct elf *e, const unsigned char *h)
{
	const size_t segment = e->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	const size_t section = e->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	uint64_t segments_at = e->wide ? number(e, h + 32, 8) : number(e, h + 28, 4);
	uint64_t sections_at = e->wide ? number(e, h + 40, 8) : number(e, h + 32, 4);
	const unsigned char *counts = h + (e->wide ? 54 : 42);
	uint64_t nr = number(e, counts + 2, 2), nr_sections = number(e, counts + 6, 2), names = number(e, counts + 8, 2);
	unsigned char first[sizeof(Elf64_Shdr)];

	if (sections_at && read_at(e, sections_at, first, section)) {
		if (nr == PN_XNUM)
			nr = number(e, first + (e->wide ? 44 : 28), 4);
		if (!nr_sections)
			nr_sections = e->wide ? number(e, first + 32, 8) : number(e, first + 20, 4);
		if (names == SHN_XINDEX)
			names = number(e, first + (e->wide ? 40 : 24), 4);
	}
	if ((nr && number(e, counts, 2) != segment) || !has_table(e, segments_at, nr, segment))
		return "its list of segments is cut off or absurd";
	/* The library looks into the section of the others' names, whether it is there or not: no sections are at 0. */
	if (!has_table(e, sections_at, nr_sections, section) || (sections_at ? names >= nr_sections : nr_sections))
		return "its list of sections is cut off or absurd";
	return segments_fault(e, segments_at, nr);
}

const char *ir_elf_fault(int fd)
{
	unsigned char h[sizeof(Elf64_Ehdr)];
	struct elf e = {.fd = fd};
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return NULL;
	e.size = (uint64_t)st.st_size;
	if (!read_at(&e, 0, h, sizeof(h)) || memcmp(h, ELFMAG, SELFMAG))
		return NULL;
	e.wide = h[EI_CLASS] == ELFCLASS64;
	e.big = h[EI_DATA] == ELFDATA2MSB;
	return tables_fault(&e, h);
}
