// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/issues/judge_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/known/known.h"
#include "triage/sandbox/sandbox.h"

#define MEMORY ((uint64_t)512 << 20)
/* Of CPU time in all. What limits one condition is the clock of whoever waits for the answer. */
#define SECONDS 86400

static void say(int to, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		ssize_t n = write(to, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		text += n;
		len -= (size_t)n;
	}
}

/* The next line, without its newline. Requests come one at a time, so nothing is read beyond its end but its second line. */
static char *next_line(int from, char *buf, size_t *len, size_t *used)
{
	char *end, *line;

	memmove(buf, buf + *used, *len - *used);
	*len -= *used;
	*used = 0;
	while (!(end = memchr(buf, '\n', *len))) {
		ssize_t n = *len < IR_KNOWN_LONGEST ? read(from, buf + *len, IR_KNOWN_LONGEST - *len) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(0);
		*len += (size_t)n;
	}
	*end = 0;
	line = buf;
	*used = (size_t)(end - buf) + 1;
	return line;
}

/* An array that has true at each index in @text. */
static jv skip_list(const char *text)
{
	jv list = jv_array();
	char *end;

	for (long i = strtol(text, &end, 10); end != text; i = strtol(text, &end, 10)) {
		if (i >= 0 && i < IR_ISSUE_MAX_FILES)
			list = jv_array_set(list, (int)i, jv_true());
		text = end;
	}
	return list;
}

static const char *kind_of(jv value)
{
	const char *name = jv_kind_name(jv_get_kind(value));

	jv_free(value);
	return name;
}

/* @got: [index, [value]], [index, []] or [index, error] */
static void say_answer(int to, jv got)
{
	int index = (int)jv_number_value(jv_array_get(jv_copy(got), 0));
	jv what = jv_array_get(jv_copy(got), 1), first;
	char line[400];

	if (jv_get_kind(what) == JV_KIND_ARRAY) {
		first = jv_array_length(jv_copy(what)) ? jv_array_get(jv_copy(what), 0) : jv_false();
		if (jv_get_kind(first) == JV_KIND_TRUE)
			snprintf(line, sizeof(line), "%d y\n", index);
		else if (jv_get_kind(first) == JV_KIND_FALSE || jv_get_kind(first) == JV_KIND_NULL)
			snprintf(line, sizeof(line), "%d n\n", index);
		else
			snprintf(line, sizeof(line), "%d e it gives a %s, not true or false\n", index, kind_of(jv_copy(first)));
		jv_free(first);
	} else {
		snprintf(line, sizeof(line) - 1, "%d e %s", index,
			 jv_get_kind(what) == JV_KIND_STRING ? jv_string_value(what) : "it ended in an error");
		line[strcspn(line, "\n")] = 0;
		strcat(line, "\n");
	}
	say(to, line);
	jv_free(what);
	jv_free(got);
}

static void no_output(void *arg, jv what)
{
	(void)arg;
	jv_free(what);
}

static void judge(jq_state *jq, int to, jv skip, jv diagnosis)
{
	jv got;

	if (!jv_is_valid(diagnosis)) {
		jv_free(skip);
		jv_free(diagnosis);
		say(to, "!\n");
		return;
	}
	jq_start(jq, JV_ARRAY(skip, diagnosis), 0);
	while (jv_is_valid(got = jq_next(jq)))
		say_answer(to, got);
	jv_free(got);
	/* "halt" in a condition ends all: whoever waits sees that answers are missing. */
	if (jq_halted(jq))
		_exit(1);
	say(to, ".\n");
}

void ir_judge_work(const struct ir_judge *j, int socket)
{
	const struct ir_worker_limits limits = {SECONDS, MEMORY, 0};
	int null = open("/dev/null", O_RDWR);
	char *buf = malloc(IR_KNOWN_LONGEST);
	size_t len = 0, used = 0;

	for (int fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
	if (null > 2)
		close(null);
	jq_set_debug_cb(j->jq, no_output, NULL);
	if (!buf || !ir_lock_worker(&limits, socket, -1))
		_exit(2);
	for (;;) {
		jv skip = skip_list(next_line(socket, buf, &len, &used));
		const char *line = next_line(socket, buf, &len, &used);

		judge(j->jq, socket, skip, jv_parse_sized(line, (int)strlen(line)));
	}
}
