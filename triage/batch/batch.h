/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inoderace batch: thousands of dumps, unattended. */
#ifndef IR_BATCH_H
#define IR_BATCH_H

#include "triage/batch/find.h"
#include "triage/batch/fork_server.h"
#include "triage/debuginfo/debuginfo.h"
#include "triage/debuginfo/layout_shelf.h"
#include "triage/known/issue_folders.h"
#include "triage/known/known.h"
#include "triage/store/store.h"

#define IR_BATCH_JOBS_MAX 64

/** Exit status of batch */
enum { EXIT_VERDICTS, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED };

/**
 * struct ir_totals - of a run, by paths
 * @older: unchanged, and judged by other rules than this program's
 * @passing: not looked at for a reason of this machine's; another try may have more luck
 */
struct ir_totals {
	uint64_t found, done, diagnosed, unchanged, same, failed, undetermined, races, alike, older, passing;
};

/**
 * struct ir_batch - a run
 * @from_file: list of PATHs, "-" for standard input; @nul: NUL ends each
 * @since: --since as it was given
 * @broken: some PATH is not there
 * @layouts: of --layouts, @nr_layouts of them, NULL-terminated
 * @shelf: those, and what lies where such files are put
 * @issues: of --issues, the same; @known: who is asked which of those fit
 * @why: what ended the run, if neither the database did nor its workers
 * @shards, @per_task, @task, @slurm, @dry_run, @merge: how the work is divided (shards.h)
 */
struct ir_batch {
	unsigned jobs;
	bool again, nul;
	bool slurm, dry_run, merge;
	unsigned long per_task, task;
	const char *db, *from_file, *since, *shards;
	char **paths;
	unsigned nr_layouts;
	char *layouts[IR_DEBUG_MAX_PATHS + 1];
	struct ir_layout_shelf shelf;
	unsigned nr_issues;
	char *issues[IR_MAX_ISSUE_PATHS + 1];
	struct ir_known *known;
	struct ir_find find;
	struct ir_worker_limits limits;
	struct ir_store *store;
	struct ir_store_run run;
	struct ir_unit_list list;
	struct ir_fork_server server;
	struct ir_totals totals;
	const char *why;
	bool broken;
};

/** ir_batch_stop - set by SIGINT and SIGTERM: how often they came */
extern volatile int ir_batch_stop;

/** ir_batch_find() - fill the list with all that is asked for */
bool ir_batch_find(struct ir_batch *b);

/** ir_batch_open() - open the database and record the run; @how as of ir_store_open() */
bool ir_batch_open(struct ir_batch *b, unsigned how);

#endif
