// SPDX-License-Identifier: GPL-2.0-or-later
/* What another database holds, into this one: each path a row, each content one diagnosis. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/store/store_put.h"

#define OTHERS 16 /* contents of one fingerprint that are compared */

/* A row of the other database: a path, its content, the content's latest diagnosis. */
#define COLUMNS(X)                                                                               \
	X(path) X(path_error) X(size) X(mtime_ns) X(dev) X(inode) X(parts) X(log)                \
	X(content) X(fingerprint) X(sampled) X(whole)                                            \
	X(error) X(class) X(phase) X(confidence) X(race) X(signature) X(summary) X(door)         \
	X(release) X(arch) X(build_id) X(nodename) X(crash_time) X(panic) X(cpu_ms) X(peak_kb)   \
	X(json) X(tool) X(made) X(rules)

static const char rows_there[] =
	"SELECT p.path, p.error, p.size, p.mtime_ns, p.dev, p.inode, p.parts, p.log, c.id, c.fingerprint,"
	" c.sampled, c.whole, d.error, d.class, d.phase, d.confidence, d.race, d.signature, d.summary,"
	" d.door, d.release, d.arch, d.build_id, d.nodename, d.crash_time, d.panic, d.cpu_ms, d.peak_kb,"
	" d.json, d.tool, d.made, r.hash FROM paths p LEFT JOIN contents c ON c.id = p.content"
	" LEFT JOIN diagnoses d ON d.id = c.diagnosis LEFT JOIN rules r ON r.id = d.rules"
	" ORDER BY c.id, p.path COLLATE \"C\"";

struct there {
#define X(name) const char *name;
	COLUMNS(X)
#undef X
};

struct merging {
	struct ir_store *to;
	const struct ir_store_run *run;
	struct ir_store_merge *m;
	char since[24];	     /* when the other's first run began */
	int64_t there, here; /* the content the last row had, in each of them */
	struct ir_store_run as;
	char hash[65];
	bool failed;
};

