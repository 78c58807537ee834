// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The JSON back into a structure, as far as the Markdown report asks for it. Strings stay those of
 * the JSON. The file may be anybody's: what is not as the schema has it is unknown.
 */
#include "triage/ticket/diagnosis_from_json.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "triage/ticket/ticket_checks.h"

#define MAX_LIST 4096

static const json_t *get(const json_t *j, const char *key)
{
	return json_object_get(j, key);
}

static const char *str(const json_t *j, const char *key)
{
	return json_string_value(get(j, key));
}

static struct ir_value number(const json_t *j, const char *key)
{
	const json_t *n = get(j, key);

	return (struct ir_value){json_is_integer(n), (uint64_t)json_integer_value(n)};
}

/* "0x..." */
static struct ir_value address(const json_t *j, const char *key)
{
	const char *s = str(j, key);

	if (!s || strncmp(s, "0x", 2))
		return (struct ir_value){false, 0};
	return (struct ir_value){true, strtoull(s + 2, NULL, 16)};
}

static enum ir_tri tri(const json_t *j, const char *key)
{
	const json_t *b = get(j, key);

	return json_is_boolean(b) ? ir_tri_of(json_is_true(b)) : IR_UNKNOWN;
}

/* Room for one structure of @size bytes for each item of @all; *@nr 0: there are none, or no memory
 */
static void *room_for(struct ir_diagnosis *d, const json_t *all, size_t size, size_t *nr)
{
	void *room;

	*nr = json_array_size(all);
	if (*nr > MAX_LIST)
		*nr = MAX_LIST;
	room = *nr ? ir_arena_alloc(&d->arena, *nr * size) : NULL;
	if (!room)
		*nr = 0;
	return room;
}

static void list(struct ir_diagnosis *d, const json_t *j, const char *key, struct ir_list *ret)
{
	const json_t *all = get(j, key);
	size_t nr;

	ret->items = room_for(d, all, sizeof(*ret->items), &nr);
	for (size_t i = 0; i < nr; i++) {
		const char *s = json_string_value(json_array_get(all, i));

		if (s)
			ret->items[ret->nr++] = s;
	}
}

static void backtrace(struct ir_diagnosis *d, const json_t *j, const json_t *stop,
		      struct ir_backtrace *ret)
{
	const json_t *all = get(j, "backtrace");
	size_t nr;

	ret->stop = json_string_value(stop);
	ret->frames = room_for(d, all, sizeof(*ret->frames), &nr);
	for (size_t i = 0; i < nr; i++) {
		const json_t *f = json_array_get(all, i);

		ret->frames[ret->nr++] = (struct ir_frame){
			.ip = address(f, "ip").v,
			.symbol = str(f, "symbol"),
			.offset = number(f, "offset").v,
			.module = str(f, "module"),
			.reliable = tri(f, "reliable") == IR_TRUE,
		};
	}
}

