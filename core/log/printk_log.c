// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/log/printk_log.h"

#include "core/target/vmcoreinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX    65536 /* a record's length is 16 bits */
#define MAX_RECORDS (1u << 21)
#define MAX_BITS    30

/* Where records go. */
struct sink {
	struct ir_target *t;
	ir_line_fn *fn;
	void *arg;
	char *text, *line;   /* TEXT_MAX bytes each, and room for a time stamp */
	unsigned told, lost; /* records */
	bool stopped;
};

static bool symbol(struct ir_target *t, const char *name, uint64_t *ret)
{
	*ret = ir_vmcoreinfo_symbol(t, name);
	return *ret;
}

/* A record's members lie within a page; more is no offset. */
static bool small(struct ir_target *t, const char *kind, const char *name, uint64_t *ret)
{
	char key[80];
	int64_t v;

	snprintf(key, sizeof(key), "%s(%s)", kind, name);
	if (!ir_vmcoreinfo_number(t, key, &v) || v < 0 || v >= 4096)
		return false;
	*ret = (uint64_t)v;
	return true;
}

static bool offset(struct ir_target *t, const char *name, uint64_t *ret)
{
	return small(t, "OFFSET", name, ret);
}

static bool size(struct ir_target *t, const char *name, uint64_t *ret)
{
	return small(t, "SIZE", name, ret) && *ret;
}

/* One record's text, split where it has newlines. */
static void tell(struct sink *s, uint64_t nsec, size_t len)
{
	size_t n = (size_t)snprintf(s->line, 64, "[%5llu.%06llu] ",
				    (unsigned long long)(nsec / 1000000000),
				    (unsigned long long)(nsec % 1000000000 / 1000));

	s->told++;
	for (size_t i = 0; i < len && !s->stopped; i++) {
		unsigned char c = (unsigned char)s->text[i];

		if (c == '\n') {
			s->stopped = !s->fn(s->line, n, s->arg);
			n = 0;
			if (i == len - 1)
				return;
			continue;
		}
		s->line[n++] = c == '\t' || (c >= ' ' && c < 0x7f) ? (char)c : '.';
	}
	if (!s->stopped)
		s->stopped = !s->fn(s->line, n, s->arg);
}

/* Offsets within the ring buffer's structures. */
struct prb_layout {
	uint64_t desc_ring, text_ring, count_bits, descs, infos, head_id, tail_id;
	uint64_t state, text_pos, begin, next, desc_size, info_size, ts, text_len;
	uint64_t size_bits, data;
};

static bool prb_layout(struct ir_target *t, struct prb_layout *l)
{
	return offset(t, "printk_ringbuffer.desc_ring", &l->desc_ring) &&
	       offset(t, "printk_ringbuffer.text_data_ring", &l->text_ring) &&
	       offset(t, "prb_desc_ring.count_bits", &l->count_bits) &&
	       offset(t, "prb_desc_ring.descs", &l->descs) &&
	       offset(t, "prb_desc_ring.infos", &l->infos) &&
	       offset(t, "prb_desc_ring.head_id", &l->head_id) &&
	       offset(t, "prb_desc_ring.tail_id", &l->tail_id) &&
	       offset(t, "prb_desc.state_var", &l->state) &&
	       offset(t, "prb_desc.text_blk_lpos", &l->text_pos) &&
	       offset(t, "prb_data_blk_lpos.begin", &l->begin) &&
	       offset(t, "prb_data_blk_lpos.next", &l->next) &&
	       size(t, "prb_desc", &l->desc_size) && size(t, "printk_info", &l->info_size) &&
	       offset(t, "printk_info.ts_nsec", &l->ts) &&
	       offset(t, "printk_info.text_len", &l->text_len) &&
	       offset(t, "prb_data_ring.size_bits", &l->size_bits) &&
	       offset(t, "prb_data_ring.data", &l->data);
}

struct prb {
	struct prb_layout at;
	uint64_t count, descs, infos, data, data_size, head, tail;
};

static enum ir_status open_prb(struct ir_target *t, uint64_t var, struct prb *p)
{
	uint64_t prb, ring, text;
	uint32_t count_bits, size_bits;
	enum ir_status st = ir_read_u64(t, var, &prb);

	if (st)
		return st;
	ring = prb + p->at.desc_ring;
	text = prb + p->at.text_ring;
	st = ir_read_u32(t, ring + p->at.count_bits, &count_bits);
	if (!st)
		st = ir_read_u32(t, text + p->at.size_bits, &size_bits);
	if (!st)
		st = ir_read_u64(t, ring + p->at.descs, &p->descs);
	if (!st)
		st = ir_read_u64(t, ring + p->at.infos, &p->infos);
	if (!st)
		st = ir_read_u64(t, ring + p->at.head_id, &p->head);
	if (!st)
		st = ir_read_u64(t, ring + p->at.tail_id, &p->tail);
	if (!st)
		st = ir_read_u64(t, text + p->at.data, &p->data);
	if (st)
		return st;
	if (count_bits > MAX_BITS || size_bits > MAX_BITS)
		return IR_CORRUPT;
	p->count = UINT64_C(1) << count_bits;
	p->data_size = UINT64_C(1) << size_bits;
	return IR_OK;
}

