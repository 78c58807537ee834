// SPDX-License-Identifier: GPL-2.0-or-later
/* ir_decide(): facts in, verdict out. Every class, every deciding fact, and their precedence. */
#include "core/verdict/verdict.h"
#include "tests/unit/unit.h"

#define MAX_SET 20

/* Facts that hold, then those that do not; the others are unknown. Stored as fact + 1. */
struct row {
	const char *class, *confidence;
	int holds[MAX_SET], fails[MAX_SET];
};

#define F(id)	   (IR_FACT_##id + 1)
#define RACE_FACTS F(EVENT_FAULT), F(CALLED_NULL_GET_LINK), F(CALLED_NULL), F(WALK_USED_IOP), F(CALLED_NULL_IOP)
#define NO_DAMAGE  F(IOP_DAMAGED), F(DENTRY_TYPE_DAMAGED), F(INODE_FREED)
/* What rules out the race, a NULL inode operation and damage: nothing of a link was used. */
#define NO_LINK                                                                                    \
	F(CALLED_NULL_GET_LINK), F(READ_OTHERS_LINK), F(NULL_SECURITY), F(CALLED_NULL_IOP),        \
		F(WALK_USED_IOP), F(AT_LINK), F(IN_LINK_TEXT)
#define NO_EVENTS F(EVENT_BUG), F(EVENT_OOM), F(EVENT_HUNG_TASK), F(EVENT_LOCKUP), F(EVENT_HARDWARE)

static const struct row rows[] = {
	{"undetermined", NULL, {0}, {0}},
	{"inode-op-null", "confirmed", {RACE_FACTS, F(TABLE_LACKS_GET_LINK)}, {F(DENTRY_DIED), NO_DAMAGE}},
	{"inode-op-null", "confirmed", {RACE_FACTS, F(TABLE_LACKS_GET_LINK)}, {F(RCU_WALK), NO_DAMAGE}},
	{"inode-op-null", "confirmed", {RACE_FACTS, F(TABLE_LACKS_GET_LINK)}, {F(INODE_IS_XFS), NO_DAMAGE}},
	/* It may be another class's damage. */
	{"inode-op-null", "possible", {RACE_FACTS, F(TABLE_LACKS_GET_LINK)}, {F(INODE_IS_XFS)}},
	{"inode-op-null", "possible", {RACE_FACTS}, {F(INODE_IS_XFS), NO_DAMAGE}},
	{"inode-corruption", "confirmed", {RACE_FACTS, F(IOP_DAMAGED)}, {F(TABLE_TRANSIENT), F(READ_OTHERS_LINK), F(NULL_SECURITY)}},
	{"inode-corruption",
	 "confirmed",
	 {RACE_FACTS, F(DENTRY_TYPE_DAMAGED), F(FAULT_IN_PATH_WALK), F(AT_LINK)},
	 {F(DENTRY_DIED)}},
	{"inode-corruption",
	 "confirmed",
	 {F(EVENT_FAULT), F(WALK_USED_IOP), F(INODE_FREED)},
	 {F(CALLED_NULL), F(CALLED_NULL_GET_LINK), F(CALLED_NULL_IOP)}},
	{"bug", "confirmed", {F(EVENT_BUG)}, {F(EVENT_FAULT)}},
	{"oom", "confirmed", {F(EVENT_OOM)}, {F(EVENT_FAULT), F(EVENT_BUG)}},
	{"hung-task", "confirmed", {F(EVENT_HUNG_TASK)}, {F(EVENT_FAULT), F(EVENT_BUG), F(EVENT_OOM)}},
	{"lockup",
	 "confirmed",
	 {F(EVENT_LOCKUP)},
	 {F(EVENT_FAULT), F(EVENT_BUG), F(EVENT_OOM), F(EVENT_HUNG_TASK)}},
	{"hardware",
	 "confirmed",
	 {F(EVENT_HARDWARE)},
	 {F(EVENT_FAULT), F(EVENT_BUG), F(EVENT_OOM), F(EVENT_HUNG_TASK), F(EVENT_LOCKUP)}},
	{"hardware", "possible", {F(EVENT_HARDWARE)}, {F(EVENT_FAULT)}},
	{"xfs-other",
	 "confirmed",
	 {F(EVENT_FAULT), F(FAULT_IN_XFS)},
	 {NO_LINK, NO_EVENTS, F(FAULT_IN_PATH_WALK)}},
	{"xfs-other", "possible", {F(EVENT_FAULT), F(FAULT_IN_XFS)}, {0}},
	{"xfs-other",
	 "confirmed",
	 {F(EVENT_FAULT), F(FAULT_IN_XFS), F(CALLED_NULL)},
	 {NO_LINK, NO_EVENTS, F(FAULT_IN_PATH_WALK)}},
	{"path-walk-other",
	 "confirmed",
	 {F(EVENT_FAULT), F(FAULT_IN_PATH_WALK)},
	 {NO_LINK, NO_EVENTS, F(FAULT_IN_XFS)}},
	{"undetermined", NULL, {F(EVENT_FAULT), F(FAULT_IN_PATH_WALK), F(CALLED_NULL)}, {0}},
	{"path-walk-other",
	 "confirmed",
	 {F(EVENT_FAULT), F(FAULT_IN_PATH_WALK), F(CALLED_NULL)},
	 {NO_LINK, NO_EVENTS, F(FAULT_IN_XFS)}},
	{"null-call-other",
	 "confirmed",
	 {F(EVENT_FAULT), F(CALLED_NULL)},
	 {NO_LINK, NO_EVENTS, F(FAULT_IN_XFS), F(FAULT_IN_PATH_WALK)}},
	/* The stack that shows whose call it was is lost. */
	{"null-call-other", "possible", {F(EVENT_FAULT), F(CALLED_NULL)}, {NO_LINK, NO_EVENTS}},
	{"undetermined", NULL, {F(EVENT_FAULT), F(CALLED_NULL)}, {F(FAULT_IN_XFS)}},
	{"memory-fault-other",
	 "confirmed",
	 {F(EVENT_FAULT)},
	 {NO_LINK, NO_EVENTS, F(CALLED_NULL), F(FAULT_IN_XFS), F(FAULT_IN_PATH_WALK)}},
	{"memory-fault-other", "possible", {F(EVENT_FAULT)}, {F(CALLED_NULL), F(READ_OTHERS_LINK)}},
	{"panic-requested", "confirmed", {F(EVENT_PANIC)}, {F(EVENT_FAULT), NO_EVENTS}},
	{"panic-requested", "possible", {F(EVENT_PANIC)}, {0}},
	{"no-crash", "confirmed", {F(NO_EVENT)}, {F(EVENT_FAULT), NO_EVENTS, F(EVENT_PANIC)}},
};

