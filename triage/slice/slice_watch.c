// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The watch over reading: which pages of a dump are read, and whether a slice knows of them.
 *
 * A slice answers for a page it does not hold only when its manifest says what the original
 * answered. Anything else was left out when the slice was made, and is complained of after the
 * diagnosis.
 */
#include "triage/slice/slice_watch.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/slice/slice_load.h"
#include "triage/slice/slice_ops.h"
#include "triage/file/trouble.h"

static struct ir_slice *slice_of(const struct ir_page_watch *w)
{
	return (struct ir_slice *)((char *)(uintptr_t)w - offsetof(struct ir_slice, watch));
}

static void leave_out(struct ir_slice *s, uint64_t pfn)
{
	unsigned max = sizeof(s->left_out_pfn) / sizeof(s->left_out_pfn[0]);

	for (unsigned i = 0; i < s->left_out && i < max; i++) {
		if (s->left_out_pfn[i] == pfn)
			return;
	}
	if (s->left_out < max)
		s->left_out_pfn[s->left_out] = pfn;
	s->left_out++;
}

/* The first reading of a page, whoever wants it. */
static struct ir_slice_page *record(struct ir_slice *s, uint64_t paddr, enum ir_status st,
				    const void *bytes)
{
	struct ir_slice_page *p = ir_slice_pages_add(&s->pages, paddr / IR_SLICE_PAGE);

	if (!p)
		return NULL;
	if (!st && !p->bytes)
		(void)ir_slice_page_keep(p, bytes);
	else if (st && !p->bytes)
		p->status = st;
	return p;
}

static enum ir_status page_read(struct ir_page_watch *w, const struct ir_kdump_page *p,
				enum ir_status st)
{
	struct ir_slice *s = slice_of(w);
	const struct ir_slice_page *known;

	if (s->recording) {
		(void)record(s, p->paddr, st, p->bytes);
		return st;
	}
	known = ir_slice_pages_find(&s->pages, p->paddr / IR_SLICE_PAGE);
	if (!known)
		leave_out(s, p->paddr / IR_SLICE_PAGE);
	/* A page the original had, but this file does not: the slice itself is damaged. */
	return !st || !known ? st : known->status ? known->status : IR_CORRUPT;
}

static void mark_bytes(struct ir_slice_page *sp, uint64_t off, size_t len)
{
	if (!sp->read)
		sp->read = ir_memory(calloc(1, IR_SLICE_PAGE / 8));
	for (size_t i = off; sp->read && i < off + len && i < IR_SLICE_PAGE; i++)
		sp->read[i / 8] |= (unsigned char)(1u << i % 8);
}

static void page_used(struct ir_page_watch *w, const struct ir_kdump_page *p, uint64_t off,
		      size_t len)
{
	struct ir_slice *s = slice_of(w);
	struct ir_slice_page *sp;

	if (!s->recording || p->paddr == UINT64_MAX)
		return;
	sp = ir_slice_pages_find(&s->pages, p->paddr / IR_SLICE_PAGE);
	if (!sp)
		return;
	if (!sp->vaddr)
		sp->vaddr = p->addr;
	sp->why |= s->why;
	if (s->nr_stages && s->why != IR_WHY_CRASH)
		sp->stages |= 1u << (s->nr_stages - 1);
	if (s->fine)
		mark_bytes(sp, off, len);
}

/* Did the original have them? */
static bool has_bytes(const struct ir_page_watch *w, uint64_t paddr, uint64_t len)
{
	const struct ir_slice *s = slice_of(w);
	const struct ir_slice_page *p;
	uint64_t off = paddr % IR_SLICE_PAGE;

	if (s->recording)
		return true;
	p = ir_slice_pages_find(&s->pages, paddr / IR_SLICE_PAGE);
	return !p || (off >= p->from && off + len <= p->to);
}

/* libkdumpfile reads page tables itself, and asks through this. */
static addrxlat_status get_page(const addrxlat_cb_t *cb, addrxlat_buffer_t *buf)
{
	struct ir_slice *s = cb->priv;
	addrxlat_fulladdr_t want = buf->addr;
	addrxlat_status st = ir_guard_next_page(cb, buf);
	bool physical = want.as == ADDRXLAT_MACHPHYSADDR || want.as == ADDRXLAT_KPHYSADDR;
	struct ir_slice_page *p;

	if (!physical)
		return st;
	if (!s->recording) {
		if (!ir_slice_pages_find(&s->pages, want.addr / IR_SLICE_PAGE))
			leave_out(s, want.addr / IR_SLICE_PAGE);
		return st;
	}
	if (st == ADDRXLAT_OK && (buf->size != IR_SLICE_PAGE || buf->addr.addr % IR_SLICE_PAGE))
		return st;
	p = record(s, want.addr, st == ADDRXLAT_OK ? IR_OK : IR_ABSENT, buf->ptr);
	if (p)
		p->why |= IR_WHY_TABLE;
	return st;
}

