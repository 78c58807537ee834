// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of a dump, into the database and onto the screen. */
#include "triage/batch/keep_result.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/batch/progress.h"
#include "triage/batch/worker_answer.h"
#include "triage/known_json/known_json.h"

bool ir_take_log(struct ir_batch *b, struct ir_pool *p, const struct ir_slot *s)
{
	struct ir_unit log = {.nr_paths = 1, .sniff = IR_SNIFF_TEXT};

	if (!s->unit.log)
		return true;
	log.paths[0] = strdup(s->unit.log);
	b->totals.found++;
	return log.paths[0] && ir_pool_wait(p, &log);
}

void ir_count(struct ir_batch *b, const struct ir_slot *s, const char *class, const char *phase,
	      const char *confidence, bool race)
{
	bool sure = confidence && !strcmp(confidence, "confirmed");

	b->totals.done++;
	b->totals.races += race && sure;
	b->totals.alike += race && !sure;
	b->totals.failed += !strcmp(class, "error");
	b->totals.undetermined += !strcmp(class, "undetermined");
	ir_progress(b, s->path_text, class, phase, confidence);
}

/* Why a worker ended without an answer; *@passes when the next run may have more luck. */
static void reason(const struct ir_batch *b, const struct ir_slot *s, char *buf, size_t size,
		   bool *passes)
{
	int status = s->exit.status, sig = status >= 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	*passes = false;
	if (status == -1) {
		*passes = true;
		snprintf(buf, size, "the process that reads it could not be started");
	} else if (sig == SIGALRM || sig == SIGXCPU || s->killed) {
		snprintf(buf, size, "its diagnosis took longer than %u s (--timeout)", b->limits.seconds);
	} else if (sig == SIGXFSZ) {
		snprintf(buf, size, "unpacked, it is bigger than allowed (--unpacked)");
	} else if (sig == SIGSYS) {
		snprintf(buf, size, "its diagnosis tried what it must not, and was stopped");
	} else if (sig == SIGKILL) {
		*passes = true;
		snprintf(buf, size, "the process that read it was killed (is the machine out of memory?)");
	} else if (sig) {
		snprintf(buf, size, "its diagnosis died of signal %d (%s)", sig, strsignal(sig));
	} else {
		*passes = true; /* What it could not say to us was lost on the way, or it had no memory to say it. */
		snprintf(buf, size, "its diagnosis ended without an answer");
	}
}

static bool failed(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s, const char *error,
		   bool passes)
{
	struct ir_store_diagnosis d = {.content = s->content, .fingerprint = s->fingerprint,
				       .whole = s->whole[0] ? s->whole : NULL, .sampled = s->sampled,
				       .error = error, .race = -1, .cpu_ms = s->exit.cpu_ms,
				       .peak_kb = s->exit.peak_kb};
	bool ok;

	b->totals.passing += passes;
	if (passes || !s->fingerprint[0])
		ok = ir_store_unread(b->store, &b->run, &s->file, error);
	else
		ok = ir_store_diagnosed(b->store, &b->run, &s->file, &d);
	ir_progress_error(s->unit.paths[0], error);
	ir_count(b, s, "error", NULL, NULL, false);
	return ok && ir_take_log(b, p, s);
}

static bool diagnosed(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	struct ir_store_diagnosis d = {.content = s->content, .fingerprint = s->fingerprint,
				       .whole = s->whole[0] ? s->whole : NULL, .sampled = s->sampled,
				       .cpu_ms = s->exit.cpu_ms, .peak_kb = s->exit.peak_kb};
	size_t len = strcspn(s->text, "\n");
	char *with_issues;
	void *root;
	bool ok;

	s->text[len] = 0;
	if (!ir_answer_read(s->text, len, &d, &root)) {
		ir_answer_free(root);
		return failed(b, p, s, "its diagnosis is damaged", false);
	}
	with_issues = ir_known_json(b->known, root, NULL) ? json_dumps(root, 0) : NULL;
	d.json = with_issues ? with_issues : d.json;
	ok = ir_store_diagnosed(b->store, &b->run, &s->file, &d);
	free(with_issues);
	b->totals.diagnosed++;
	ir_count(b, s, d.class, d.phase, d.confidence, d.race == 1);
	ir_answer_free(root);
	return ok;
}

static bool known(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	b->totals.same++;
	ir_count(b, s, s->known.class, s->known.phase, s->known.confidence, s->known.race);
	return ir_store_linked(b->store, &b->run, &s->file, s->known.id) &&
	       (strcmp(s->known.class, "error") || ir_take_log(b, p, s));
}

bool ir_slot_record(struct ir_batch *b, struct ir_pool *p, struct ir_slot *s)
{
	char why[256];
	bool passes;

	/* Killed because the user wants out: it was not looked at. */
	if (s->killed && ir_batch_stop)
		return true;
	switch (s->result) {
	case IR_RESULT_DIAGNOSIS:
		return diagnosed(b, p, s);
	case IR_RESULT_ERROR:
		/* "!" stands before reasons that are this machine's and not the file's. */
		return failed(b, p, s, s->text + (s->text[0] == '!'), s->text[0] == '!' ||
			      strstr(s->text, "no room to unpack") != NULL);
	case IR_RESULT_KNOWN:
		return known(b, p, s);
	case IR_RESULT_LATER:
		return ir_pool_wait(p, &s->unit);
	case IR_RESULT_NEITHER:
		b->totals.found--;
		return true;
	case IR_RESULT_NONE:
		break;
	}
	reason(b, s, why, sizeof(why), &passes);
	return failed(b, p, s, why, passes);
}