static void fill(enum ir_tri *facts, const int *set, enum ir_tri value)
{
	for (size_t i = 0; i < MAX_SET && set[i]; i++)
		facts[set[i] - 1] = value;
}

static void check_row(const struct row *row)
{
	enum ir_tri facts[IR_NR_FACTS] = {IR_UNKNOWN};
	struct ir_verdict v;
	char what[256];
	bool ok;

	fill(facts, row->holds, IR_TRUE);
	fill(facts, row->fails, IR_FALSE);
	ir_decide(facts, IR_SEEN_DUMP, &v);
	ok = !strcmp(ir_class_name(v.class), row->class) &&
	     (row->confidence ? v.confidence && !strcmp(v.confidence, row->confidence)
			      : !v.confidence) &&
	     !v.phase && v.race == (row->confidence ? IR_FALSE : IR_UNKNOWN);
	snprintf(what, sizeof(what), "row %d wants %s, got %s %s", (int)(row - rows), row->class,
		 ir_class_name(v.class), v.confidence ? v.confidence : "-");
	unit_check(ok, __FILE__, __LINE__, what);
}

static const enum ir_fact deciding[] = {IR_FACT_CALLED_NULL_GET_LINK, IR_FACT_RCU_WALK,
					IR_FACT_INODE_IS_XFS, IR_FACT_DENTRY_DIED,
					IR_FACT_TABLE_TRANSIENT};

/* All 3^5 combinations of the deciding facts: confidence counts the unknown, one false acquits. */
static void deciding_facts(void)
{
	unsigned overconfident = 0;

	for (unsigned n = 0; n < 3 * 3 * 3 * 3 * 3; n++) {
		enum ir_tri facts[IR_NR_FACTS] = {
			[IR_FACT_CALLED_NULL] = IR_TRUE,
			[IR_FACT_EVENT_FAULT] = IR_TRUE,
			[IR_FACT_IOP_NOW_EMPTY] = IR_FALSE,
			[IR_FACT_INODE_NOT_SYMLINK] = IR_FALSE};
		unsigned unknown = 0, fails = 0, rest = n;
		const char *want;
		struct ir_verdict v;
		char what[128];

		for (size_t i = 0; i < 5; i++, rest /= 3) {
			facts[deciding[i]] = (enum ir_tri)(rest % 3);
			unknown += rest % 3 == IR_UNKNOWN;
			fails += rest % 3 == IR_FALSE;
		}
		ir_decide(facts, IR_SEEN_DUMP, &v);
		/*
		 * Whether it was a get_link call is unknown, and more with it, or neither dentry nor table was
		 * seen: call it what you like, but not another class for certain.
		 */
		if (!fails && unknown >= 2 &&
		    (facts[deciding[0]] == IR_UNKNOWN ||
		     (facts[deciding[3]] == IR_UNKNOWN && facts[deciding[4]] == IR_UNKNOWN))) {
			overconfident += v.race != IR_TRUE && v.confidence &&
					 strcmp(v.confidence, "possible");
			continue;
		}
		want = fails	      ? "not"
		       : !unknown     ? "confirmed"
		       : unknown == 1 ? "likely"
				      : "possible";
		snprintf(what, sizeof(what), "%u unknown, %u false: want %s, got %s %s (%u)",
			 unknown, fails, want, ir_class_name(v.class), v.confidence ? v.confidence : "-", n);
		if (fails)
			unit_check(v.race != IR_TRUE, __FILE__, __LINE__, what);
		else
			unit_check(v.race == IR_TRUE && v.confidence && !strcmp(v.confidence, want),
				   __FILE__, __LINE__, what);
	}
	CHECK(!overconfident);
}

