// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel log as printk() keeps it in memory. It has had two formats that can be read here.
 * VMCOREINFO names the variables and the offsets of the members, so no types are needed.
 *
 * The ring buffer: since 896fbe20b4e2 ("printk: use the lockless ringbuffer", v5.10). The variable
 * prb points to struct printk_ringbuffer, which holds two rings:
 *	desc_ring: 2^count_bits descriptors (struct prb_desc, array "descs"), and as many struct
 *		printk_info (array "infos") with ts_nsec, nanoseconds since boot, and text_len,
 *		bytes. Record number "id" uses entry id % 2^count_bits of both arrays. tail_id is
 *		the oldest id, head_id the newest.
 *	text_data_ring: 2^size_bits bytes of text ("data").
 * A descriptor's state_var is the id with the state in its upper two bits: 0 reserved, 1 committed,
 * 2 finalized, 3 reusable. The text is complete in states 1 and 2. text_blk_lpos holds two logical
 * positions in the text ring, taken modulo its size: begin and next, where the block ends. A block
 * is the id (8 bytes) and the text. A block that does not fit before the ring's end starts at 0
 * instead, although begin still points behind the previous one. Equal positions mean a record
 * without text.
 *
 * The record buffer: since 7ff9554bb578 ("printk: convert byte-buffer to variable-length record
 * buffer", v3.5) until then. log_buf points to log_buf_len bytes of records, oldest at
 * log_first_idx, end at log_next_idx. A record is a header (struct printk_log; struct log before
 * 62e32ac3505a ("printk: rename struct log to struct printk_log", v3.11)) with ts_nsec, len (16
 * bits, bytes of the whole record) and text_len (16 bits), followed by the text. A header with len
 * 0 means that the next record is at 0.
 */
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
	char *text, *line;    /* TEXT_MAX bytes each; @line has room for a time stamp, too */
	unsigned given, lost; /* records given to @fn, and records that could not be read */
	bool stopped;	      /* @fn wants no more */
};

static bool vmcoreinfo_symbol(struct ir_target *t, const char *name, uint64_t *ret)
{
	*ret = ir_vmcoreinfo_symbol(t, name);
	return *ret;
}

/*
 * "@kind(@name)" of VMCOREINFO. These structures are smaller than a page, so a larger value is
 * damaged.
 */
static bool layout_number(struct ir_target *t, const char *kind, const char *name, uint64_t *ret)
{
	char key[80];
	int64_t v;

	snprintf(key, sizeof(key), "%s(%s)", kind, name);
	if (!ir_vmcoreinfo_number(t, key, &v) || v < 0 || v >= 4096)
		return false;
	*ret = (uint64_t)v;
	return true;
}

static bool member_offset(struct ir_target *t, const char *name, uint64_t *ret)
{
	return layout_number(t, "OFFSET", name, ret);
}

static bool struct_size(struct ir_target *t, const char *name, uint64_t *ret)
{
	return layout_number(t, "SIZE", name, ret) && *ret;
}

