// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Settings: what was given on the command line wins over the environment, and that over the section
 * [NAME] of the file. Without a section, NAME is the type itself.
 */
#include "triage/ticket/ticket_config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_tracker.h"

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
