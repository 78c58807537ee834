// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The diagnosis as JSON, schema 2, as docs/diagnosis.schema.json defines it. An object is null as a
 * whole when its main value (an address, a flag word) could not be read.
 */
#include "core/lib/json.h"
#include "core/render/report.h"
#include "core/lib/version.h"
#include "core/render/render.h"

#include <string.h>

static void strings(struct ir_json *j, const char *key, unsigned nr, const char *const *items)
{
	ir_json_open(j, key, '[');
	for (unsigned i = 0; i < nr; i++)
		if (items[i])
			ir_json_string(j, NULL, items[i]);
	ir_json_close(j, ']');
}

static void flags(struct ir_json *j, const char *key, const struct ir_flags *f)
{
	if (!f->raw.known) {
		ir_json_null(j, key);
		return;
	}
	ir_json_open(j, key, '{');
	ir_json_address(j, "raw", f->raw);
	strings(j, "names", f->nr_names, f->names);
	ir_json_close(j, '}');
}

static void table(struct ir_json *j, const char *key, const struct ir_table *t, bool from)
{
	if (!t->address.known) {
		ir_json_null(j, key);
		return;
	}
	ir_json_open(j, key, '{');
	ir_json_address(j, "address", t->address);
	ir_json_string(j, "symbol", t->symbol);
	if (!t->symbol && t->near)
		ir_json_string(j, "near", t->near);
	if (from)
		ir_json_string(j, "from", t->from);
	ir_json_close(j, '}');
}

static void backtrace(struct ir_json *j, const struct ir_backtrace *bt)
{
	ir_json_open(j, "backtrace", '[');
	for (unsigned i = 0; i < bt->nr; i++) {
		const struct ir_frame *f = &bt->frames[i];
		struct ir_value ip = {true, f->ip}, offset = {f->symbol != NULL, f->offset};

		ir_json_open(j, NULL, '{');
		ir_json_address(j, "ip", ip);
		ir_json_string(j, "symbol", f->symbol);
		ir_json_unsigned(j, "offset", offset);
		ir_json_string(j, "module", f->module);
		ir_json_tri(j, "reliable", ir_tri_of(f->reliable));
		ir_json_close(j, '}');
	}
	ir_json_close(j, ']');
}

static void dump(struct ir_json *j, const struct ir_dump *dump)
{
	char when[24];

	ir_json_open(j, "dump", '{');
	ir_json_string(j, "path", dump->path);
	ir_json_string(j, "format", dump->format);
	ir_json_unsigned(j, "bytes", dump->bytes);
	ir_json_string(j, "release", dump->release);
	ir_json_string(j, "arch", dump->arch);
	ir_json_string(j, "build_id", dump->build_id);
	ir_json_string(j, "nodename", dump->nodename);
	ir_json_string(j, "crash_time", ir_time(dump->crash_time, when));
	ir_json_string(j, "panic", dump->panic);
	ir_json_string(j, "tainted", dump->tainted);
	ir_json_string(j, "cmdline", dump->cmdline);
	strings(j, "livepatches", dump->nr_livepatches, dump->livepatches);
	ir_json_close(j, '}');
}

static void fault(struct ir_json *j, const struct ir_fault *fault)
{
	ir_json_open(j, "fault", '{');
	ir_json_string(j, "kind", fault->kind);
	ir_json_unsigned(j, "pid", fault->pid);
	ir_json_string(j, "comm", fault->comm);
	ir_json_unsigned(j, "cpu", fault->cpu);
	ir_json_address(j, "ip", fault->ip);
	ir_json_address(j, "address", fault->address);
	if (fault->nr_regs) {
		ir_json_open(j, "registers", '{');
		for (unsigned i = 0; i < fault->nr_regs; i++) {
			struct ir_value v = {true, fault->regs[i].value};

			if (fault->regs[i].name)
				ir_json_address(j, fault->regs[i].name, v);
		}
		ir_json_close(j, '}');
	} else {
		ir_json_null(j, "registers");
	}
	ir_json_string(j, "registers_from", fault->from);
	backtrace(j, &fault->backtrace);
	ir_json_close(j, '}');
}

static void walk(struct ir_json *j, const struct ir_walk *walk)
{
	struct ir_value inode = walk->dentry_inode;

	if (!walk->nameidata.known) {
		ir_json_null(j, "walk");
		return;
	}
	/* null stands for a negative dentry, too. The evidence tells it from unknown. */
	inode.known = inode.known && inode.v;
	ir_json_open(j, "walk", '{');
	ir_json_address(j, "nameidata", walk->nameidata);
	ir_json_string(j, "mode", walk->mode);
	flags(j, "flags", &walk->flags);
	ir_json_unsigned(j, "depth", walk->depth);
	ir_json_string(j, "name", walk->name);
	ir_json_address(j, "dentry", walk->dentry);
	ir_json_string(j, "dentry_name", walk->dentry_name);
	ir_json_address(j, "dentry_inode", inode);
	ir_json_unsigned(j, "dentry_seq", walk->dentry_seq);
	ir_json_unsigned(j, "walk_seq", walk->walk_seq);
	ir_json_close(j, '}');
}

static void inode(struct ir_json *j, const struct ir_inode *inode)
{
	if (!inode->address.known) {
		ir_json_null(j, "inode");
		return;
	}
	ir_json_open(j, "inode", '{');
	ir_json_address(j, "address", inode->address);
	ir_json_string(j, "fs", inode->fs);
	ir_json_string(j, "device", inode->device);
	ir_json_unsigned(j, "ino", inode->ino);
	ir_json_unsigned(j, "generation", inode->generation);
	ir_json_octal(j, "mode", inode->mode);
	flags(j, "i_state", &inode->i_state);
	ir_json_signed32(j, "i_count", inode->i_count);
	table(j, "i_op", &inode->i_op, false);
	table(j, "i_fop", &inode->i_fop, false);
	ir_json_close(j, '}');
}

