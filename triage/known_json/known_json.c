// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/known_json/known_json.h"

#include <stdlib.h>
#include <string.h>

static json_t *text(const char *s)
{
	json_t *j = s ? json_string(s) : NULL;

	return j ? j : json_null();
}

static json_t *strings(const struct ir_list *list)
{
	json_t *all = json_array();

	for (unsigned i = 0; i < list->nr; i++)
		json_array_append_new(all, text(list->items[i]));
	return all;
}

/* In the order of docs/diagnosis.schema.json. */
static json_t *entry(const struct ir_known_issue *issue)
{
	json_t *j = json_object();

	json_object_set_new(j, "id", text(issue->id));
	json_object_set_new(j, "title", text(issue->title));
	json_object_set_new(j, "fixed_in", strings(&issue->fixed_in));
	json_object_set_new(j, "links", strings(&issue->links));
	json_object_set_new(j, "owner", text(issue->owner));
	json_object_set_new(j, "from", text(issue->from));
	return j;
}

bool ir_known_json(struct ir_known *k, json_t *diagnosis, json_t **advice)
{
	json_t *all = k && diagnosis ? json_array() : NULL;
	char *line = all ? json_dumps(diagnosis, 0) : NULL;
	struct ir_arena arena = {0};
	struct ir_issues found = {.nr = 0};
	bool there = json_array_size(json_object_get(diagnosis, "known_issues"));

	if (!line) {
		json_decref(all);
		return false;
	}
	if (!ir_known_ask(k, line, strlen(line), &arena, &found)) {
		json_array_append_new(json_object_get(diagnosis, "unavailable"), text("known issues: nobody could be asked"));
		there = true;
	}
	if (advice)
		*advice = json_array();
	for (unsigned i = 0; i < found.nr; i++) {
		json_array_append_new(all, entry(&found.all[i]));
		if (advice)
			json_array_append_new(*advice, text(found.all[i].advice));
	}
	/* Set, not added: the member keeps its place. */
	json_object_set_new(diagnosis, "known_issues", all);
	free(line);
	ir_arena_release(&arena);
	return found.nr || there;
}
