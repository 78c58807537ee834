// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run is asked for, and where it is kept. */
#include "triage/batch/batch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/inoderace.h"
#include "triage/batch/progress.h"
#include "triage/batch/rules_version.h"
#include "triage/store/path_text.h"

volatile int ir_batch_stop;

static void find_one(struct ir_batch *b, struct ir_finder *f, const char *path)
{
	if (ir_find_path(f, path))
		return;
	b->broken = true;
	ir_progress_error(path, strerror(errno));
}

static bool find_listed(struct ir_batch *b, struct ir_finder *f)
{
	FILE *file = strcmp(b->from_file, "-") ? fopen(b->from_file, "re") : stdin;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (!file) {
		ir_progress_error(b->from_file, strerror(errno));
		return false;
	}
	while ((n = getdelim(&line, &room, b->nul ? 0 : '\n', file)) > 0 && !ir_batch_stop) {
		if (!b->nul && line[n - 1] == '\n')
			line[n - 1] = 0;
		if (*line)
			find_one(b, f, line);
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return true;
}

bool ir_batch_find(struct ir_batch *b)
{
	struct ir_finder *f;
	bool ok = true;

	b->find.progress = ir_progress_found;
	b->find.stop = &ir_batch_stop;
	f = ir_unit_list_open(&b->list) ? ir_find_open(&b->find, &b->list) : NULL;
	if (!f) {
		perror("inoderace: batch");
		return false;
	}
	for (char **path = b->paths; *path; path++)
		find_one(b, f, *path);
	if (b->from_file)
		ok = find_listed(b, f);
	if (!ir_find_close(f)) {
		fprintf(stderr, "inoderace: batch: the list of dumps cannot be kept: %s\n", strerror(errno));
		return false;
	}
	return ok;
}

static void add_words(char *text, size_t size, const char *before, char *const *words)
{
	size_t len;

	for (; words && *words; words++) {
		len = strlen(text);
		if (len + strlen(before) + 1 >= size)
			return;
		strcpy(text + len, before);
		len += strlen(before);
		if (!ir_path_text(*words, text + len, size - len))
			text[len] = 0;
	}
}

/* What was to be diagnosed: an interrupted run is gone on with by one that is to do the same. */
static void describe(const struct ir_batch *b, char *text, size_t size)
{
	char *folder = getcwd(NULL, 0);

	text[0] = 0;
	add_words(text, size, "", (char *[]){folder, NULL});
	add_words(text, size, " --since ", (char *[]){(char *)b->since, NULL});
	add_words(text, size, " --match ", b->find.match);
	add_words(text, size, " --exclude ", b->find.exclude);
	add_words(text, size, " --layouts ", b->layouts);
	add_words(text, size, " --issues ", b->issues);
	add_words(text, size, " --files-from ", (char *[]){(char *)b->from_file, NULL});
	if (b->merge)
		add_words(text, size, " ", (char *[]){(char []){"--merge"}, NULL});
	add_words(text, size, " --shards ", (char *[]){(char *)b->shards, NULL});
	add_words(text, size, " ", b->paths);
	free(folder);
}

bool ir_batch_open(struct ir_batch *b, unsigned how)
{
	static char host[256], process[64], arguments[4096], stat[1024];
	char error[512];
	FILE *f = fopen("/proc/self/stat", "re");

	if (f) {
		if (!fgets(stat, sizeof(stat), f))
			stat[0] = 0;
		fclose(f);
	}
	gethostname(host, sizeof(host) - 1);
	snprintf(process, sizeof(process), "%d %llu", (int)getpid(), ir_process_started(stat));
	describe(b, arguments, sizeof(arguments));
	b->run = (struct ir_store_run){.again = b->again, .tool = IR_TOOL_VERSION,
				       .rules_hash = ir_rules_version(), .host = host,
				       .process = process, .arguments = arguments};
	b->store = ir_store_open(b->db, how, error, sizeof(error));
	if (!b->store) {
		fprintf(stderr, "inoderace: %s: %s\n", b->db, error);
		return false;
	}
	if (ir_store_run_start(b->store, &b->run))
		return true;
	fprintf(stderr, "inoderace: %s: %s\n", b->db, ir_store_error(b->store));
	return false;
}
