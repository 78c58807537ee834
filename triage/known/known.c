// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/known/known.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/known/issue_folders.h"
#include "triage/verb/program_path.h"

/* More than the program allows itself for one diagnosis, with the time it needs to read its entries. */
#define SECONDS 20
/* Bytes of an answer; the program writes much less. */
#define LONGEST_ANSWER ((size_t)1 << 20)

struct ir_known {
	pid_t pid;
	int socket;
	bool ended, told;
	char *answer;
};

static bool is_there(const char *folder)
{
	return !access(folder, R_OK | X_OK);
}

static bool has_entries(const char *program, char *const *paths)
{
	char shipped[PATH_MAX];

	return (paths && *paths) || is_there(IR_ISSUES_OF_SITE) ||
	       (ir_issues_shipped(program, shipped) && is_there(shipped));
}

static bool spawn(struct ir_known *k, const char *program, char *const *paths, int end)
{
	char *argv[IR_MAX_ISSUE_PATHS + 3] = {(char []){IR_ISSUES_PROGRAM}, (char []){IR_KNOWN_SERVE}};
	posix_spawn_file_actions_t actions;
	bool ok;

	for (unsigned i = 0; paths && paths[i] && i < IR_MAX_ISSUE_PATHS; i++)
		argv[i + 2] = paths[i];
	if (posix_spawn_file_actions_init(&actions))
		return false;
	ok = !posix_spawn_file_actions_adddup2(&actions, end, 0) &&
	     !posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) &&
	     !posix_spawn(&k->pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ok;
}

static bool start(struct ir_known *k, const char *program, char *const *paths)
{
	const struct timeval longest = {.tv_sec = SECONDS};
	int ends[2];
	bool ok;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	ok = !setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof(longest)) &&
	     !setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof(longest)) && spawn(k, program, paths, ends[1]);
	close(ends[1]);
	k->socket = ends[0];
	if (!ok)
		close(ends[0]);
	return ok;
}

const char *ir_known_refusal(const char *path, unsigned nr)
{
	char program[PATH_MAX];

	if (!IR_WITH_ISSUES)
		return "built without libjq, so no known issues can be read: --issues ";
	if (!ir_program_path(NULL, IR_ISSUES_PROGRAM, program, sizeof(program)))
		return "the program " IR_ISSUES_PROGRAM " is not installed, so no known issues can be read: --issues ";
	if (access(path, R_OK))
		return "cannot read the known issues in ";
	return nr < IR_MAX_ISSUE_PATHS ? NULL : "too many times --issues; name a folder instead of ";
}

struct ir_known *ir_known_start(const char *beside, char *const *paths)
{
	char program[PATH_MAX], real[PATH_MAX];
	struct ir_known *k;

	if (!ir_program_path(beside, IR_ISSUES_PROGRAM, program, sizeof(program)) || !realpath(program, real) ||
	    !has_entries(real, paths))
		return NULL;
	k = calloc(1, sizeof(*k));
	if (!k)
		return NULL;
	k->answer = malloc(LONGEST_ANSWER);
	if (k->answer && start(k, real, paths))
		return k;
	free(k->answer);
	free(k);
	fprintf(stderr, "inoderace: known issues: %s cannot be started, so none is looked for\n", program);
	return NULL;
}

bool ir_known_send(int to, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = send(to, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* All of an answer, as one string; its last line is "." */
static bool hear(struct ir_known *k)
{
	size_t len = 0;

	while (len + 1 < LONGEST_ANSWER) {
		ssize_t n = recv(k->socket, k->answer + len, LONGEST_ANSWER - 1 - len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
		k->answer[len] = 0;
		if (len >= 2 && !strcmp(k->answer + len - 2, ".\n") && (len == 2 || k->answer[len - 3] == '\n'))
			return !memchr(k->answer, 0, len);
	}
	return false;
}

static void take(struct ir_arena *arena, struct ir_known_issue *issue, char letter, const char *text)
{
	const char *copy = ir_arena_strdup(arena, text);

	switch (letter) {
	case 'I':
		issue->id = copy;
		break;
	case 'T':
		issue->title = copy;
		break;
	case 'V':
		ir_list_add(arena, &issue->fixed_in, copy);
		break;
	case 'L':
		ir_list_add(arena, &issue->links, copy);
		break;
	case 'O':
		issue->owner = copy;
		break;
	case 'A':
		issue->advice = copy;
		break;
	case 'P':
		issue->from = copy;
		break;
	}
}

static bool read_answer(char *text, struct ir_arena *arena, struct ir_issues *ret)
{
	char *line, *rest = text;

	ret->nr = 0;
	ret->all = ir_arena_alloc(arena, IR_MAX_ISSUES * sizeof(*ret->all));
	while (ret->all && (line = strsep(&rest, "\n")) && strcmp(line, ".")) {
		if (strlen(line) < 2 || line[1] != ' ')
			return false;
		if (*line == 'I' && ret->nr++ == IR_MAX_ISSUES)
			return false;
		if (!ret->nr)
			return false;
		take(arena, &ret->all[ret->nr - 1], *line, line + 2);
	}
	return ret->all;
}

bool ir_known_ask(struct ir_known *k, const char *json, size_t len, struct ir_arena *arena, struct ir_issues *ret)
{
	*ret = (struct ir_issues){.nr = 0};
	if (!k)
		return true;
	if (len && json[len - 1] == '\n')
		len--;
	if (!k->ended && len < IR_KNOWN_LONGEST && !memchr(json, '\n', len) && ir_known_send(k->socket, json, len) &&
	    ir_known_send(k->socket, "\n", 1) && hear(k) && read_answer(k->answer, arena, ret))
		return true;
	/* What comes later might be the answer to this one. */
	k->ended = true;
	*ret = (struct ir_issues){.nr = 0};
	if (!k->told)
		fprintf(stderr, "inoderace: known issues: %s gave no answer, so none is known\n", IR_ISSUES_PROGRAM);
	k->told = true;
	return false;
}

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

void ir_known_diagnosis(struct ir_known *k, struct ir_diagnosis *d)
{
	struct ir_issues found = {.nr = 0};
	char *text = NULL;
	size_t len = 0;
	FILE *f = k ? open_memstream(&text, &len) : NULL;
	bool ok = !k;

	if (f) {
		ir_report_json(d, emit, f);
		ok = !(ferror(f) | fclose(f)) && ir_known_ask(k, text, len, &d->arena, &found);
	}
	free(text);
	d->issues = found.all;
	d->nr_issues = found.nr;
	if (!ok)
		ir_list_add(&d->arena, &d->notes.unavailable, "known issues: nobody could be asked");
}

void ir_known_stop(struct ir_known *k)
{
	if (!k)
		return;
	close(k->socket);
	while (waitpid(k->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(k->answer);
	free(k);
}
