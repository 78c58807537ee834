// SPDX-License-Identifier: GPL-2.0-or-later
/* A diagnosis, read with nothing taken for granted: any member may be missing or be something else. */
#include "triage/report/html_json.h"

#include <stdlib.h>
#include <string.h>

static bool no_memory;

static void *watched_malloc(size_t size)
{
	void *p = malloc(size);

	no_memory |= !p;
	return p;
}

void ir_json_watch_memory(void)
{
	json_set_alloc_funcs(watched_malloc, free);
}

bool ir_json_no_memory(void)
{
	return no_memory;
}

const json_t *ir_json_at(const json_t *o, const char *a, const char *b)
{
	const json_t *found = a ? json_object_get(o, a) : o;

	return b ? json_object_get(found, b) : found;
}

const char *ir_json_text(const json_t *o, const char *a, const char *b)
{
	return json_string_value(ir_json_at(o, a, b));
}

const char *ir_json_number(const json_t *o, const char *a, const char *b, char buf[24])
{
	const json_t *n = ir_json_at(o, a, b);

	if (json_is_integer(n))
		snprintf(buf, 24, "%lld", (long long)json_integer_value(n));
	else
		snprintf(buf, 24, "?");
	return buf;
}

/* A field of @task behind @words; @unknown where it is no number. */
static const char *field(const json_t *task, const char *name, const char *words, const char *unknown,
			 char buf[24])
{
	const json_t *n = ir_json_at(task, name, NULL);

	if (json_is_integer(n))
		snprintf(buf, 24, "%s%lld", words, (long long)json_integer_value(n));
	else
		snprintf(buf, 24, "%s", unknown);
	return buf;
}

const char *ir_json_pid(const json_t *task, char buf[24])
{
	return field(task, "pid", "PID ", "PID not known", buf);
}

const char *ir_json_cpu(const json_t *task, char buf[24])
{
	return field(task, "cpu", ", CPU ", "", buf);
}

const char *ir_json_what_was_read(const json_t *diagnosis)
{
	const char *door = ir_json_text(diagnosis, "tool", "door");

	return door && !strcmp(door, "log") ? "log" : "dump";
}

void ir_json_frame(const json_t *frame, char *buf, size_t size)
{
	const char *symbol = ir_json_text(frame, "symbol", NULL), *module = ir_json_text(frame, "module", NULL);
	const char *ip = ir_json_text(frame, "ip", NULL);
	const json_t *offset = json_object_get(frame, "offset");

	if (!symbol) {
		snprintf(buf, size, "%.40s", ip ? ip : "?");
		return;
	}
	snprintf(buf, size, "%.200s", symbol);
	if (json_is_integer(offset))
		snprintf(buf + strlen(buf), size - strlen(buf), "+0x%llx", (unsigned long long)json_integer_value(offset));
	if (module)
		snprintf(buf + strlen(buf), size - strlen(buf), " (%.60s)", module);
}

int ir_json_holds(const json_t *diagnosis, const char *id)
{
	const json_t *all = json_object_get(diagnosis, "evidence"), *one;
	size_t i;

	json_array_foreach(all, i, one) {
		const char *this = ir_json_text(one, "id", NULL);

		if (this && !strcmp(this, id))
			return json_is_true(json_object_get(one, "holds"))    ? 1
			       : json_is_false(json_object_get(one, "holds")) ? 0
									      : -1;
	}
	return -1;
}

/* Who recycles it; else whoever else was seen with this very inode. */
const json_t *ir_json_recycler(const json_t *diagnosis)
{
	const json_t *all = json_object_get(diagnosis, "peers"), *one, *other = NULL;
	size_t i;

	json_array_foreach(all, i, one) {
		const char *doing = ir_json_text(one, "doing", NULL);

		if (!json_is_true(json_object_get(one, "same_inode")) || !doing)
			continue;
		if (!strcmp(doing, "recycle"))
			return one;
		if (!other && !strcmp(doing, "create"))
			other = one;
	}
	return other;
}