static int64_t value(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static struct ir_store_file file_of(const struct there *t)
{
	return (struct ir_store_file){.path = t->path, .size = value(t->size),
				      .mtime_ns = value(t->mtime_ns), .dev = value(t->dev),
				      .inode = value(t->inode), .parts = value(t->parts), .log = t->log};
}

/* One of ours that has the same bytes; *@ret stays 0 where there is none. */
static bool find(struct merging *g, const struct there *t, struct ir_store_content *self,
		 int64_t *ret)
{
	static struct ir_store_content others[OTHERS];
	unsigned nr = 0;

	if (!ir_store_contents(g->to, t->fingerprint, others, OTHERS, &nr))
		return false;
	for (unsigned i = 0; i < nr && !*ret; i++) {
		struct ir_store_content *o = &others[i];
		bool learned = !o->whole[0], same = !value(t->sampled) || g->m->same(o, self);

		if (learned && o->whole[0] && !ir_store_set_whole(g->to, o->id, o->whole))
			return false;
		if (same)
			*ret = o->id;
	}
	return true;
}

/* Verdicts keep the rules they were made by; few databases hold more than one set. */
static bool rules_of(struct merging *g, const struct there *t)
{
	if (!strcmp(g->hash, t->rules))
		return true;
	snprintf(g->hash, sizeof(g->hash), "%s", t->rules);
	g->as = *g->run;
	g->as.rules_hash = g->hash;
	g->as.tool = t->tool;
	return ir_store_number_rules(g->to, &g->as);
}

static bool put_diagnosis(struct merging *g, const struct there *t)
{
	const char *params[] = {NULL, g->m->again ? g->m->again : ""};
	struct ir_store_diagnosis d = {
		.error = t->error, .class = t->class, .phase = t->phase, .confidence = t->confidence,
		.race = t->race ? (int)value(t->race) : -1, .signature = t->signature,
		.summary = t->summary, .door = t->door, .release = t->release, .arch = t->arch,
		.build_id = t->build_id, .nodename = t->nodename, .crash_time = t->crash_time,
		.panic = t->panic, .json = t->json, .cpu_ms = value(t->cpu_ms),
		.peak_kb = value(t->peak_kb), .made = t->made};
	struct ir_number n;
	int64_t there = 0;

	params[0] = ir_number(&n, g->here);
	if (!t->made || !t->rules || !t->tool)
		return true;
	if (!ir_store_number(g->to, "SELECT id FROM diagnoses WHERE content = $1 AND made >= $2 LIMIT 1",
			     params, 2, &there))
		return false;
	if (there)
		return true;
	g->m->diagnoses++;
	if (!rules_of(g, t))
		return false;
	g->as.tool = t->tool;
	return ir_store_put_diagnosis(g->to, &g->as, g->here, &d);
}

static bool put_content(struct merging *g, const struct there *t, const struct ir_store_file *f)
{
	static struct ir_store_content self;
	struct ir_store_diagnosis d = {.fingerprint = t->fingerprint, .sampled = value(t->sampled)};

	if (!t->fingerprint)
		return false;
	self = (struct ir_store_content){.file = *f};
	self.file.path = self.path_text;
	snprintf(self.path_text, sizeof(self.path_text), "%s", t->path);
	snprintf(self.whole, sizeof(self.whole), "%s", t->whole ? t->whole : "");
	g->there = value(t->content);
	g->here = 0;
	if (!find(g, t, &self, &g->here))
		return false;
	d.whole = self.whole[0] ? self.whole : NULL;
	return (g->here || ir_store_make_content(g->to, f, &d, &g->here)) && put_diagnosis(g, t);
}

struct seen {
	const struct merging *g;
	bool newer;
};

static bool seen_row(const char *const *column, void *arg)
{
	struct seen *s = arg;

	s->newer = column[0] && value(column[1]) != s->g->run->id &&
		   strcmp(column[2], s->g->since) > 0;
	return true;
}

static bool merge_row(const char *const *column, void *arg)
{
	struct merging *g = arg;
	struct ir_store_file f;
	struct seen seen = {g, false};
	struct there t;
	unsigned i = 0;

#define X(name) t.name = column[i++];
	COLUMNS(X)
#undef X
	f = file_of(&t);
	g->failed = true;
	if (g->m->stop && *g->m->stop)
		return false;
	if (!ir_store_query(g->to, "SELECT p.content, p.run, r.started FROM paths p JOIN runs r ON"
				   " r.id = p.run WHERE p.path = $1", &t.path, 1, seen_row, &seen))
		return false;
	if (!seen.newer) {
		if (t.content && value(t.content) != g->there && !put_content(g, &t, &f))
			return false;
		if (!ir_store_put_path(g->to, g->run, &f, t.content ? g->here : 0, t.path_error))
			return false;
		g->m->paths++;
	}
	g->failed = false;
	return true;
}

static bool since_row(const char *const *column, void *arg)
{
	struct merging *g = arg;

	snprintf(g->since, sizeof(g->since), "%s", column[0] ? column[0] : "");
	g->m->complete = column[1] && !strcmp(column[1], "done");
	return true;
}

bool ir_store_merge(struct ir_store *to, const struct ir_store_run *run, struct ir_store *from,
		    struct ir_store_merge *m, struct ir_store **wrong)
{
	struct merging g = {.to = to, .run = run, .m = m};
	bool ok;

	*wrong = from;
	m->complete = false;
	if (!ir_store_query(from, "SELECT min(started), (SELECT state FROM runs ORDER BY id DESC LIMIT 1)"
				  " FROM runs", NULL, 0, since_row, &g))
		return false;
	ok = ir_store_begin(to);
	g.failed = !ok;
	ok = ok && ir_store_query(from, rows_there, NULL, 0, merge_row, &g) && !g.failed;
	if (g.failed)
		*wrong = to;
	return ir_store_end(to, ok) && ok;
}