static void phases(void)
{
	enum ir_tri facts[IR_NR_FACTS] = {
		[IR_FACT_CALLED_NULL] = IR_TRUE, [IR_FACT_EVENT_FAULT] = IR_TRUE};
	struct ir_verdict v;

	for (size_t i = 0; i < 5; i++)
		facts[deciding[i]] = IR_TRUE;
	facts[IR_FACT_IOP_NOW_EMPTY] = IR_TRUE;
	facts[IR_FACT_INODE_NOT_SYMLINK] = IR_TRUE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK_STR(v.phase, "in-window"); /* the first that fits */
	CHECK_STR(v.confidence, "likely"); /* memory that was allocated anew looks the same */
	facts[IR_FACT_PEER_SAME_INODE] = IR_TRUE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK_STR(v.confidence, "likely"); /* the task may allocate it */
	facts[IR_FACT_PEER_SAME_INODE] = IR_UNKNOWN;
	facts[IR_FACT_INODE_RECYCLING] = IR_TRUE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK_STR(v.confidence, "confirmed");
	facts[IR_FACT_IOP_NOW_EMPTY] = IR_FALSE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK_STR(v.phase, "reused");
	facts[IR_FACT_INODE_NOT_SYMLINK] = IR_FALSE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK_STR(v.phase, "healed");
	facts[IR_FACT_RACE_IMPOSSIBLE] = IR_TRUE;
	ir_decide(facts, IR_SEEN_DUMP, &v);
	CHECK(v.race == IR_TRUE); /* a contradiction, no veto: what was seen stands */
	facts[IR_FACT_RACE_IMPOSSIBLE] = IR_UNKNOWN;
	ir_decide(facts, IR_SEEN_LOG, &v);
	CHECK_STR(v.confidence, "possible"); /* a log alone never confirms */
	facts[IR_FACT_TABLE_IN_IMAGE] = IR_FALSE;
	ir_decide(facts, IR_SEEN_LOG, &v);
	CHECK_STR(v.confidence, "possible");
	facts[IR_FACT_TABLE_IN_IMAGE] = IR_TRUE;
	ir_decide(facts, IR_SEEN_LOG, &v);
	CHECK_STR(v.confidence, "likely");
}

/* Where several fit, the order is fixed. */
static void precedence(void)
{
	static const struct {
		enum ir_fact fact;
		const char *class;
	} order[] = {
		{IR_FACT_EVENT_BUG, "bug"},
		{IR_FACT_EVENT_OOM, "oom"},
		{IR_FACT_FAULT_IN_XFS, "xfs-other"},
		{IR_FACT_FAULT_IN_PATH_WALK, "path-walk-other"},
		{IR_FACT_CALLED_NULL, "null-call-other"},
		{IR_FACT_EVENT_FAULT, "memory-fault-other"},
		{IR_FACT_EVENT_PANIC, "panic-requested"},
		{IR_FACT_NO_EVENT, "no-crash"},
	};
	enum ir_tri facts[IR_NR_FACTS] = {IR_UNKNOWN};
	struct ir_verdict v;

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		facts[order[i].fact] = IR_TRUE;
	facts[IR_FACT_CALLED_NULL_GET_LINK] = IR_FALSE;
	facts[IR_FACT_READ_OTHERS_LINK] = IR_FALSE;
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		ir_decide(facts, IR_SEEN_DUMP, &v);
		CHECK_STR(ir_class_name(v.class), order[i].class);
		facts[order[i].fact] = IR_FALSE;
	}
}

void test_verdict(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(&rows[i]);
	deciding_facts();
	phases();
	precedence();
}
