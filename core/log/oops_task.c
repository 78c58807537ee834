// SPDX-License-Identifier: GPL-2.0-or-later
/* The task that a report is about, and the kernel that printed it. */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "/usr/local/serv Kdump: loaded Not tainted", "\"kworker/u4:2\"", "swapper/0" */
void ir_log_comm(char *comm, size_t size, const char *s)
{
	static const char *const ends[] = {" Kdump:", " Not tainted",
					   " Tainted:", " EIP:", " xid:"};
	size_t n;

	if (comm[0])
		return;
	while (*s == ' ' || *s == '"')
		s++;
	n = strlen(s);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *end = strstr(s, ends[i]);

		if (end && (size_t)(end - s) < n)
			n = (size_t)(end - s);
	}
	if (n > 24 || strchr(s, '"') || !strstr(s, "ainted"))
		n = strcspn(s, " \"");
	if (!ir_log_is_torn(s, n))
		snprintf(comm, size, "%.*s", (int)n, s);
}

void ir_log_number(int64_t *ret, const char *s)
{
	char *end;
	long long v = strtoll(s, &end, 10);

	if (*ret < 0 && end > s && v >= 0 && *end != IR_LOG_TORN)
		*ret = v;
}

void ir_log_old_task(struct ir_event *ev, const char *s)
{
	const char *bracket = strchr(s, '['), *quote = strchr(s, '\'');

	if (strstr(s, "(pid:")) {
		ir_log_comm(ev->comm, sizeof(ev->comm), s);
	} else if (bracket && quote) {
		ir_log_number(&ev->pid, bracket + 1);
		if (!ev->comm[0] && !ir_log_is_torn(quote + 1, strcspn(quote + 1, "'")))
			snprintf(ev->comm, sizeof(ev->comm), "%.*s", (int)strcspn(quote + 1, "'"),
				 quote + 1);
	}
}

/* "a:7" in the @len bytes at @s; the name may have a colon in it, as "kworker/0:1:7". */
static void set_named(struct ir_event *ev, const char *s, size_t len)
{
	size_t digits = 0;

	while (digits < len && isdigit((unsigned char)s[len - 1 - digits]))
		digits++;
	if (!digits || digits + 1 >= len || s[len - 1 - digits] != ':' || ev->pid >= 0 ||
	    ev->comm[0] || ir_log_is_torn(s, len))
		return;
	ir_log_number(&ev->pid, s + len - digits);
	snprintf(ev->comm, sizeof(ev->comm), "%.*s", (int)(len - digits - 1), s);
}

void ir_log_named_task(struct ir_event *ev, const char *text)
{
	const char *task = strstr(text, "task "), *end = task ? strstr(task, " blocked ") : NULL,
		   *stuck = strstr(text, "! [");

	if (end)
		set_named(ev, task + 5, (size_t)(end - task - 5));
	else if (stuck)
		set_named(ev, stuck + 3, strcspn(stuck + 3, "]"));
}

void ir_log_shown_task(struct ir_event *ev, const char *s)
{
	const char *state = strstr(s, "state:"), *pid = strstr(s, " pid:");
	size_t n = state ? (size_t)(state - s) : 0;

	if (!n || !pid || pid < state || ev->pid >= 0 || ev->comm[0] || ir_log_is_torn(s, n))
		return;
	while (n && s[n - 1] == ' ')
		n--;
	snprintf(ev->comm, sizeof(ev->comm), "%.*s", (int)n, s);
	ir_log_number(&ev->pid, pid + 5);
}

void ir_log_xmon_task(struct ir_event *ev, const char *s)
{
	const char *comm = strstr(s, "comm = ");

	while (*s == ' ')
		s++;
	ir_log_number(&ev->pid, s);
	if (comm)
		ir_log_comm(ev->comm, sizeof(ev->comm), comm + strlen("comm = "));
}

/*
 * The first word that looks like "5.4.241-1-tlinux4"; taint letters may stand before it. Where none
 * does, it is what stands before the build's number, "syzkaller #0". One that ends in a point was cut.
 */
void ir_log_release(char *ret, size_t size, const char *s)
{
	char before[64] = "", word[64];

	for (int n = 0; n < 24 && *s && !ret[0]; n++) {
		unsigned major, minor;

		while (*s == ' ' || *s == '(')
			s++;
		s = ir_log_word(s, word, sizeof(word));
		word[strcspn(word, "),")] = 0;
		if (ir_log_is_torn(word, strlen(word)))
			return;
		if (sscanf(word, "%3u.%3u", &major, &minor) == 2 && major >= 2 && major < 100) {
			if (!strchr(".-_", word[strlen(word) - 1]))
				snprintf(ret, size, "%s", word);
			return;
		}
		if (word[0] == '#' && isdigit((unsigned char)word[1]) && strlen(before) > 2) {
			snprintf(ret, size, "%s", before);
			return;
		}
		memcpy(before, word, sizeof(before));
	}
}

void ir_log_taint(struct ir_event *ev, const char *s)
{
	size_t n = 0;

	/* "[W]=WARN, [O]=OOT_MODULE" repeats in words the letters of the line before. */
	if (ev->tainted[0] || strchr(s, '=') == s + 4)
		return;
	for (; *s && (isupper((unsigned char)*s) || *s == ' ' || *s == '-'); s++) {
		if (isupper((unsigned char)*s) && *s != 'G' && n + 1 < sizeof(ev->tainted))
			ev->tainted[n++] = *s;
	}
	if (*s == IR_LOG_TORN)
		memset(ev->tainted, 0, sizeof(ev->tainted));
}