/* A descriptor's upper two bits are its state; 1 and 2 are records that are complete. */
static void prb_record(struct sink *s, const struct prb *p, uint64_t id)
{
	const uint64_t id_mask = UINT64_MAX >> 2;
	uint64_t desc = p->descs + id % p->count * p->at.desc_size;
	uint64_t info = p->infos + id % p->count * p->at.info_size;
	uint64_t state, begin, next, nsec, len;

	if (ir_read_u64(s->t, desc + p->at.state, &state) ||
	    ir_read_u64(s->t, desc + p->at.text_pos + p->at.begin, &begin) ||
	    ir_read_u64(s->t, desc + p->at.text_pos + p->at.next, &next) ||
	    ir_read_u64(s->t, info + p->at.ts, &nsec) ||
	    ir_read_uint(s->t, info + p->at.text_len, 2, &len)) {
		s->lost++;
		return;
	}
	if ((state & id_mask) != (id & id_mask) || (state >> 62 != 1 && state >> 62 != 2))
		return;
	begin %= p->data_size;
	next %= p->data_size;
	/* Equal: a record without text. A block does not wrap, it starts over at 0. */
	if (begin == next)
		return;
	if (begin > next)
		begin = 0;
	begin += sizeof(uint64_t);
	if (begin >= next)
		return;
	if (len > next - begin)
		len = next - begin;
	if (len && ir_read(s->t, p->data + begin, s->text, len))
		s->lost++;
	else
		tell(s, nsec, len);
}

static enum ir_status read_prb(struct sink *s, uint64_t var)
{
	const uint64_t id_mask = UINT64_MAX >> 2;
	uint64_t nr;
	struct prb p;
	enum ir_status st;

	if (!prb_layout(s->t, &p.at))
		return IR_NOTFOUND;
	st = open_prb(s->t, var, &p);
	if (st)
		return st;
	nr = ((p.head - p.tail) & id_mask) + 1;
	if (nr > p.count)
		return IR_CORRUPT;
	for (uint64_t i = 0; i < nr && i < MAX_RECORDS && !s->stopped; i++)
		prb_record(s, &p, p.tail + i);
	return s->told && !s->lost ? IR_OK : IR_ABSENT;
}

/* The record buffer's variables, and offsets within struct printk_log (once: struct log). */
struct records {
	uint64_t buf, head, ts, len, text_len;
	uint32_t size, first, next;
};

static bool records_layout(struct ir_target *t, struct records *r)
{
	return (size(t, "printk_log", &r->head) && offset(t, "printk_log.ts_nsec", &r->ts) &&
		offset(t, "printk_log.len", &r->len) &&
		offset(t, "printk_log.text_len", &r->text_len)) ||
	       (size(t, "log", &r->head) && offset(t, "log.ts_nsec", &r->ts) &&
		offset(t, "log.len", &r->len) && offset(t, "log.text_len", &r->text_len));
}

static enum ir_status open_records(struct ir_target *t, struct records *r)
{
	uint64_t buf, size, first, next;
	enum ir_status st;

	if (!symbol(t, "log_buf", &buf) || !symbol(t, "log_buf_len", &size) ||
	    !symbol(t, "log_first_idx", &first) || !symbol(t, "log_next_idx", &next) ||
	    !records_layout(t, r))
		return IR_NOTFOUND;
	st = ir_read_u64(t, buf, &r->buf);
	if (!st)
		st = ir_read_u32(t, size, &r->size);
	if (!st)
		st = ir_read_u32(t, first, &r->first);
	return st ? st : ir_read_u32(t, next, &r->next);
}

/* Records are {time, length, text length, ...} and text; length 0 means start over at 0. */
static enum ir_status read_records(struct sink *s)
{
	struct records r;
	enum ir_status st = open_records(s->t, &r);
	uint64_t nsec, total, text;

	if (st)
		return st;
	for (unsigned n = 0; r.first != r.next && n < MAX_RECORDS && !s->stopped; n++) {
		uint64_t at = r.buf + r.first;

		/* A record that cannot be read does not tell where the next one is. */
		if (r.first >= r.size || ir_read_uint(s->t, at + r.len, 2, &total) ||
		    (!total && !r.first)) {
			s->lost++;
			break;
		}
		if (!total) {
			r.first = 0;
			continue;
		}
		if (!ir_read_u64(s->t, at + r.ts, &nsec) &&
		    !ir_read_uint(s->t, at + r.text_len, 2, &text) && text <= total &&
		    (!text || !ir_read(s->t, at + r.head, s->text, text)))
			tell(s, nsec, text);
		else
			s->lost++;
		r.first += (uint32_t)total;
	}
	return s->told && !s->lost ? IR_OK : IR_ABSENT;
}

enum ir_status ir_printk_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct sink s = {.t = t, .fn = fn, .arg = arg};
	uint64_t var;
	enum ir_status st = IR_NOMEM;

	s.text = malloc(TEXT_MAX);
	s.line = malloc(TEXT_MAX + 64);
	if (s.text && s.line)
		st = symbol(t, "prb", &var) ? read_prb(&s, var) : read_records(&s);
	free(s.text);
	free(s.line);
	return st;
}