/* Left alone, the others would be called with this callback's priv, and take it for their own. */
static unsigned long read_caps(const addrxlat_cb_t *cb)
{
	return cb->next->read_caps(cb->next);
}

static addrxlat_status reg_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return cb->next->reg_value(cb->next, name, val);
}

static addrxlat_status sym_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return cb->next->sym_value(cb->next, name, val);
}

static addrxlat_status sym_sizeof(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return cb->next->sym_sizeof(cb->next, name, val);
}

static addrxlat_status sym_offsetof(const addrxlat_cb_t *cb, const char *obj, const char *elem,
				    addrxlat_addr_t *val)
{
	return cb->next->sym_offsetof(cb->next, obj, elem, val);
}

static addrxlat_status num_value(const addrxlat_cb_t *cb, const char *name, addrxlat_addr_t *val)
{
	return cb->next->num_value(cb->next, name, val);
}

static bool watch_tables(struct ir_slice *s, struct ir_kdump *k)
{
	addrxlat_ctx_t *ctx = NULL;

	if (kdump_get_addrxlat(k->ctx, &ctx, NULL) != KDUMP_OK || !ctx) {
		kdump_clear_err(k->ctx);
		return false;
	}
	s->cb = addrxlat_ctx_add_cb(ctx);
	if (s->cb) {
		s->cb->priv = s;
		s->cb->get_page = get_page;
		s->cb->read_caps = read_caps;
		s->cb->reg_value = reg_value;
		s->cb->sym_value = sym_value;
		s->cb->sym_sizeof = sym_sizeof;
		s->cb->sym_offsetof = sym_offsetof;
		s->cb->num_value = num_value;
	}
	addrxlat_ctx_decref(ctx);
	return s->cb != NULL;
}

static void end(struct ir_page_watch *w, struct ir_kdump *k)
{
	struct ir_slice *s = slice_of(w);
	addrxlat_ctx_t *ctx = NULL;

	if (s->cb && kdump_get_addrxlat(k->ctx, &ctx, NULL) == KDUMP_OK && ctx) {
		addrxlat_ctx_del_cb(ctx, s->cb);
		addrxlat_ctx_decref(ctx);
	}
	s->cb = NULL;
	s->k = NULL;
	/* One that records belongs to whoever wants the recording. */
	if (s->recording)
		return;
	ir_slice_release(s);
	free(s);
}

static const char *complaint(const struct ir_page_watch *w, char *buf, size_t size)
{
	const struct ir_slice *s = slice_of(w);

	if (s->recording)
		return NULL;
	if (s->left_out)
		snprintf(buf, size,
			 "this slice lacks %u page%s that this diagnosis wants, first 0x%llx "
			 "(slice the original dump with this version)",
			 s->left_out, s->left_out == 1 ? "" : "s",
			 (unsigned long long)s->left_out_pfn[0] * IR_SLICE_PAGE);
	else if (s->unanswered[0])
		snprintf(buf, size,
			 "this slice does not carry %s (slice the original dump with this version)",
			 s->unanswered);
	else
		return NULL;
	return buf;
}

static const struct ir_page_watch_ops watch_ops = {
	.page_read = page_read,
	.page_used = page_used,
	.has_bytes = has_bytes,
	.complaint = complaint,
	.end = end,
};

static bool watch(struct ir_slice *s, struct ir_kdump *k, char *error, size_t size)
{
	s->watch.ops = &watch_ops;
	s->k = k;
	k->watch = &s->watch;
	ir_slice_wrap(s, k);
	if (watch_tables(s, k))
		return true;
	snprintf(error, size, "libkdumpfile does not let its reading be watched");
	return false;
}

static bool begin_reading(struct ir_kdump *k, int fd, void *arg, char *error, size_t size)
{
	struct ir_slice *s = ir_memory(calloc(1, sizeof(*s)));
	int found = s ? ir_slice_manifest_load(s, k->ctx, fd, error, size) : 0;

	(void)arg;
	if (found > 0)
		return watch(s, k, error, size);
	ir_slice_release(s);
	free(s);
	return !found;
}

const struct ir_page_watcher ir_slice_reader = {.begin = begin_reading};

static bool begin_recording(struct ir_kdump *k, int fd, void *arg, char *error, size_t size)
{
	(void)fd;
	return watch(arg, k, error, size);
}

struct ir_page_watcher ir_slice_recorder(struct ir_slice *s)
{
	return (struct ir_page_watcher){
		.begin = begin_recording, .arg = s, .sees_tables = true};
}

struct ir_slice *ir_slice_of(const struct ir_kdump *k)
{
	return k->watch && k->watch->ops == &watch_ops ? slice_of(k->watch) : NULL;
}