static struct ir_value crash_time(const char *s)
{
	struct tm tm = {.tm_isdst = 0};
	char *end = s ? strptime(s, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

	return (struct ir_value){end && !*end, end ? (uint64_t)timegm(&tm) : 0};
}

static void dump(struct ir_diagnosis *d, const json_t *j)
{
	struct ir_list live = {.nr = 0};

	list(d, j, "livepatches", &live);
	d->dump = (struct ir_dump){
		.path = str(j, "path"),
		.format = str(j, "format"),
		.bytes = number(j, "bytes"),
		.release = str(j, "release"),
		.arch = str(j, "arch"),
		.build_id = str(j, "build_id"),
		.nodename = str(j, "nodename"),
		.crash_time = crash_time(str(j, "crash_time")),
		.panic = str(j, "panic"),
		.tainted = str(j, "tainted"),
		.cmdline = str(j, "cmdline"),
		.nr_livepatches = live.nr,
		.livepatches = live.items,
	};
}

static void registers(struct ir_diagnosis *d, const json_t *j)
{
	size_t nr = json_object_size(j), n = 0;
	struct ir_register *regs;
	const json_t *value;
	const char *name;

	regs = nr && nr < MAX_LIST ? ir_arena_alloc(&d->arena, nr * sizeof(*regs)) : NULL;
	if (!regs)
		return;
	json_object_foreach((json_t *)j, name, value) regs[n++] =
		(struct ir_register){name, address(j, name).v};
	d->fault.regs = regs;
	d->fault.nr_regs = (unsigned)n;
}

static void fault(struct ir_diagnosis *d, const json_t *j, const json_t *stop)
{
	d->fault = (struct ir_fault){
		.kind = str(j, "kind"),
		.pid = number(j, "pid"),
		.cpu = number(j, "cpu"),
		.ip = address(j, "ip"),
		.address = address(j, "address"),
		.comm = str(j, "comm"),
		.from = str(j, "registers_from"),
	};
	registers(d, get(j, "registers"));
	backtrace(d, j, stop, &d->fault.backtrace);
}

static void peers(struct ir_diagnosis *d, const json_t *all, const json_t *stop)
{
	size_t nr;

	d->peers = room_for(d, all, sizeof(*d->peers), &nr);
	for (size_t i = 0; i < nr; i++) {
		const json_t *j = json_array_get(all, i);
		struct ir_peer *peer = &d->peers[d->nr_peers++];

		*peer = (struct ir_peer){
			.pid = number(j, "pid"),
			.cpu = number(j, "cpu"),
			.comm = str(j, "comm"),
			.doing = str(j, "doing"),
			.function = str(j, "function"),
			.same_inode = tri(j, "same_inode"),
		};
		backtrace(d, j, json_array_get(stop, i + 1), &peer->backtrace);
	}
}

static void walk(struct ir_diagnosis *d, const json_t *j)
{
	d->walk.nameidata = address(j, "nameidata");
	d->walk.mode = str(j, "mode");
	d->walk.name = str(j, "name");
	d->walk.dentry = address(j, "dentry");
	d->walk.dentry_name = str(j, "dentry_name");
}

static void evidence(struct ir_diagnosis *d, const json_t *all, const json_t *check)
{
	size_t i;
	const json_t *j;

	json_array_foreach(all, i, j)
	{
		const char *id = str(j, "id");
		enum ir_fact fact = 0;

		while (id && fact < IR_NR_FACTS && strcmp(id, ir_fact_id(fact)))
			fact++;
		if (!id || fact == IR_NR_FACTS)
			continue;
		d->facts[fact] = (struct ir_evidence){
			.holds = tri(j, "holds"),
			.text = str(j, "text"),
			.source = str(j, "source"),
		};
		for (unsigned n = 0; n < IR_MAX_CHECKS; n++)
			d->facts[fact].check[n] =
				json_string_value(json_array_get(get(check, id), n));
	}
	d->exposed_text = d->facts[IR_FACT_KERNEL_EXPOSED].source;
}

static void known_issues(struct ir_diagnosis *d, const json_t *all, const json_t *advice)
{
	size_t nr;

	d->issues = room_for(d, all, sizeof(*d->issues), &nr);
	for (size_t i = 0; i < nr && i < IR_MAX_ISSUES; i++) {
		const json_t *j = json_array_get(all, i);
		struct ir_known_issue *issue = &d->issues[d->nr_issues++];

		*issue = (struct ir_known_issue){
			.id = str(j, "id"),
			.title = str(j, "title"),
			.owner = str(j, "owner"),
			.from = str(j, "from"),
			.advice = json_string_value(json_array_get(advice, i)),
		};
		list(d, j, "fixed_in", &issue->fixed_in);
		list(d, j, "links", &issue->links);
	}
}

void ir_diagnosis_from_json(const struct ir_ticket_diagnosis *td, struct ir_diagnosis *d)
{
	const json_t *j = td->json, *verdict = get(j, "verdict");
	const json_t *stop = get(td->extra, "stop");

	memset(d, 0, sizeof(*d));
	d->door = str(get(j, "tool"), "door");
	dump(d, get(j, "dump"));
	fault(d, get(j, "fault"), json_array_get(stop, 0));
	walk(d, get(j, "walk"));
	d->inode.address = address(get(j, "inode"), "address");
	d->xfs_inode.address = address(get(j, "xfs_inode"), "address");
	d->called_through.address = address(get(j, "called_through"), "address");
	peers(d, get(j, "peers"), stop);
	evidence(d, get(j, "evidence"), get(td->extra, "check"));
	d->verdict = (struct ir_verdict){
		.race = tri(verdict, "race"),
		.class = ir_class_find(str(verdict, "class")),
		.shape = str(verdict, "shape"),
		.phase = str(verdict, "phase"),
		.confidence = str(verdict, "confidence"),
		.title = str(verdict, "title"),
		.summary = str(verdict, "summary"),
		.signature = str(verdict, "signature"),
	};
	known_issues(d, get(j, "known_issues"), td->advice);
	d->kernel_exposed = tri(j, "kernel_exposed");
	list(d, j, "observations", &d->notes.observations);
	list(d, j, "unavailable", &d->notes.unavailable);
	list(d, j, "missing", &d->notes.missing);
	if (!td->extra)
		ir_ticket_checks(d);
}
