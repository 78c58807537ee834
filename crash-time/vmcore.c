// SPDX-License-Identifier: GPL-2.0-or-later
#include "crash-time/vmcore.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SEGMENTS 65536
#define MAX_NOTES    (8u << 20)

static enum ir_status read_at(const struct ir_vmcore *v, uint64_t offset, void *buf, size_t len)
{
	unsigned char *to = buf;

	if (offset > v->bytes || len > v->bytes - offset)
		return IR_ABSENT;
	while (len) {
		ssize_t n = pread(v->fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? IR_IO : IR_ABSENT;
		to += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return IR_OK;
}

static void take_info(struct ir_vmcore *v, const unsigned char *text, uint32_t len)
{
	if (v->info)
		return;
	v->info = calloc(1, (size_t)len + 1);
	if (v->info)
		memcpy(v->info, text, len);
}

static void take_notes(struct ir_vmcore *v, uint64_t len)
{
	Elf64_Nhdr n;

	for (uint64_t at = 0; at + sizeof(n) <= len;) {
		uint64_t name = at + sizeof(n), desc;

		memcpy(&n, v->notes + at, sizeof(n));
		desc = name + ((uint64_t)n.n_namesz + 3) / 4 * 4;
		if (desc > len || n.n_descsz > len - desc)
			break;
		if (n.n_type == NT_PRSTATUS && n.n_namesz == 5 && !memcmp(v->notes + name, "CORE", 5))
			v->crash_notes[v->nr_crash_notes++] =
				(struct ir_vmcore_note){(uint32_t)desc, n.n_descsz};
		else if (n.n_namesz == 11 && !memcmp(v->notes + name, "VMCOREINFO", 11))
			take_info(v, v->notes + desc, n.n_descsz);
		at = desc + ((uint64_t)n.n_descsz + 3) / 4 * 4;
	}
}

/* The kernel merges all notes into one segment; only the first is taken. */
static void read_notes(struct ir_vmcore *v, const Elf64_Phdr *ph)
{
	if (v->notes || !ph->p_filesz || ph->p_filesz > MAX_NOTES)
		return;
	v->notes = malloc(ph->p_filesz);
	v->crash_notes = calloc(ph->p_filesz / sizeof(Elf64_Nhdr) + 1, sizeof(*v->crash_notes));
	if (v->notes && v->crash_notes && !read_at(v, ph->p_offset, v->notes, ph->p_filesz))
		take_notes(v, ph->p_filesz);
}

/* Memory beyond what the file has bytes for is not zero, it is unknown. */
static void add_segment(struct ir_vmcore *v, const Elf64_Phdr *ph)
{
	struct ir_vmcore_segment *s = &v->segments[v->nr_segments];

	if (!ph->p_filesz || ph->p_offset >= v->bytes || ph->p_paddr + ph->p_filesz < ph->p_paddr)
		return;
	s->paddr = ph->p_paddr;
	s->offset = ph->p_offset;
	s->bytes = ph->p_filesz < v->bytes - s->offset ? ph->p_filesz : v->bytes - s->offset;
	v->nr_segments++;
}

static const char *read_headers(struct ir_vmcore *v)
{
	Elf64_Ehdr eh;
	Elf64_Shdr sh;
	Elf64_Phdr ph;
	uint64_t nr;

	if (read_at(v, 0, &eh, sizeof(eh)) || memcmp(eh.e_ident, ELFMAG, SELFMAG) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 || eh.e_ident[EI_DATA] != ELFDATA2LSB)
		return "not an ELF dump";
	if (eh.e_machine != EM_X86_64)
		return "not of an x86-64 machine, the only one whose page tables are read here";
	nr = eh.e_phnum;
	if (nr == PN_XNUM && !read_at(v, eh.e_shoff, &sh, sizeof(sh)))
		nr = sh.sh_info;
	if (nr > MAX_SEGMENTS || eh.e_phentsize != sizeof(ph))
		return "its number of segments is absurd";
	v->segments = calloc(nr + 1, sizeof(*v->segments));
	if (!v->segments)
		return "not enough memory";
	for (uint64_t i = 0; i < nr; i++) {
		if (read_at(v, eh.e_phoff + i * sizeof(ph), &ph, sizeof(ph)))
			break;
		if (ph.p_type == PT_LOAD)
			add_segment(v, &ph);
		else if (ph.p_type == PT_NOTE)
			read_notes(v, &ph);
	}
	return v->nr_segments ? NULL : "there is no memory in it";
}

const char *ir_vmcore_open(struct ir_vmcore *v, const char *path)
{
	const char *wrong;
	struct stat st;

	memset(v, 0, sizeof(*v));
	v->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (v->fd < 0 || fstat(v->fd, &st))
		return strerror(errno);
	v->bytes = (uint64_t)st.st_size;
	wrong = read_headers(v);
	if (!wrong && !v->info)
		v->info = calloc(1, 1);
	return wrong || v->info ? wrong : "not enough memory";
}

enum ir_status ir_vmcore_page(struct ir_vmcore *v, uint64_t paddr, unsigned char *page)
{
	enum ir_status st = IR_ABSENT;

	paddr -= paddr % IR_PAGE;
	for (unsigned i = 0; i < v->nr_segments; i++) {
		const struct ir_vmcore_segment *s = &v->segments[i];

		if (paddr < s->paddr || s->bytes < IR_PAGE || paddr - s->paddr > s->bytes - IR_PAGE)
			continue;
		st = read_at(v, s->offset + (paddr - s->paddr), page, IR_PAGE);
		break;
	}
	v->unreadable += st == IR_IO;
	return st;
}

void ir_vmcore_close(struct ir_vmcore *v)
{
	if (v->fd >= 0)
		close(v->fd);
	free(v->info);
	free(v->notes);
	free(v->crash_notes);
	free(v->segments);
	memset(v, 0, sizeof(*v));
	v->fd = -1;
}