static void xfs_inode(struct ir_json *j, const struct ir_xfs_inode *ip)
{
	if (!ip->address.known) {
		ir_json_null(j, "xfs_inode");
		return;
	}
	ir_json_open(j, "xfs_inode", '{');
	ir_json_address(j, "address", ip->address);
	ir_json_unsigned(j, "ino", ip->ino);
	flags(j, "i_flags", &ip->i_flags);
	ir_json_close(j, '}');
}

static void peers(struct ir_json *j, const struct ir_diagnosis *d)
{
	ir_json_open(j, "peers", '[');
	for (unsigned i = 0; i < d->nr_peers; i++) {
		const struct ir_peer *peer = &d->peers[i];

		ir_json_open(j, NULL, '{');
		ir_json_unsigned(j, "pid", peer->pid);
		ir_json_string(j, "comm", peer->comm);
		ir_json_unsigned(j, "cpu", peer->cpu);
		ir_json_string(j, "doing", peer->doing);
		ir_json_string(j, "function", peer->function);
		ir_json_tri(j, "same_inode", peer->same_inode);
		backtrace(j, &peer->backtrace);
		ir_json_close(j, '}');
	}
	ir_json_close(j, ']');
}

static void evidence(struct ir_json *j, const struct ir_diagnosis *d)
{
	ir_json_open(j, "evidence", '[');
	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		const struct ir_evidence *e = &d->facts[i];
		enum ir_class class = ir_fact_class(i);

		if (!ir_fact_shown(d, i))
			continue;
		ir_json_open(j, NULL, '{');
		ir_json_string(j, "id", ir_fact_id(i));
		ir_json_tri(j, "holds", e->holds);
		ir_json_string(j, "for", class == IR_CLASS_NONE ? NULL : ir_class_name(class));
		ir_json_string(j, "text", e->text);
		ir_json_string(j, "source", e->source);
		ir_json_close(j, '}');
	}
	ir_json_close(j, ']');
}

static void verdict(struct ir_json *j, const struct ir_diagnosis *d)
{
	const struct ir_verdict *v = &d->verdict;
	bool determined = v->class != IR_CLASS_UNDETERMINED;

	ir_json_open(j, "verdict", '{');
	ir_json_tri(j, "race", determined ? v->race : IR_UNKNOWN);
	ir_json_string(j, "class", ir_class_name(v->class));
	ir_json_string(j, "shape", v->shape);
	ir_json_string(j, "phase", v->phase);
	ir_json_string(j, "confidence", determined ? v->confidence : NULL);
	ir_json_string(j, "title", v->title);
	ir_json_string(j, "summary", v->summary);
	ir_json_string(j, "signature", v->signature);
	ir_json_string(j, "signature_coarse", v->coarse);
	ir_json_unsigned(j, "signature_version", (struct ir_value){true, IR_SIGNATURE_VERSION});
	ir_json_close(j, '}');
}

static void known_issues(struct ir_json *j, const struct ir_diagnosis *d)
{
	ir_json_open(j, "known_issues", '[');
	for (unsigned i = 0; i < d->nr_issues; i++) {
		const struct ir_known_issue *issue = &d->issues[i];

		ir_json_open(j, NULL, '{');
		ir_json_string(j, "id", issue->id);
		ir_json_string(j, "title", issue->title);
		strings(j, "fixed_in", issue->fixed_in.nr, issue->fixed_in.items);
		strings(j, "links", issue->links.nr, issue->links.items);
		ir_json_string(j, "owner", issue->owner);
		ir_json_string(j, "from", issue->from);
		ir_json_close(j, '}');
	}
	ir_json_close(j, ']');
}

static void begin(struct ir_json *j, const char *door)
{
	ir_json_open(j, NULL, '{');
	ir_json_unsigned(j, "schema", (struct ir_value){true, IR_JSON_SCHEMA});
	ir_json_open(j, "tool", '{');
	ir_json_string(j, "name", "inoderace");
	ir_json_string(j, "version", IR_TOOL_VERSION);
	ir_json_string(j, "door", door);
	ir_json_close(j, '}');
}

static void end(struct ir_json *j)
{
	ir_json_close(j, '}');
	ir_out_raw(&j->out, "\n");
	ir_out_flush(&j->out);
}

void ir_report_json_error(const char *door, const char *path, const char *error, ir_emit_fn *emit,
			  void *arg)
{
	struct ir_json j = {.out = {.emit = emit, .arg = arg}};

	begin(&j, door);
	ir_json_open(&j, "dump", '{');
	ir_json_string(&j, "path", path);
	ir_json_close(&j, '}');
	ir_json_string(&j, "error", error);
	ir_json_null(&j, "verdict");
	end(&j);
}

void ir_report_json(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_json j = {.out = {.emit = emit, .arg = arg}};

	begin(&j, d->door);
	dump(&j, &d->dump);
	fault(&j, &d->fault);
	walk(&j, &d->walk);
	inode(&j, &d->inode);
	xfs_inode(&j, &d->xfs_inode);
	table(&j, "called_through", &d->called_through, true);
	peers(&j, d);
	evidence(&j, d);
	verdict(&j, d);
	known_issues(&j, d);
	ir_json_tri(&j, "kernel_exposed", d->kernel_exposed);
	strings(&j, "observations", d->notes.observations.nr, d->notes.observations.items);
	strings(&j, "unavailable", d->notes.unavailable.nr, d->notes.unavailable.items);
	strings(&j, "missing", d->notes.missing.nr, d->notes.missing.items);
	end(&j);
}
