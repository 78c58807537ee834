// SPDX-License-Identifier: GPL-2.0-or-later
/* One described machine: diagnose it, render it in every way, hold the result to its expects. */
#include "tests/unit/tgt_run.h"

#include "core/proof/members.h"
#include "tests/fake/fake_target.h"
#include "tests/unit/json_read.h"
#include "tests/unit/unit.h"

#include <dirent.h>
#include <regex.h>
#include <stdlib.h>
#include <sys/stat.h>

struct rendered {
	struct text json, text, verbose, markdown, inode, in_flight, proofs;
};

void text_emit(const char *s, void *arg)
{
	struct text *t = arg;
	size_t n = strlen(s);

	if (t->len + n >= t->size) {
		t->size = 2 * (t->len + n) + 256;
		t->s = realloc(t->s, t->size);
		if (!t->s)
			abort();
	}
	memcpy(t->s + t->len, s, n + 1);
	t->len += n;
}

static void render(const struct ir_diagnosis *d, struct rendered *r)
{
	struct ir_report_options plain = {.verbose = false},
				 verbose = {.verbose = true, .colour = true};

	ir_report_json(d, text_emit, &r->json);
	ir_report_text(d, &plain, text_emit, &r->text);
	ir_report_text(d, &verbose, text_emit, &r->verbose);
	ir_report_markdown(d, text_emit, &r->markdown);
	ir_report_inode(d, text_emit, &r->inode);
	ir_report_in_flight(d, text_emit, &r->in_flight);
}

/* What is proved of each member, a line each; whether or not the diagnosis needs it */
static void render_proofs(struct ir_target *t, struct text *out)
{
	static struct ir_diagnosis d;
	struct ir_kernel k;

	if (!ir_kernel_open(&k, t, &d))
		return;
	for (enum ir_member_id id = 0; id < IR_NR_MEMBERS; id++) {
		const struct ir_proof *p = ir_prove_member(&k, id);

		/* A sentence is noted once only, also for another proof that asked for this one. */
		d.notes.origins.nr = 0;
		if (p)
			ir_proof_note(&k, p, ir_member_name(id));
		for (unsigned i = 0; i < d.notes.origins.nr; i++) {
			text_emit(d.notes.origins.items[i], out);
			text_emit("\n", out);
		}
	}
	ir_diagnosis_release(&d);
}

static bool asks_for_proofs(const struct fake *f)
{
	unsigned nr;
	const struct fake_expect *expects = fake_expects(f, &nr);

	for (unsigned i = 0; i < nr; i++) {
		if (!strcmp(expects[i].path, "proofs"))
			return true;
	}
	return false;
}

static void free_rendered(struct rendered *r)
{
	free(r->json.s);
	free(r->text.s);
	free(r->verbose.s);
	free(r->markdown.s);
	free(r->inode.s);
	free(r->in_flight.s);
	free(r->proofs.s);
}

/* The rendering a path names, or NULL when it is a path into the JSON. */
static const char *rendering(const struct rendered *r, const char *path)
{
	if (!strcmp(path, "text"))
		return r->text.s ? r->text.s : "";
	if (!strcmp(path, "verbose"))
		return r->verbose.s ? r->verbose.s : "";
	if (!strcmp(path, "markdown"))
		return r->markdown.s ? r->markdown.s : "";
	if (!strcmp(path, "inode-text"))
		return r->inode.s ? r->inode.s : "";
	if (!strcmp(path, "in-flight-text"))
		return r->in_flight.s ? r->in_flight.s : "";
	if (!strcmp(path, "proofs"))
		return r->proofs.s ? r->proofs.s : "";
	return NULL;
}

static bool matches(const char *regex, const char *text)
{
	regex_t re;
	bool found;

	if (regcomp(&re, regex, REG_EXTENDED | REG_NOSUB))
		abort(); /* fake_open() has refused what is no regular expression */
	found = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return found;
}

/* Does one JSON value satisfy the positive form of @e's operator? */
static bool satisfies(const struct fake_expect *e, const struct json *j)
{
	if (strchr(e->op, '~')) {
		if (j->type == JSON_ARRAY) { /* any element will do */
			for (j = j->child; j; j = j->next)
				if (j->text && matches(e->value, j->text))
					return true;
			return false;
		}
		return j->text && matches(e->value, j->text);
	}
	if (!j->text || (e->quoted && j->type != JSON_STRING))
		return false;
	return !strcmp(j->text, e->value);
}

/*
 * May "!=" or "!~" hold for @j? What is not there, is empty or of another type differs from
 * everything, so the expectation would pass for the wrong reason.
 */
