// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of ticket_systems.def, and what has to be set for each. */
#include "triage/ticket/ticket_systems.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_tracker.h"

#define COMMON_KEYS                                                                                \
	"type url project token-file token-command cacert format max-size timeout tries user"

#define IR_TICKET_SYSTEM(name) extern const struct ir_ticket_system name;
#include "triage/ticket/ticket_systems.def"
#undef IR_TICKET_SYSTEM

static const struct ir_ticket_system *const systems[] = {
#define IR_TICKET_SYSTEM(name) &name,
#include "triage/ticket/ticket_systems.def"
#undef IR_TICKET_SYSTEM
};

const struct ir_ticket_system *ir_ticket_system_at(unsigned n)
{
	return n < sizeof(systems) / sizeof(systems[0]) ? systems[n] : NULL;
}

const struct ir_ticket_system *ir_ticket_system(const char *type)
{
	for (unsigned i = 0; ir_ticket_system_at(i); i++) {
		if (!strcmp(systems[i]->name, type))
			return systems[i];
	}
	return NULL;
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; at && (at = strstr(at, word)); at += len) {
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	}
	return false;
}

/* In the clear only to this very machine: a token would be anybody's. */
static bool check_url(struct ir_tracker *t, const char *url)
{
	static const char *const here[] = {"127.0.0.1", "localhost", "[::1]"};
	size_t len = strlen(url);

	if (strpbrk(url, "@?# \t"))
		return ir_ticket_fail(t, "url: only scheme, host, port and path belong there");
	if (len && url[len - 1] == '/')
		return ir_ticket_fail(t, "url: give it without the / at its end");
	if (!strncasecmp(url, "https://", 8))
		return true;
	if (strncasecmp(url, "http://", 7))
		return ir_ticket_fail(t, "url: %s is neither https:// nor http://", url);
	for (unsigned i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
		size_t n = strlen(here[i]);

		if (!strncmp(url + 7, here[i], n) && (!url[7 + n] || strchr(":/", url[7 + n])))
			return true;
	}
	return ir_ticket_fail(t, "url: http:// would send the token in the clear; use https://");
}

static bool check_number(struct ir_tracker *t, const char *key)
{
	const char *value = ir_ticket_setting(t, key, "1");
	char *end;
	long n = strtol(value, &end, 10);

	if (end != value && !*end && n > 0)
		return true;
	return ir_ticket_fail(t, "%s: not a number above 0: %s", key, value);
}

bool ir_ticket_complete(struct ir_tracker *t)
{
	const char *type = ir_ticket_setting(t, "type", t->name), *size;

	t->sys = ir_ticket_system(type);
	if (!t->sys)
		return ir_ticket_fail(t,
				      "no such system: %s (it is neither a type nor a section of "
				      "tickets.ini)",
				      type);
	for (unsigned i = 0; i < t->nr_settings; i++) {
		const char *key = t->settings[i].key;

		if (!strcmp(key, "token") || !strcmp(key, "password"))
			return ir_ticket_fail(t,
					      "%s: not here; use token-file, token-command or the "
					      "environment's INODERACE_TOKEN",
					      key);
		if (!has_word(COMMON_KEYS, key) && !has_word(t->sys->keys, key))
			return ir_ticket_fail(t, "%s: %s has no such setting", key, t->sys->title);
	}
	if (!ir_ticket_set(t, "url", t->sys->url))
		return ir_ticket_fail(t, "too many settings");
	if (!ir_ticket_setting(t, "url", NULL))
		return ir_ticket_fail(t, "url: where is it? (--url, or url in tickets.ini)");
	if (!ir_ticket_setting(t, "project", NULL))
		return ir_ticket_fail(t,
				      "project: which %s? (--project, or project in tickets.ini)",
				      t->sys->project);
	size = ir_ticket_setting(t, "max-size", NULL);
	if (!check_url(t, ir_ticket_setting(t, "url", "")) || !check_number(t, "max-size") ||
	    !check_number(t, "timeout") || !check_number(t, "tries"))
		return false;
	t->max_file = size ? strtoul(size, NULL, 10) : t->sys->max_file;
	return true;
}
