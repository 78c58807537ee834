// SPDX-License-Identifier: GPL-2.0-or-later
/* What a verdict class or a fact means: this program's own words only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/facts/classes.h"
#include "core/facts/facts.h"
#include "core/verdict/class_advice.h"
#include "core/verdict/rules_json.h"
#include "triage/mcp/rpc.h"
#include "triage/mcp/tools.h"

static void emit(const char *text, void *arg)
{
	fputs(text, arg);
}

/* The rules as JSON: {"facts": [{"name", "id", "for"}], "rules": [{"class", "need", "must", "not", "clear"}]}. */
static jv all_rules(void)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	jv rules = jv_invalid();

	if (f) {
		ir_rules_json(emit, f);
		if (!fclose(f))
			rules = jv_parse(text);
	}
	free(text);
	return rules;
}

/* Those rules that name @word, a class or a fact by its name in rules.def. */
static jv rules_with(jv rules, const char *word)
{
	jv all = ir_jv_get(rules, "rules"), ret = jv_array();
	char quoted[80];

	snprintf(quoted, sizeof(quoted), "\"%s\"", word);
	for (int i = 0; jv_get_kind(all) == JV_KIND_ARRAY && i < jv_array_length(jv_copy(all)); i++) {
		jv rule = jv_array_get(jv_copy(all), i), as_text = jv_dump_string(jv_copy(rule), 0);

		if (strstr(jv_string_value(as_text), quoted))
			ret = jv_array_append(ret, rule);
		else
			jv_free(rule);
		jv_free(as_text);
	}
	jv_free(all);
	return ret;
}

static jv explain_class(enum ir_class class)
{
	const struct ir_class_advice *advice = ir_class_advice(class);
	jv rules = all_rules(), next = jv_array(), facts = jv_array(), ret;
	const char *line;
	unsigned n = 0;

	while ((line = ir_next_advice(advice, false, &n)))
		next = jv_array_append(next, jv_string(line));
	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		if (ir_fact_class(i) == class)
			facts = jv_array_append(facts, jv_string(ir_fact_id(i)));
	}
	ret = JV_OBJECT(jv_string("class"), jv_string(ir_class_name(class)), jv_string("title"), jv_string(ir_class_title(class)));
	ret = ir_jv_set(ret, "what_would_change_it", jv_string(advice->changes));
	ret = ir_jv_set(ret, "next", next);
	ret = ir_jv_set(ret, "facts", facts);
	ret = ir_jv_set(ret, "rules", rules_with(rules, ir_class_name(class)));
	jv_free(rules);
	return ret;
}

/* What rules.def calls the fact @id; the caller frees it. */
static char *name_of(jv rules, const char *id)
{
	jv all = ir_jv_get(rules, "facts");
	char *name = NULL;

	for (int i = 0; !name && jv_get_kind(all) == JV_KIND_ARRAY && i < jv_array_length(jv_copy(all)); i++) {
		jv fact = jv_array_get(jv_copy(all), i);
		const char *its = ir_jv_string(fact, "id");

		if (its && !strcmp(its, id))
			name = strdup(ir_jv_string(fact, "name"));
		jv_free(fact);
	}
	jv_free(all);
	return name;
}

static jv explain_fact(enum ir_fact fact)
{
	enum ir_class class = ir_fact_class(fact);
	jv rules = all_rules(), ret;
	char *name = name_of(rules, ir_fact_id(fact));

	ret = JV_OBJECT(jv_string("id"), jv_string(ir_fact_id(fact)), jv_string("for"),
			class == IR_CLASS_NONE ? jv_null() : jv_string(ir_class_name(class)));
	ret = ir_jv_set(ret, "name_in_rules", jv_string(name ? name : ""));
	ret = ir_jv_set(ret, "rules", rules_with(rules, name ? name : ""));
	ret = ir_jv_set(ret, "documented_in", jv_string("docs/evidence.md"));
	free(name);
	jv_free(rules);
	return ret;
}

static jv terms(void)
{
	jv classes = jv_array(), facts = jv_array();

	for (enum ir_class i = 0; i < IR_NR_CLASSES; i++) {
		if (*ir_class_name(i))
			classes = jv_array_append(classes, jv_string(ir_class_name(i)));
	}
	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++)
		facts = jv_array_append(facts, jv_string(ir_fact_id(i)));
	return JV_OBJECT(jv_string("classes"), classes, jv_string("facts"), facts);
}

jv ir_tool_explain(struct ir_mcp *m, jv arguments, char *error, size_t size)
{
	const char *term = ir_jv_string(arguments, "term");
	enum ir_class class = ir_class_find(term);

	(void)m;
	if (!term)
		return terms();
	if (class != IR_CLASS_NONE)
		return explain_class(class);
	for (enum ir_fact i = 0; i < IR_NR_FACTS; i++) {
		if (!strcmp(ir_fact_id(i), term))
			return explain_fact(i);
	}
	snprintf(error, size, "there is no such class or fact; without term all are listed");
	return jv_invalid();
}
