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
	static const char *const ends[] = {
		" Kdump:", " Not tainted", " Tainted:", " EIP:", " xid:", " ve:"};
	bool quoted = false;
	size_t n;

	if (comm[0])
		return;
	for (; *s == ' ' || *s == '"'; s++)
		quoted |= *s == '"';
	/* The name was cut off: what follows is crash's first frame. */
	if (s[0] == '#' && isdigit((unsigned char)s[1]))
		return;
	n = strlen(s);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *end = strstr(s, ends[i]);

		if (end && (size_t)(end - s) < n)
			n = (size_t)(end - s);
	}
	if (quoted && strchr(s, '"') && strcspn(s, "\"") <= 24) /* crash's, whatever is in it */
		n = strcspn(s, "\"");
	else if (n > 24 || strchr(s, '"') || !strstr(s, "ainted"))
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

	if (strstr(s, "(pid")) {
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

/* "self-detected stall on CPU { 3}", "detected hard LOCKUP on cpu 1" */
void ir_log_stalled_cpu(struct ir_event *ev, const char *text)
{
	static const char *const words[] = {"on CPU {", "LOCKUP on cpu", "LOCKUP on CPU"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *cpu = strstr(text, words[i]);

		if (cpu)
			ir_log_number(&ev->cpu, cpu + strlen(words[i]));
	}
}

/* Of a CPU that found itself stalled; where one waited for others, several have such a line. */
void ir_log_ticking_cpu(struct ir_event *ev, const char *text)
{
	const char *end = strstr(text, ": ("), *cpu = end;

	if (!ev || ev->kind != IR_EV_RCU_STALL || ev->cpu >= 0 ||
	    !strstr(ev->text, "self-detected") || !end || end - text < 6 || end[-5] != '-')
		return;
	for (cpu = end - 5; cpu > text && isdigit((unsigned char)cpu[-1]); cpu--)
		;
	ir_log_number(&ev->cpu, cpu);
}

/* "mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4": of several CPUs none is it */
void ir_log_mce_cpu(struct ir_log *log, const char *s)
{
	int64_t cpu = -1;

	s += strspn(s, " ");
	if (strncmp(s + strspn(s, "0123456789"), ": Machine Check", 15))
		return;
	ir_log_number(&cpu, s);
	log->mce_cpu = log->mce_told && log->mce_cpu != cpu ? -1 : cpu;
	log->mce_told = true;
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

/* "find(2811): " before "Oops", on Alpha and SPARC */
void ir_log_dying_task(struct ir_event *ev, const char *text, const char *oops)
{
	const char *end, *open;

	if (oops - text < 4 || strncmp(oops - 3, "): ", 3))
		return;
	end = oops - 3;
	for (open = end; open > text && isdigit((unsigned char)open[-1]);)
		open--;
	if (open == end || open - 1 <= text || *--open != '(')
		return;
	text += strspn(text, " ");
	if (ev->pid >= 0 || ev->comm[0] || open <= text ||
	    (size_t)(open - text) >= sizeof(ev->comm) ||
	    ir_log_is_torn(text, (size_t)(open - text)))
		return;
	ir_log_number(&ev->pid, open + 1);
	snprintf(ev->comm, sizeof(ev->comm), "%.*s", (int)(open - text), text);
}

/* "cpu 0x5: Vector: 300 (Data Access) at [...]" */
void ir_log_monitor_cpu(struct ir_event *ev, const char *text)
{
	const char *cpu = strstr(text, "cpu 0x");
	uint64_t v;

	if (cpu && ev->cpu < 0 && ir_log_hex(cpu + 4, 1, &v) && v < INT32_MAX)
		ev->cpu = (int64_t)v;
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

/* "5.4.241": three numbers. With fewer the first one may be lost. */
static bool is_version(const char *word)
{
	unsigned major, minor, patch;

	return sscanf(word, "%3u.%3u.%3u", &major, &minor, &patch) == 3 && major >= 2 &&
	       major < 100;
}

/* Letters of the taint before a place where the line was folded */
static void drop_taint(char *word)
{
	size_t n;

	while ((n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")) && word[n] == IR_LOG_TORN)
		memmove(word, word + n + 1, strlen(word + n + 1) + 1);
}

/*
 * The first word that looks like "5.4.241-1-tlinux4"; taint letters may stand before it. Where none
 * does, it is what stands before the build's number, "syzkaller #0". One that ends in a point was cut.
 */
void ir_log_release(char *ret, size_t size, const char *s)
{
	char before[64] = "", word[64];

	for (int n = 0; n < 24 && *s && !ret[0]; n++) {
		bool opened = false, closed;

		for (; *s == ' ' || *s == '('; s++)
			opened |= *s == '(';
		s = ir_log_word(s, word, sizeof(word));
		closed = strchr(word, ')');
		word[strcspn(word, "),")] = 0;
		drop_taint(word);
		if (ir_log_is_torn(word, strlen(word)))
			return;
		if (is_version(word)) {
			s += strspn(s, " ");
			/* What follows is its build's number; else it may go on, on the next line. */
			if (!strchr(".-_", word[strlen(word) - 1]) &&
			    (*s ? strchr("#()", *s) != NULL : !opened || closed))
				snprintf(ret, size, "%s", word);
			return;
		}
		/* Digits in it may be those of a release that has lost its beginning. */
		if (word[0] == '#' && isdigit((unsigned char)word[1]) && before[0] && before[1] &&
		    !strpbrk(before, "0123456789")) {
			snprintf(ret, size, "%s", before);
			return;
		}
		memcpy(before, word, sizeof(before));
	}
}

bool ir_log_begins_release(const char *s)
{
	char word[64];
	size_t n;

	s = ir_log_word(s, word, sizeof(word));
	n = strlen(word);
	s += strspn(s, " ");
	return is_version(word) && !ir_log_is_torn(word, n) &&
	       (word[n - 1] == ')' || (*s == '#' && isdigit((unsigned char)s[1])));
}

void ir_log_bare_release(char *ret, size_t size, const char *s)
{
	char comm[64];

	s = ir_log_word(s + strspn(s, " "), comm, sizeof(comm));
	s += strspn(s, " ");
	if (!ret[0] && ir_log_begins_release(s))
		ir_log_release(ret, size, s);
}

void ir_log_taint(char *tainted, size_t size, const char *text, const char *s)
{
	bool release_follows = strstr(text, "Comm:") || strstr(text, "comm:");
	size_t n = 0;

	/* "[W]=WARN, [O]=OOT_MODULE" repeats in words the letters of the line before. */
	if (tainted[0] || strchr(s, '=') == s + 4)
		return;
	/* Each letter is one by itself, so nothing is lost where they were folded; at the end there may be more. */
	for (;
	     *s && (isupper((unsigned char)*s) || strchr(" -", *s) || (*s == IR_LOG_TORN && s[1]));
	     s++) {
		if (isupper((unsigned char)*s) && islower((unsigned char)s[1]))
			break;
		if (isupper((unsigned char)*s) && *s != 'G' && n + 1 < size)
			tainted[n++] = *s;
	}
	/* Behind a task's name the kernel's release follows: without it there may be more letters. */
	if (*s == IR_LOG_TORN || (!*s && release_follows))
		memset(tainted, 0, size);
}
