// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace batch: the command. */
#include "triage/batch/batch_verb.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "triage/batch/arguments.h"
#include "triage/batch/merge.h"
#include "triage/batch/progress.h"
#include "triage/batch/schedule.h"
#include "triage/batch/shards.h"

static volatile sig_atomic_t stopped_by;

static void on_signal(int sig)
{
	stopped_by = sig;
	ir_batch_stop++;
}

static void catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int finish(struct ir_batch *b, bool ok)
{
	const struct ir_totals *t = &b->totals;

	if (ok && !ir_store_run_end(b->store, &b->run, ir_batch_stop ? "interrupted" : "done"))
		ok = false;
	if (!ok && *ir_store_error(b->store))
		fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
	else if (!ok)
		fprintf(stderr, "inoderace: batch: %s\n", b->why ? b->why : "the processes that read dumps are gone");
	ir_progress_end(b);
	ir_store_close(b->store);
	if (ok && ir_batch_stop) {
		signal(stopped_by, SIG_DFL);
		raise(stopped_by);
	}
	/* Of a part, what counts is that nothing is left to do. */
	if (ok && b->task)
		return ir_batch_stop || t->passing ? EXIT_FAILED : EXIT_VERDICTS;
	if (!ok || t->failed || b->broken)
		return EXIT_FAILED;
	return t->undetermined ? EXIT_UNDETERMINED : EXIT_VERDICTS;
}

static int run(struct ir_batch *b)
{
	int status = EXIT_FAILED;
	bool ok;

	if (b->task && ir_shard_is_merged(b))
		return EXIT_VERDICTS;
	/* Read here: a worker may open nothing. */
	if (!ir_layout_shelf_fill(&b->shelf, b->nr_layouts ? b->layouts : NULL)) {
		fputs("inoderace: batch: not enough memory for the layout files\n", stderr);
		return EXIT_FAILED;
	}
	if (!ir_fork_server_start(&b->server, &b->shelf)) {
		perror("inoderace: batch");
		return EXIT_FAILED;
	}
	/* After the workers' server: what reads a dump has no way to it. */
	b->known = ir_known_start(NULL, b->issues);
	if ((b->task ? ir_shard_open(b) : ir_batch_find(b)) &&
	    ir_batch_open(b, IR_STORE_CREATE | (b->task ? IR_STORE_ALONE : 0))) {
		ok = ir_batch_run(b);
		ir_fork_server_stop(&b->server);
		status = finish(b, ok);
	} else {
		ir_fork_server_stop(&b->server);
		ir_store_close(b->store);
	}
	ir_known_stop(b->known);
	return status;
}

int ir_batch_main(int argc, char **argv)
{
	static struct ir_batch b;
	int status = ir_batch_arguments(&b, argc, argv);

	if (status >= 0)
		return status;
	catch_signals();
	if (b.merge)
		status = ir_shards_merge(&b);
	else if ((b.shards || b.slurm) && !b.task)
		status = ir_shards_make(&b);
	else
		status = run(&b);
	ir_unit_list_close(&b.list);
	ir_layout_shelf_clear(&b.shelf);
	free(b.find.match);
	free(b.find.exclude);
	return status;
}
