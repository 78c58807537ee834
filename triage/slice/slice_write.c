// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writing a slice: header, sub header, notes, bitmaps, descriptors, pages, manifest.
 *
 * The bitmaps end with the highest page the slice knows of, and their empty parts are holes: the
 * file of a machine with much memory is long, but takes no more room on disk than its pages do.
 */
#include "triage/slice/slice_write.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/file/zlib_stream.h"
#include "triage/slice/slice_pack.h"

#include "triage/slice/slice_format.h"
#include "triage/slice/slice_manifest.h"

#define BLOCK	   IR_SLICE_PAGE
#define MAX_CPUS   8192
#define DUMP_LEVEL 31

struct writer {
	struct ir_slice *s;
	int fd;
	bool failed;
	struct ir_packer *packer;
	unsigned char *notes;
	size_t notes_len, info_at;
	uint64_t at, nr_cpus;
	struct ir_kdump_header h;
	struct ir_kdump_sub_header sub;
	struct ir_kdump_desc *descs;
	unsigned nr_descs;
};

static void write_at(struct writer *w, uint64_t at, const void *bytes, size_t len)
{
	if (!w->failed && pwrite(w->fd, bytes, len, (off_t)at) != (ssize_t)len)
		w->failed = true;
}

static uint64_t blocks(uint64_t bytes)
{
	return (bytes + BLOCK - 1) / BLOCK;
}

/* Returns where the note's content lies among the notes. */
static size_t add_note(struct writer *w, const char *name, uint32_t type, const void *desc,
		       size_t len)
{
	Elf64_Nhdr n = {(uint32_t)strlen(name) + 1, (uint32_t)len, type};
	size_t name_room = (n.n_namesz + 3u) & ~3u, room = (len + 3) & ~(size_t)3, at;
	unsigned char *more = realloc(w->notes, w->notes_len + sizeof(n) + name_room + room);

	if (!more) {
		w->failed = true;
		return 0;
	}
	w->notes = more;
	more += w->notes_len;
	memset(more, 0, sizeof(n) + name_room + room);
	memcpy(more, &n, sizeof(n));
	memcpy(more + sizeof(n), name, n.n_namesz);
	memcpy(more + sizeof(n) + name_room, desc, len);
	at = w->notes_len + sizeof(n) + name_room;
	w->notes_len = at + room;
	return at;
}

static void collect_notes(struct writer *w)
{
	struct ir_target *t = &w->s->k->target;
	const char *info = w->s->k->info_text;
	struct ir_note n;
	unsigned i;
	size_t at;

	for (i = 0; i < MAX_CPUS && !t->ops->note(t, i, &n); i++) {
		at = add_note(w, "CORE", NT_PRSTATUS, n.desc, n.len);
		if (w->s->redacted && at)
			ir_names_mask_words(&w->s->names, w->notes + at, n.len);
	}
	w->nr_cpus = i;
	if (*info)
		w->info_at = add_note(w, "VMCOREINFO", 0, info, strlen(info));
}

static void fill_header(struct writer *w, uint64_t max_mapnr)
{
	static const char *const fields[] = {"sysname", "nodename", "release",
					     "version", "machine",  "domainname"};
	struct ir_kdump *k = w->s->k;
	uint64_t bitmap = blocks((max_mapnr + 7) / 8);
	char text[64];

	memcpy(w->h.signature, "KDUMP   ", 8);
	w->h.version = 6;
	for (unsigned i = 0; i < 6; i++) {
		const char *v = NULL;
		char key[40];

		snprintf(key, sizeof(key), "linux.uts.%s", fields[i]);
		if (kdump_get_string_attr(k->ctx, key, &v) == KDUMP_OK && v &&
		    !(w->s->redacted && (i == 1 || i == 5)))
			snprintf(w->h.utsname[i], sizeof(w->h.utsname[i]), "%s", v);
		kdump_clear_err(k->ctx);
	}
	if (!w->h.utsname[4][0])
		snprintf(w->h.utsname[4], sizeof(w->h.utsname[4]), "%s", k->target.arch);
	if (!k->target.ops->vmcoreinfo(&k->target, "CRASHTIME", text, sizeof(text)))
		w->h.timestamp[0] = strtoll(text, NULL, 10);
	if (!k->target.ops->vmcoreinfo(&k->target, "NUMBER(phys_base)", text, sizeof(text)))
		w->sub.phys_base = (uint64_t)strtoll(text, NULL, 10);
	w->h.status = ir_packer_status(w->packer);
	w->h.block_size = BLOCK;
	w->h.sub_header_blocks =
		(int32_t)blocks(sizeof(w->sub) + IR_SLICE_MARK_SIZE + w->notes_len);
	w->h.bitmap_blocks = (uint32_t)(2 * bitmap);
	w->h.max_mapnr = max_mapnr > UINT32_MAX ? UINT32_MAX : (uint32_t)max_mapnr;
	w->h.nr_cpus = w->nr_cpus ? (int32_t)w->nr_cpus : 1;
	w->sub.dump_level = DUMP_LEVEL;
	w->sub.max_mapnr_64 = max_mapnr;
	w->sub.offset_eraseinfo = BLOCK + sizeof(w->sub);
	w->sub.size_eraseinfo = IR_SLICE_MARK_SIZE;
	w->sub.offset_note = w->sub.offset_eraseinfo + IR_SLICE_MARK_SIZE;
	w->sub.size_note = w->notes_len;
	if (w->info_at) {
		w->sub.offset_vmcoreinfo = w->sub.offset_note + w->info_at;
		w->sub.size_vmcoreinfo = strlen(k->info_text);
	}
}

