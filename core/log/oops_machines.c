// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One text with the lines of several machines: what a log host or a receiver of netconsole writes. Each machine has a
 * reader of its own, so that the lines of two reports never mix. Lines that nobody signed go to the machine of the line
 * before.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <string.h>

static bool is_address(const char *host)
{
	return strchr(host, ':') || !host[strspn(host, "0123456789.")];
}

/* A name is the same with its domain and without. */
static bool same_host(const char *a, const char *b)
{
	size_t n = strcspn(a, "."), m = strcspn(b, ".");

	if (is_address(a) || is_address(b))
		return !strcmp(a, b);
	return n == m && !strncmp(a, b, n) && (!a[n] || !b[m] || !strcmp(a, b));
}

/* What a machine calls itself before it knows its name */
static bool is_nobody(const char *host)
{
	return !host[0] || !strcmp(host, "localhost") || !strcmp(host, "(none)");
}

static struct ir_log *find(struct ir_log *log, const char *host)
{
	if (same_host(log->host, host))
		return log;
	for (unsigned i = 0; i < log->nr_others; i++) {
		if (same_host(log->others[i]->host, host))
			return log->others[i];
	}
	return NULL;
}

/* A reader for one more machine: where there is no room, that of one that has told of nothing. */
static struct ir_log *add(struct ir_log *log)
{
	struct ir_log *m = NULL;

	if (log->nr_others < IR_LOG_OTHERS) {
		m = ir_arena_alloc(log->arena, sizeof(*m));
		if (m)
			log->others[log->nr_others++] = m;
		return m;
	}
	for (unsigned i = 0; i < log->nr_others && !m; i++) {
		if (!log->others[i]->nr)
			m = log->others[i];
	}
	log->too_many |= !m;
	return m;
}

struct ir_log *ir_log_of_machine(struct ir_log *log, const struct ir_log_prefix *prefix)
{
	struct ir_log *current = log->current ? log->current : log, *m;

	if (is_nobody(prefix->host) || !log->find_arch || same_host(current->host, prefix->host))
		return current;
	/* The first one that signs has written what nobody signed. */
	m = log->host[0] ? find(log, prefix->host) : log;
	if (!m && (m = add(log))) {
		ir_log_init(m, log->arena, &ir_arch_log);
		m->fold = log->fold;
	}
	if (!m)
		return current;
	if (!m->host[0])
		memcpy(m->host, prefix->host, sizeof(m->host));
	return log->current = m;
}

/* Did the log's last event end a machine? Where nothing shows its end a stall did not. */
static bool has_crash(const struct ir_log *log)
{
	return log->ended >= 0 ||
	       (log->last >= 0 && log->events[log->last]->weight >= IR_EVENT_OOPS);
}

static bool crashed_before(const struct ir_log *a, const struct ir_log *b)
{
	if (a->last < 0 || b->last < 0)
		return a->last >= 0;
	if (has_crash(a) != has_crash(b))
		return has_crash(a);
	return a->events[a->last]->line < b->events[b->last]->line;
}

void ir_log_choose_machine(struct ir_log *log)
{
	struct ir_log *others[IR_LOG_OTHERS];
	unsigned nr = log->nr_others;
	bool too_many = log->too_many;

	memcpy(others, log->others, sizeof(others));
	for (unsigned i = 0; i < nr; i++) {
		struct ir_log first;

		if (!crashed_before(others[i], log))
			continue;
		first = *log;
		*log = *others[i];
		*others[i] = first;
		others[i]->nr_others = 0;
	}
	log->read = true;
	log->too_many = too_many;
	log->nr_others = nr;
	memcpy(log->others, others, sizeof(others));
}