static bool can_be_negated(const struct fake_expect *e, const struct json *j)
{
	if (j->type == JSON_ARRAY && strchr(e->op, '~')) {
		for (j = j->child; j; j = j->next)
			if (!j->text)
				return false;
		return true;
	}
	if (!j->text || !*j->text)
		return false;
	if (strchr(e->op, '~'))
		return j->type == JSON_STRING;
	return e->quoted == (j->type == JSON_STRING) || !strcmp(j->text, "null");
}

static void show(const struct json *j, char *buf, size_t size)
{
	size_t n = 0;

	if (!j) {
		snprintf(buf, size, "nothing there");
	} else if (j->text) {
		snprintf(buf, size, j->type == JSON_STRING ? "\"%s\"" : "%s", j->text);
	} else {
		n = (size_t)snprintf(buf, size, j->type == JSON_ARRAY ? "an array" : "an object");
		for (j = j->child; j && j->text && n < size; j = j->next)
			n += (size_t)snprintf(buf + n, size - n, " \"%s\"", j->text);
	}
}

static void evaluate(const struct fake_expect *e, const struct json *root, const struct rendered *r)
{
	const char *text = rendering(r, e->path);
	bool negated = *e->op == '!', ok;
	char found[1024], what[2048];
	struct json scratch;
	const struct json *j = NULL;
	struct json whole = {.type = JSON_STRING, .text = (char *)text};

	if (text) {
		j = &whole;
	} else if (root) {
		j = json_at(root, e->path, &scratch);
	}
	ok = j && satisfies(e, j) != negated && (!negated || can_be_negated(e, j));
	show(j, found, sizeof(found));
	snprintf(what, sizeof(what), "%s %s %s, found %s", e->path, e->op, e->value, found);
	unit_check(ok, e->file, e->line, what);
}

static void check(const char *path, const struct fake *f, const struct rendered *r)
{
	unsigned nr;
	const struct fake_expect *expects = fake_expects(f, &nr);
	char err[128] = "";
	struct json *root = json_parse(r->json.s ? r->json.s : "", err, sizeof(err));
	char what[256];

	snprintf(what, sizeof(what), "the report is not JSON: %s", err);
	unit_check(root, path, 0, what);
	unit_check(r->json.len && strchr(r->json.s, '\n') == r->json.s + r->json.len - 1, path, 0,
		   "the JSON is one line");
	unit_check(nr, path, 0, "the file expects something");
	for (unsigned i = 0; i < nr; i++)
		evaluate(&expects[i], root, r);
	json_free(root);
}

static void run_file(const char *path, enum run_mode mode)
{
	struct ir_diagnosis d;
	struct rendered r = {0};
	char err[600] = "";
	struct fake *f = fake_open(path, err, sizeof(err));

	if (!f) {
		unit_check(false, path, 0, err);
		return;
	}
	ir_diagnose_into(fake_target(f), fake_options(f), &d);
	render(&d, &r);
	if (asks_for_proofs(f))
		render_proofs(fake_target(f), &r.proofs);
	if (mode == RUN_JSON)
		fputs(r.json.s ? r.json.s : "", stdout);
	if (mode == RUN_SHOW)
		printf("%s\n%s\n%s\n%s\n", r.json.s, r.verbose.s, r.inode.s, r.in_flight.s);
	if (mode != RUN_JSON)
		check(path, f, &r);
	free_rendered(&r);
	ir_diagnosis_release(&d);
	fake_close(f);
}

static int wanted(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* What lies in a folder called parts is only there to be included. */
static bool is_wanted(const char *name, mode_t mode)
{
	const char *dot = strrchr(name, '.');

	return S_ISDIR(mode) ? strcmp(name, "parts") != 0 : dot && !strcmp(dot, ".tgt");
}

unsigned run_path(const char *path, enum run_mode mode)
{
	struct dirent **list;
	struct stat st;
	unsigned ran = 0;
	int n;

	if (stat(path, &st))
		return 0;
	if (!S_ISDIR(st.st_mode)) {
		run_file(path, mode);
		return 1;
	}
	n = scandir(path, &list, wanted, alphasort);
	if (n < 0)
		return 0;
	for (int i = 0; i < n; i++) {
		char full[4096];

		snprintf(full, sizeof(full), "%s/%s", path, list[i]->d_name);
		if (!stat(full, &st) && is_wanted(list[i]->d_name, st.st_mode))
			ran += run_path(full, mode);
		free(list[i]);
	}
	free(list);
	return ran;
}