/* Both bitmaps are the same: of memory the slice says nothing about, it says nothing. */
static void put_bitmaps(struct writer *w, uint64_t at, uint64_t len)
{
	unsigned char block[BLOCK];
	uint64_t which = UINT64_MAX;

	for (unsigned i = 0; i <= w->s->pages.nr; i++) {
		const struct ir_slice_page *p = i < w->s->pages.nr ? w->s->pages.all[i] : NULL;
		uint64_t block_of = p ? p->pfn / 8 / BLOCK : UINT64_MAX;

		if (p && !p->bytes)
			continue;
		if (which != UINT64_MAX && block_of != which) {
			write_at(w, at + which * BLOCK, block, BLOCK);
			write_at(w, at + len + which * BLOCK, block, BLOCK);
		}
		if (!p)
			break;
		if (block_of != which)
			memset(block, 0, sizeof(block));
		which = block_of;
		block[p->pfn / 8 % BLOCK] |= (unsigned char)(1u << p->pfn % 8);
	}
}

/* One copy serves all pages of the same content: there are many of zeros. */
static const struct ir_kdump_desc *same_page(const struct writer *w, const struct ir_slice_page *p,
					     const uint64_t *hashes, uint64_t hash)
{
	const struct ir_slice_pages *ps = &w->s->pages;

	for (unsigned i = 0, n = 0; n < w->nr_descs; i++) {
		if (!ps->all[i]->bytes)
			continue;
		if (hashes[n] == hash && !memcmp(ps->all[i]->bytes, p->bytes, IR_SLICE_PAGE))
			return &w->descs[n];
		n++;
	}
	return NULL;
}

/* Each page says how it is packed. */
static void put_page(struct writer *w, const struct ir_slice_page *p, struct ir_kdump_desc *d)
{
	const unsigned char *bytes;

	*d = (struct ir_kdump_desc){.offset = w->at};
	bytes = ir_packer_pack(w->packer, p->bytes, d);
	write_at(w, w->at, bytes, d->size);
	w->at += d->size;
}

static void put_pages(struct writer *w)
{
	const struct ir_slice_pages *ps = &w->s->pages;
	uint64_t *hashes = calloc(ps->nr + 1, sizeof(*hashes)), at = w->at;
	unsigned held = 0;

	for (unsigned i = 0; i < ps->nr; i++)
		held += ps->all[i]->bytes != NULL;
	w->descs = calloc(held + 1, sizeof(*w->descs));
	if (!hashes || !w->descs) {
		w->failed = true;
		free(hashes);
		return;
	}
	w->at += held * sizeof(*w->descs);
	for (unsigned i = 0; i < ps->nr; i++) {
		const struct ir_slice_page *p = ps->all[i];
		const struct ir_kdump_desc *same;
		uint64_t hash;

		if (!p->bytes)
			continue;
		hash = ir_slice_hash(p->bytes, IR_SLICE_PAGE);
		same = same_page(w, p, hashes, hash);
		if (same)
			w->descs[w->nr_descs] = *same;
		else
			put_page(w, p, &w->descs[w->nr_descs]);
		hashes[w->nr_descs++] = hash;
	}
	write_at(w, at, w->descs, held * sizeof(*w->descs));
	free(hashes);
}

static void put_manifest(struct writer *w)
{
	char mark[IR_SLICE_MARK_SIZE + 1];
	size_t len = 0;
	char *text = ir_slice_manifest_text(w->s, &len);
	unsigned char *packed = text ? malloc(ir_zlib_room(len)) : NULL;
	size_t room = packed ? ir_zlib_pack(text, len, packed, ir_zlib_room(len)) : 0;

	if (!room) {
		w->failed = true;
	} else {
		write_at(w, w->at, packed, room);
		snprintf(mark, sizeof(mark), IR_SLICE_MARK, (unsigned long long)w->at,
			 (unsigned long long)room, (unsigned long long)len,
			 (unsigned long long)ir_slice_hash(packed, room));
		write_at(w, w->sub.offset_eraseinfo, mark, IR_SLICE_MARK_SIZE);
	}
	free(text);
	free(packed);
}

static void put_all(struct writer *w)
{
	const struct ir_slice_pages *ps = &w->s->pages;
	uint64_t max_mapnr = ps->nr ? ps->all[ps->nr - 1]->pfn + 1 : 1, bitmap;

	collect_notes(w);
	fill_header(w, max_mapnr);
	write_at(w, 0, &w->h, sizeof(w->h));
	write_at(w, BLOCK, &w->sub, sizeof(w->sub));
	write_at(w, w->sub.offset_note, w->notes, w->notes_len);
	w->at = (1 + (uint64_t)w->h.sub_header_blocks) * BLOCK;
	bitmap = (uint64_t)w->h.bitmap_blocks / 2 * BLOCK;
	put_bitmaps(w, w->at, bitmap);
	w->at += 2 * bitmap;
	put_pages(w);
	put_manifest(w);
}

bool ir_slice_write(struct ir_slice *s, int fd, bool zlib, char *error, size_t size)
{
	struct writer w = {.s = s, .fd = fd, .packer = ir_packer_new(zlib)};

	ir_slice_pages_sort(&s->pages);
	w.failed = !w.packer || ftruncate(fd, 0);
	if (!w.failed)
		put_all(&w);
	ir_packer_free(w.packer);
	free(w.notes);
	free(w.descs);
	if (w.failed)
		snprintf(error, size, "the slice could not be written (is there room for it?)");
	return !w.failed;
}
