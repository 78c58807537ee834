// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/issues/issue_judge.h"
#include "triage/known/known.h"

static void put_strings(FILE *f, char letter, const struct ir_issue_strings *s)
{
	for (unsigned i = 0; i < s->nr; i++)
		fprintf(f, "%c %s\n", letter, s->all[i]);
}

/* A file can be called anything; a newline would end the line. */
static void put_path(FILE *f, const char *path)
{
	fputs("P ", f);
	for (; *path; path++)
		fputc((unsigned char)*path < ' ' ? '?' : *path, f);
	fputc('\n', f);
}

static void put_issue(FILE *f, const struct ir_issue *issue)
{
	fprintf(f, "I %s\nT %s\n", issue->id, issue->title);
	put_strings(f, 'V', &issue->fixed_in);
	put_strings(f, 'L', &issue->links);
	if (issue->owner)
		fprintf(f, "O %s\n", issue->owner);
	if (issue->advice)
		fprintf(f, "A %s\n", issue->advice);
	put_path(f, issue->path);
}

static void answer(FILE *f, struct ir_judge *j, const char *json, size_t len)
{
	bool fits[IR_ISSUE_MAX_FILES] = {false};
	unsigned nr = 0;

	if (j->jq)
		(void)ir_judge_ask(j, json, len, fits);
	for (unsigned i = 0; i < j->set->nr && nr < IR_MAX_ISSUES; i++) {
		if (fits[i]) {
			put_issue(f, &j->set->all[i]);
			nr++;
		}
	}
	fputs(".\n", f);
	fflush(f);
}

int ir_issues_serve(char *const *paths)
{
	static struct ir_issue_set set;
	struct ir_judge j = {.set = &set};
	FILE *in = fdopen(0, "r"), *out = fdopen(dup(0), "w");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	/* Ctrl-C is for whoever asks: "batch" then ends after the dumps that it has begun. */
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (!in || !out)
		return 2;
	ir_issue_set_fill(&set, paths);
	j.jq = ir_issue_compile(&set);
	while ((len = getline(&line, &room, in)) > 0 && line[len - 1] == '\n')
		answer(out, &j, line, (size_t)len - 1);
	ir_judge_end(&j);
	if (j.jq)
		jq_teardown(&j.jq);
	free(line);
	fclose(in);
	fclose(out);
	ir_issue_set_clear(&set);
	return 0;
}
