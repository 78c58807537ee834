// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/verdict/rules_json.h"

#include "core/lib/json.h"
#include "core/log/oops_log.h"
#include "core/verdict/class_advice.h"
#include "core/facts/facts.h"
#include "core/lib/version.h"
#include "core/vfs/inode_tables.h"

#define F(fact) (UINT64_C(1) << IR_FACT_##fact)

static const char *const fact_names[] = {
#define IR_FACT(id, name, class) #id,
#include "core/facts/facts.def"
#undef IR_FACT
};

/*
 * Begin a table. Each row is on a line of its own, so that a change of one row is a change of one
 * line.
 */
static void table(struct ir_json *j, const char *key)
{
	ir_json_open(j, key, '[');
	ir_out_raw(&j->out, "\n");
}

static void row(struct ir_json *j, char bracket)
{
	if (j->comma)
		ir_out_raw(&j->out, ",\n");
	j->comma = false;
	ir_json_open(j, NULL, bracket);
}

static void number(struct ir_json *j, const char *key, uint64_t v)
{
	ir_json_unsigned(j, key, (struct ir_value){true, v});
}

static void set(struct ir_json *j, const char *key, uint64_t facts)
{
	ir_json_open(j, key, '[');
	for (unsigned i = 0; i < IR_NR_FACTS; i++) {
		if (facts >> i & 1)
			ir_json_string(j, NULL, fact_names[i]);
	}
	ir_json_close(j, ']');
}

static void fact(struct ir_json *j, const char *name, const char *id, enum ir_class class)
{
	row(j, '{');
	ir_json_string(j, "name", name);
	ir_json_string(j, "id", id);
	ir_json_string(j, "for", class == IR_CLASS_NONE ? NULL : ir_class_name(class));
	ir_json_close(j, '}');
}

static void rule(struct ir_json *j, enum ir_class class, uint64_t need, uint64_t must, uint64_t not,
		 uint64_t clear)
{
	row(j, '{');
	ir_json_string(j, "class", ir_class_name(class));
	set(j, "need", need);
	set(j, "must", must);
	set(j, "not", not );
	set(j, "clear", clear);
	ir_json_close(j, '}');
}

static void named(struct ir_json *j, const char *set_name, const char *name)
{
	row(j, '[');
	ir_json_string(j, NULL, set_name);
	ir_json_string(j, NULL, name);
	ir_json_close(j, ']');
}

static void flag(struct ir_json *j, const char *set_name, uint64_t bit, const char *name)
{
	row(j, '[');
	ir_json_string(j, NULL, set_name);
	number(j, NULL, bit);
	ir_json_string(j, NULL, name);
	ir_json_close(j, ']');
}

static void opener(struct ir_json *j, const char *needle, enum ir_event_kind kind, bool continues)
{
	row(j, '[');
	ir_json_string(j, NULL, needle);
	ir_json_string(j, NULL, ir_event_name(kind));
	ir_json_tri(j, NULL, ir_tri_of(continues));
	ir_json_close(j, ']');
}

static void pointer(struct ir_json *j, const char *what, uint64_t a, uint64_t b, bool two)
{
	row(j, '[');
	ir_json_string(j, NULL, what);
	number(j, NULL, a);
	if (two)
		number(j, NULL, b);
	ir_json_close(j, ']');
}

static void class_text(struct ir_json *j, enum ir_class class)
{
	static const char *const who[] = {
		[IR_FOR_ALL] = "all", [IR_FOR_DUMP] = "dump", [IR_FOR_LOG] = "log"};
	const struct ir_class_advice *text = ir_class_advice(class);

	row(j, '{');
	ir_json_string(j, "class", ir_class_name(class));
	ir_json_string(j, "title", ir_class_title(class));
	ir_json_open(j, "next", '[');
	for (unsigned i = 0; text->next[i].text; i++) {
		ir_json_string(j, NULL, who[text->next[i].who]);
		ir_json_string(j, NULL, text->next[i].text);
	}
	ir_json_close(j, ']');
	ir_json_open(j, "links", '[');
	for (unsigned i = 0; text->links && text->links[i]; i++)
		ir_json_string(j, NULL, text->links[i]);
	ir_json_close(j, ']');
	ir_json_string(j, "changes", text->changes);
	ir_json_close(j, '}');
}