/* Give one record's text to the caller, split at its newlines. */
static void give_record(struct sink *s, uint64_t nsec, size_t len)
{
	size_t n = (size_t)snprintf(s->line, 64, "[%5llu.%06llu] ",
				    (unsigned long long)(nsec / 1000000000),
				    (unsigned long long)(nsec % 1000000000 / 1000));

	s->given++;
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
	return member_offset(t, "printk_ringbuffer.desc_ring", &l->desc_ring) &&
	       member_offset(t, "printk_ringbuffer.text_data_ring", &l->text_ring) &&
	       member_offset(t, "prb_desc_ring.count_bits", &l->count_bits) &&
	       member_offset(t, "prb_desc_ring.descs", &l->descs) &&
	       member_offset(t, "prb_desc_ring.infos", &l->infos) &&
	       member_offset(t, "prb_desc_ring.head_id", &l->head_id) &&
	       member_offset(t, "prb_desc_ring.tail_id", &l->tail_id) &&
	       member_offset(t, "prb_desc.state_var", &l->state) &&
	       member_offset(t, "prb_desc.text_blk_lpos", &l->text_pos) &&
	       member_offset(t, "prb_data_blk_lpos.begin", &l->begin) &&
	       member_offset(t, "prb_data_blk_lpos.next", &l->next) &&
	       struct_size(t, "prb_desc", &l->desc_size) &&
	       struct_size(t, "printk_info", &l->info_size) &&
	       member_offset(t, "printk_info.ts_nsec", &l->ts) &&
	       member_offset(t, "printk_info.text_len", &l->text_len) &&
	       member_offset(t, "prb_data_ring.size_bits", &l->size_bits) &&
	       member_offset(t, "prb_data_ring.data", &l->data);
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

static void read_prb_record(struct sink *s, const struct prb *p, uint64_t id)
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
	if (begin == next) /* a record without text */
		return;
	if (begin > next) /* the block did not fit before the ring's end */
		begin = 0;
	begin += sizeof(uint64_t);
	if (begin >= next)
		return;
	if (len > next - begin)
		len = next - begin;
	if (len && ir_read(s->t, p->data + begin, s->text, len))
		s->lost++;
	else
		give_record(s, nsec, len);
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
		read_prb_record(s, &p, p.tail + i);
	return s->given && !s->lost ? IR_OK : IR_ABSENT;
}

/*
 * The record buffer: its address @buf and its @size in bytes, the positions @first and @next, the
 * @head's size and the offsets of ts_nsec, len and text_len in it.
 */
struct records {
	uint64_t buf, head, ts, len, text_len;
	uint32_t size, first, next;
};

static bool records_layout(struct ir_target *t, struct records *r)
{
	return (struct_size(t, "printk_log", &r->head) &&
		member_offset(t, "printk_log.ts_nsec", &r->ts) &&
		member_offset(t, "printk_log.len", &r->len) &&
		member_offset(t, "printk_log.text_len", &r->text_len)) ||
	       (struct_size(t, "log", &r->head) && member_offset(t, "log.ts_nsec", &r->ts) &&
		member_offset(t, "log.len", &r->len) &&
		member_offset(t, "log.text_len", &r->text_len));
}

static enum ir_status open_records(struct ir_target *t, struct records *r)
{
	uint64_t buf, size, first, next;
	enum ir_status st;

	if (!vmcoreinfo_symbol(t, "log_buf", &buf) || !vmcoreinfo_symbol(t, "log_buf_len", &size) ||
	    !vmcoreinfo_symbol(t, "log_first_idx", &first) ||
	    !vmcoreinfo_symbol(t, "log_next_idx", &next) || !records_layout(t, r))
		return IR_NOTFOUND;
	st = ir_read_u64(t, buf, &r->buf);
	if (!st)
		st = ir_read_u32(t, size, &r->size);
	if (!st)
		st = ir_read_u32(t, first, &r->first);
	return st ? st : ir_read_u32(t, next, &r->next);
}

static enum ir_status read_records(struct sink *s)
{
	struct records r;
	enum ir_status st = open_records(s->t, &r);
	uint64_t nsec, total, text;

	if (st)
		return st;
	for (unsigned n = 0; r.first != r.next && n < MAX_RECORDS && !s->stopped; n++) {
		uint64_t at = r.buf + r.first;

		/* Without this record's length the next record cannot be found. */
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
			give_record(s, nsec, text);
		else
			s->lost++;
		r.first += (uint32_t)total;
	}
	return s->given && !s->lost ? IR_OK : IR_ABSENT;
}

enum ir_status ir_printk_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct sink s = {.t = t, .fn = fn, .arg = arg};
	uint64_t var;
	enum ir_status st = IR_NOMEM;

	s.text = malloc(TEXT_MAX);
	s.line = malloc(TEXT_MAX + 64);
	if (s.text && s.line)
		st = vmcoreinfo_symbol(t, "prb", &var) ? read_prb(&s, var) : read_records(&s);
	free(s.text);
	free(s.line);
	return st;
}
