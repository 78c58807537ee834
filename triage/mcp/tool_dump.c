// SPDX-License-Identifier: GPL-2.0-or-later
/* The tools that read a dump: diagnose and evidence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/facts/facts.h"
#include "core/facts/classes.h"
#include "core/verdict/class_advice.h"
#include "triage/mcp/read_dump.h"
#include "triage/mcp/rpc.h"
#include "triage/mcp/tools.h"

#define MOST 200 /* items of a list */

static bool among(const char *text, const char *const *words)
{
	while (text && *words && strcmp(text, *words))
		words++;
	return text && *words;
}

/* Member @key of @verdict if it is one of @words, else null. */
static jv word(jv verdict, const char *key, const char *const *words)
{
	const char *text = ir_jv_string(verdict, key);

	return among(text, words) ? jv_string(text) : jv_null();
}

static jv signature(jv verdict)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-/";
	const char *text = ir_jv_string(verdict, "signature");

	return text && strlen(text) <= 100 && !text[strspn(text, letters)] ? jv_string(text) : jv_null();
}

jv ir_mcp_verdict(jv diagnosis)
{
	static const char *const phases[] = {"in-window", "reused", "healed", NULL};
	static const char *const shapes[] = {"null-get-link", "link-text", "security-blob", NULL};
	static const char *const confidences[] = {"confirmed", "likely", "possible", NULL};
	jv verdict = ir_jv_get(diagnosis, "verdict"), race = ir_jv_get(verdict, "race"), ret;
	enum ir_class class = ir_class_find(ir_jv_string(verdict, "class"));

	ret = JV_OBJECT(jv_string("class"), class == IR_CLASS_NONE ? jv_null() : jv_string(ir_class_name(class)),
			jv_string("title"), jv_string(ir_class_title(class)));
	ret = ir_jv_set(ret, "race", jv_get_kind(race) == JV_KIND_TRUE ? jv_true() : jv_get_kind(race) == JV_KIND_FALSE ? jv_false() : jv_null());
	ret = ir_jv_set(ret, "phase", word(verdict, "phase", phases));
	ret = ir_jv_set(ret, "shape", word(verdict, "shape", shapes));
	ret = ir_jv_set(ret, "confidence", word(verdict, "confidence", confidences));
	ret = ir_jv_set(ret, "signature", signature(verdict));
	jv_free(race);
	jv_free(verdict);
	return ret;
}

jv ir_mcp_read(struct ir_mcp *m, jv arguments, char *error, size_t size)
{
	const char *path = ir_jv_string(arguments, "path");
	jv task = ir_jv_get(arguments, "task");
	double pid = jv_get_kind(task) == JV_KIND_NUMBER ? jv_number_value(task) : -1;
	int fd = path ? ir_places_open(&m->places, path, error, size) : -1;

	jv_free(task);
	if (!path)
		snprintf(error, size, "the argument path is missing, or no string");
	if (fd < 0)
		return jv_invalid();
	return ir_read_dump(fd, path, pid >= 0 && pid <= 4194304 ? (int64_t)pid : -1, error, size);
}

static jv strings(const struct ir_list *list)
{
	jv all = jv_array();

	for (unsigned i = 0; i < list->nr; i++)
		all = jv_array_append(all, jv_string(list->items[i]));
	return all;
}

static jv text(const char *s)
{
	return s ? jv_string(s) : jv_null();
}

/* Entries are the user's own text. */
static jv known_issues(struct ir_mcp *m, jv diagnosis)
{
	jv line = jv_dump_string(jv_copy(diagnosis), 0), all = jv_array();
	struct ir_arena arena = {0};
	struct ir_issues found;

	if (!ir_known_ask(m->known, jv_string_value(line), strlen(jv_string_value(line)), &arena, &found)) {
		jv_free(all);
		all = jv_null();
	}
	for (unsigned i = 0; i < found.nr; i++) {
		const struct ir_known_issue *k = &found.all[i];
		jv one = JV_OBJECT(jv_string("id"), text(k->id), jv_string("title"), text(k->title), jv_string("advice"), text(k->advice));

		one = ir_jv_set(one, "fixed_in", strings(&k->fixed_in));
		one = ir_jv_set(one, "links", strings(&k->links));
		all = jv_array_append(all, ir_jv_set(one, "owner", text(k->owner)));
	}
	jv_free(line);
	ir_arena_release(&arena);
	return all;
}