static void decisions(struct ir_json *j)
{
	table(j, "facts");
#define IR_FACT(id, name, class) fact(j, #id, name, IR_CLASS_##class);
#include "core/facts/facts.def"
#undef IR_FACT
	ir_json_close(j, ']');
	table(j, "rules");
#define IR_RULE(class, need, must, not, clear) rule(j, IR_CLASS_##class, need, must, not, clear);
#include "core/verdict/rules.def"
#undef IR_RULE
	ir_json_close(j, ']');
}

static void vocabulary(struct ir_json *j)
{
	table(j, "functions");
#define IR_FUNCTION(role, name) named(j, #role, name);
#include "core/symbols/functions.def"
#undef IR_FUNCTION
	ir_json_close(j, ']');
	table(j, "flags");
#define IR_FLAG(set, bit, name) flag(j, #set, bit, name);
#include "core/types/flags.def"
#undef IR_FLAG
	ir_json_close(j, ']');
	table(j, "xfs_tables");
#define IR_XFS_TABLE(symbol, type) pointer(j, symbol, type, 0, false);
#define IR_POISON(value, mask, what)
#include "core/vfs/inode_tables_known.def"
#undef IR_XFS_TABLE
#undef IR_POISON
	ir_json_close(j, ']');
	table(j, "poisons");
#define IR_XFS_TABLE(symbol, type)
#define IR_POISON(value, mask, what) pointer(j, what, value, mask, true);
#include "core/vfs/inode_tables_known.def"
#undef IR_XFS_TABLE
#undef IR_POISON
	ir_json_close(j, ']');
}

static void name(struct ir_json *j, const char *text)
{
	row(j, '[');
	ir_json_string(j, NULL, text);
	ir_json_close(j, ']');
}

static void events(struct ir_json *j)
{
	/* In the order of enum ir_event_kind, where kinds of one sort are neighbours. */
	table(j, "events");
	for (int i = 0; i < IR_NR_EVENTS; i++)
		name(j, ir_event_name((enum ir_event_kind)i));
	ir_json_close(j, ']');
	table(j, "log_openers");
#define IR_PANIC(words, kind, continues)                                                           \
	opener(j, "Kernel panic - not syncing: " words, IR_EV_##kind, continues);
#define IR_OPENER(needle, kind) opener(j, needle, IR_EV_##kind, false);
#include "core/log/oops_log.def"
#undef IR_PANIC
#undef IR_OPENER
#define IR_MARK(words, what)
#define IR_SPLAT(words)
#define IR_DIE(words, kind) opener(j, words, IR_EV_##kind, false);
#include "core/log/oops_marks.def"
#undef IR_SPLAT
#undef IR_DIE
	ir_json_close(j, ']');
	table(j, "log_splats");
#define IR_SPLAT(words) name(j, words);
#define IR_DIE(words, kind)
#include "core/log/oops_marks.def"
#undef IR_MARK
#undef IR_SPLAT
#undef IR_DIE
	ir_json_close(j, ']');
}

void ir_rules_json(ir_emit_fn *emit, void *arg)
{
	struct ir_json j = {.out = {.emit = emit, .arg = arg}};

	ir_json_open(&j, NULL, '{');
	ir_json_string(&j, "version", IR_TOOL_VERSION);
	number(&j, "schema", IR_JSON_SCHEMA);
	number(&j, "signature", IR_SIGNATURE_VERSION);
	decisions(&j);
	vocabulary(&j);
	events(&j);
	table(&j, "classes");
	for (enum ir_class i = 0; i < IR_NR_CLASSES; i++)
		class_text(&j, i);
	ir_json_close(&j, ']');
	ir_json_close(&j, '}');
	ir_out_raw(&j.out, "\n");
	ir_out_flush(&j.out);
}
