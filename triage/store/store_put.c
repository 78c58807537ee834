// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/store/store_put.h"

#include <inttypes.h>
#include <stdio.h>

const char *ir_number(struct ir_number *n, int64_t v)
{
	snprintf(n->text, sizeof(n->text), "%" PRId64, v);
	return n->text;
}

bool ir_store_put_path(struct ir_store *s, const struct ir_store_run *run,
		     const struct ir_store_file *f, int64_t content, const char *error)
{
	struct ir_number n[8];
	const char *params[] = {f->path,
				content ? ir_number(&n[0], content) : NULL,
				error,
				ir_number(&n[1], f->size),
				ir_number(&n[2], f->mtime_ns),
				ir_number(&n[3], f->dev),
				ir_number(&n[4], f->inode),
				ir_number(&n[5], f->parts),
				f->log,
				ir_number(&n[6], run->id)};

	return ir_store_query(
		s, "INSERT INTO paths (path, content, error, size, mtime_ns, dev, inode, parts, log, run)"
		   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (path) DO UPDATE SET"
		   " content = excluded.content, error = excluded.error, size = excluded.size,"
		   " mtime_ns = excluded.mtime_ns, dev = excluded.dev, inode = excluded.inode,"
		   " parts = excluded.parts, log = excluded.log, run = excluded.run",
		params, 10, NULL, NULL);
}

bool ir_store_make_content(struct ir_store *s, const struct ir_store_file *f,
			   const struct ir_store_diagnosis *d, int64_t *ret)
{
	struct ir_number n[2];
	const char *params[] = {d->fingerprint, d->sampled ? "1" : "0", d->whole,
				ir_number(&n[0], f->size), ir_number(&n[1], f->parts)};

	return ir_store_number(s, "INSERT INTO contents (fingerprint, sampled, whole, bytes, parts)"
				  " VALUES ($1, $2, $3, $4, $5) RETURNING id", params, 5, ret);
}

/* Another batch may have recorded the same content since it was looked for. */
bool ir_store_find_or_make(struct ir_store *s, const struct ir_store_file *f,
			 const struct ir_store_diagnosis *d, int64_t *ret)
{
	*ret = 0;
	if (!ir_store_number(s, "SELECT id FROM contents WHERE fingerprint = $1 AND"
				" (sampled = 0 OR whole = $2) ORDER BY id LIMIT 1",
			     (const char *[]){d->fingerprint, d->whole}, 2, ret))
		return false;
	return *ret || ir_store_make_content(s, f, d, ret);
}

bool ir_store_put_diagnosis(struct ir_store *s, const struct ir_store_run *run, int64_t content,
			  const struct ir_store_diagnosis *d)
{
	struct ir_number n[6];
	char time_text[24];
	int64_t id = 0;
	const char *params[] = {ir_number(&n[0], content),
				ir_number(&n[1], run->id),
				ir_number(&n[2], run->rules),
				run->tool,
				d->made ? d->made : ir_store_now(time_text),
				d->error,
				d->class ? d->class : "error",
				d->phase,
				d->confidence,
				d->race < 0 ? NULL : d->race ? "1" : "0",
				d->signature,
				d->summary,
				d->door,
				d->release,
				d->arch,
				d->build_id,
				d->nodename,
				d->crash_time,
				d->panic,
				ir_number(&n[3], d->cpu_ms),
				ir_number(&n[4], d->peak_kb),
				d->json};

	if (!ir_store_number(
		    s, "INSERT INTO diagnoses (content, run, rules, tool, made, error, class, phase,"
		       " confidence, race, signature, summary, door, release, arch, build_id, nodename,"
		       " crash_time, panic, cpu_ms, peak_kb, json) VALUES ($1, $2, $3, $4, $5, $6, $7,"
		       " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)"
		       " ON CONFLICT (content, run) DO NOTHING RETURNING id",
		    params, 22, &id))
		return false;
	return !id || ir_store_query(s, "UPDATE contents SET diagnosis = $1 WHERE id = $2",
				     (const char *[]){ir_number(&n[5], id), params[0]}, 2, NULL, NULL);
}
