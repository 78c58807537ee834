// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Settings: what was given on the command line wins over the environment, and that over the section
 * [NAME] of the file. Without a section, NAME is the type itself.
 */
#include "triage/ticket/ticket.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COMMON_KEYS                                                                                \
	"type url project token-file token-command cacert format max-size timeout tries user"

bool ir_ticket_set(struct ir_tracker *t, const char *key, const char *value)
{
	if (!value || ir_ticket_setting(t, key, NULL))
		return true;
	if (t->nr_settings == IR_TICKET_SETTINGS)
		return false;
	t->settings[t->nr_settings].key = strdup(key);
	t->settings[t->nr_settings++].value = strdup(value);
	return true;
}

const char *ir_ticket_setting(const struct ir_tracker *t, const char *key, const char *otherwise)
{
	for (unsigned i = 0; i < t->nr_settings; i++) {
		if (!strcmp(t->settings[i].key, key))
			return t->settings[i].value;
	}
	return otherwise;
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = 0;
	return s;
}

/* A line of the file; *@ours: is it in our section? */
static bool take_line(struct ir_tracker *t, char *line, bool *ours)
{
	char *s = trim(line), *value;

	if (!*s || *s == '#' || *s == ';')
		return true;
	if (*s == '[') {
		s[strcspn(s, "]")] = 0;
		*ours = !strcmp(trim(s + 1), t->name);
		return true;
	}
	value = strchr(s, '=');
	if (!value)
		return false;
	*value++ = 0;
	return !*ours || ir_ticket_set(t, trim(s), trim(value));
}

static bool read_settings(struct ir_tracker *t, FILE *f, const char *path)
{
	char line[1024];
	bool ours = false;

	for (unsigned nr = 1; fgets(line, sizeof(line), f); nr++) {
		if (!strchr(line, '\n') && !feof(f))
			return ir_ticket_fail(t, "%s:%u: the line is too long", path, nr);
		if (!take_line(t, line, &ours))
			return ir_ticket_fail(t, "%s:%u: neither [NAME] nor KEY = VALUE", path, nr);
	}
	return ferror(f) ? ir_ticket_fail(t, "%s: %s", path, strerror(errno)) : true;
}

bool ir_ticket_settings(struct ir_tracker *t, const char *path)
{
	const char *dir = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char usual[2][4096] = {"", "/etc/inoderace/tickets.ini"};
	bool ok = true;

	if (dir && *dir == '/')
		snprintf(usual[0], sizeof(usual[0]), "%s/inoderace/tickets.ini", dir);
	else if (home)
		snprintf(usual[0], sizeof(usual[0]), "%s/.config/inoderace/tickets.ini", home);
	for (unsigned i = 0; ok && i < (path ? 1 : 2); i++) {
		const char *name = path ? path : usual[i];
		FILE *f = *name ? fopen(name, "re") : NULL;

		if (f) {
			ok = read_settings(t, f, name);
			fclose(f);
		} else if (path || (errno != ENOENT && *name)) {
			ok = ir_ticket_fail(t, "%s: %s", name, strerror(errno));
		}
	}
	return ok;
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