static jv next_steps(jv diagnosis, bool log)
{
	jv verdict = ir_jv_get(diagnosis, "verdict"), all = jv_array();
	enum ir_class class = ir_class_find(ir_jv_string(verdict, "class"));
	const char *line;
	unsigned n = 0;

	while (class != IR_CLASS_NONE && (line = ir_next_advice(ir_class_advice(class), log, &n)))
		all = jv_array_append(all, jv_string(line));
	jv_free(verdict);
	return all;
}

static bool of_log(jv diagnosis)
{
	jv tool = ir_jv_get(diagnosis, "tool");
	const char *door = ir_jv_string(tool, "door");
	bool log = door && !strcmp(door, "log");

	jv_free(tool);
	return log;
}

/* Members @keys of @diagnosis, as they are. */
static jv part(jv diagnosis, const char *const *keys)
{
	jv ret = jv_object();

	for (; *keys; keys++) {
		jv value = ir_jv_get(diagnosis, *keys);

		ret = ir_jv_set(ret, *keys, jv_is_valid(value) ? value : jv_null());
	}
	return ret;
}

jv ir_tool_diagnose(struct ir_mcp *m, jv arguments, char *error, size_t size)
{
	static const char *const keys[] = {"dump", "fault", "observations", "unavailable", "missing", NULL};
	jv d = ir_mcp_read(m, arguments, error, size), ret, from_dump, verdict, summary;

	if (!jv_is_valid(d))
		return d;
	verdict = ir_jv_get(d, "verdict");
	summary = part(verdict, (const char *const[]){"summary", NULL});
	from_dump = ir_jv_set(part(d, keys), "summary", ir_jv_get(summary, "summary"));
	jv_free(summary);
	ret = JV_OBJECT(jv_string("verdict"), ir_mcp_verdict(d), jv_string("known_issues"), known_issues(m, d));
	ret = ir_jv_set(ret, "read_from", jv_string(of_log(d) ? "log" : "dump"));
	ret = ir_jv_set(ret, "next", next_steps(d, of_log(d)));
	ret = ir_jv_set(ret, "from_dump", from_dump);
	jv_free(verdict);
	jv_free(d);
	return ret;
}

/* One item of the evidence; invalid for a fact that this program does not know. */
static jv claim(jv item)
{
	const char *id = ir_jv_string(item, "id");
	enum ir_fact fact = 0;
	jv holds = ir_jv_get(item, "holds"), ret;
	char rule[200];

	while (id && fact < IR_NR_FACTS && strcmp(id, ir_fact_id(fact)))
		fact++;
	if (!id || fact == IR_NR_FACTS) {
		jv_free(holds);
		return jv_invalid();
	}
	snprintf(rule, sizeof(rule), "%s, a fact %s%s (docs/evidence.md)", id,
		 ir_fact_class(fact) == IR_CLASS_NONE ? "that supports no class" : "for ", ir_class_name(ir_fact_class(fact)));
	ret = JV_OBJECT(jv_string("id"), jv_string(id), jv_string("rule"), jv_string(rule), jv_string("holds"),
			jv_get_kind(holds) == JV_KIND_TRUE ? jv_true() : jv_get_kind(holds) == JV_KIND_FALSE ? jv_false() : jv_null());
	jv_free(holds);
	return ir_jv_set(ret, "from_dump", part(item, (const char *const[]){"text", "source", NULL}));
}

jv ir_tool_evidence(struct ir_mcp *m, jv arguments, char *error, size_t size)
{
	static const char *const keys[] = {"fault", "walk", "inode", "xfs_inode", "called_through", "peers", "missing", NULL};
	jv d = ir_mcp_read(m, arguments, error, size), all, claims = jv_array(), ret;

	if (!jv_is_valid(d))
		return d;
	all = ir_jv_get(d, "evidence");
	for (int i = 0; jv_get_kind(all) == JV_KIND_ARRAY && i < jv_array_length(jv_copy(all)) && i < MOST; i++) {
		jv item = jv_array_get(jv_copy(all), i), one = claim(item);

		if (jv_is_valid(one))
			claims = jv_array_append(claims, one);
		else
			jv_free(one);
		jv_free(item);
	}
	ret = JV_OBJECT(jv_string("verdict"), ir_mcp_verdict(d), jv_string("claims"), claims);
	ret = ir_jv_set(ret, "from_dump", part(d, keys));
	jv_free(all);
	jv_free(d);
	return ret;
}
