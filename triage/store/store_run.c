// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs, and the numbers that rules get in the order this database met them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/store/store_private.h"

struct left {
	int64_t id;
	char process[64];
};

static bool left_row(const char *const *column, void *arg)
{
	struct left *l = arg;

	l->id = strtoll(column[0], NULL, 10);
	snprintf(l->process, sizeof(l->process), "%s", column[1]);
	return true;
}

/* "PID STARTED": a later process with that number has another start. */
static bool is_gone(const char *process)
{
	char path[64], line[1024] = "", *at;
	long pid = strtol(process, &at, 10);
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return true;
	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	fclose(f);
	return strtoull(at, NULL, 10) != ir_process_started(line);
}

unsigned long long ir_process_started(const char *stat)
{
	/* The 22nd word; the second, in brackets, may hold anything. */
	const char *at = strrchr(stat, ')');

	for (int i = 2; at && i < 22; i++)
		at = strchr(at + 1, ' ');
	return at ? strtoull(at, NULL, 10) : 0;
}

bool ir_store_number_rules(struct ir_store *s, struct ir_store_run *run)
{
	const char *params[] = {run->rules_hash, run->tool};

	run->rules = 0;
	if (!ir_store_number(s, "SELECT id FROM rules WHERE hash = $1", params, 1, &run->rules))
		return false;
	return run->rules ||
	       ir_store_number(s, "INSERT INTO rules (hash, tool) VALUES ($1, $2) RETURNING id", params, 2,
			       &run->rules);
}

static bool start(struct ir_store *s, struct ir_store_run *run)
{
	char rules[24], id[24], started[24];
	struct left left = {0};
	const char *same[] = {run->arguments, run->host, run->again ? "1" : "0", rules};
	const char *params[] = {started, rules, run->tool, same[2], run->host, run->process,
				run->arguments};

	if (!ir_store_number_rules(s, run))
		return false;
	snprintf(rules, sizeof(rules), "%" PRId64, run->rules);
	ir_store_now(started);
	if (!ir_store_query(s, "SELECT id, process FROM runs WHERE state <> 'done' AND arguments = $1"
			       " AND host = $2 AND again = $3 AND rules = $4 AND id >"
			       " (SELECT coalesce(max(id), 0) FROM runs WHERE state = 'done')"
			       " ORDER BY id", same, 4, left_row, &left))
		return false;
	if (left.id && is_gone(left.process)) {
		run->id = left.id;
		snprintf(id, sizeof(id), "%" PRId64, run->id);
		return ir_store_query(s, "UPDATE runs SET state = 'running', process = $1 WHERE id = $2",
				      (const char *[]){run->process, id}, 2, NULL, NULL);
	}
	return ir_store_number(s, "INSERT INTO runs (started, state, rules, tool, again, host, process,"
				  " arguments) VALUES ($1, 'running', $2, $3, $4, $5, $6, $7)"
				  " RETURNING id", params, 7, &run->id);
}

bool ir_store_run_start(struct ir_store *s, struct ir_store_run *run)
{
	return ir_store_end(s, ir_store_begin(s) && start(s, run));
}

bool ir_store_run_end(struct ir_store *s, const struct ir_store_run *run, const char *how)
{
	char id[24], ended[24];

	snprintf(id, sizeof(id), "%" PRId64, run->id);
	ir_store_now(ended);
	return ir_store_query(s, "UPDATE runs SET state = $1, ended = $2 WHERE id = $3",
			      (const char *[]){how, ended, id}, 3, NULL, NULL);
}
