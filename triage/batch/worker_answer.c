// SPDX-License-Identifier: GPL-2.0-or-later
/* What a worker says, checked: it has read a dump that may have taken it over. */
#include "triage/batch/worker_answer.h"

#include <jansson.h>
#include <string.h>

#include "core/facts/classes.h"

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* NUL and the like cannot be kept in every column; there are none in honest answers. */
static bool printable(const char *s)
{
	for (; s && *s; s++) {
		if ((unsigned char)*s < ' ' && *s != '\t' && *s != '\n')
			return false;
	}
	return true;
}

bool ir_answer_read(const char *json, size_t len, struct ir_store_diagnosis *ret, void **root)
{
	json_t *all = json_loadb(json, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL), *verdict, *dump;
	const json_t *race;

	*root = all;
	verdict = json_object_get(all, "verdict");
	dump = json_object_get(all, "dump");
	ret->class = text(verdict, "class");
	if (json_integer_value(json_object_get(all, "schema")) < 1 || ir_class_find(ret->class) == IR_CLASS_NONE)
		return false;
	ret->phase = text(verdict, "phase");
	ret->confidence = text(verdict, "confidence");
	ret->signature = text(verdict, "signature");
	ret->summary = text(verdict, "summary");
	race = json_object_get(verdict, "race");
	ret->race = json_is_boolean(race) ? json_is_true(race) : -1;
	ret->door = text(json_object_get(all, "tool"), "door");
	ret->release = text(dump, "release");
	ret->arch = text(dump, "arch");
	ret->build_id = text(dump, "build_id");
	ret->nodename = text(dump, "nodename");
	ret->crash_time = text(dump, "crash_time");
	ret->panic = text(dump, "panic");
	ret->json = json;
	return printable(ret->phase) && printable(ret->confidence) && printable(ret->signature) &&
	       printable(ret->door) && printable(ret->arch) && printable(ret->build_id) &&
	       printable(ret->crash_time);
}

void ir_answer_free(void *root)
{
	json_decref(root);
}
