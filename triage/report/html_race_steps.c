// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/report/html_race_steps.h"

#include <string.h>

#include "triage/report/html_json.h"

/* Sets a step: was it seen, and the sentence. */
#define SET_STEP(step_, seen_, ...)                                                                \
	do {                                                                                       \
		(s->step[step_].seen = (seen_));                                                   \
		snprintf(s->step[step_].text, sizeof(s->step[step_].text), __VA_ARGS__);           \
	} while (0)

static void step_checked(struct ir_race_steps *s, const json_t *d)
{
	const char *name = ir_json_text(d, "walk", "dentry_name"), *how = "";
	char seq[24];

	if (ir_json_holds(d, "rcu-walk") == 1)
		how = " without locks";
	if (json_is_integer(ir_json_at(d, "walk", "walk_seq")))
		SET_STEP(IR_RACE_CHECKED, true,
			 "The walk looked at the symlink's dentry%s%.80s%s%s: its d_seq was %s.",
			 name ? " \"" : "", name ? name : "", name ? "\"" : "", how,
			 ir_json_number(d, "walk", "walk_seq", seq));
	else
		SET_STEP(
			IR_RACE_CHECKED, false,
			"The walk looked at the symlink's dentry%s; the d_seq it saved is unknown.",
			how);
}

static void step_died(struct ir_race_steps *s, const json_t *d)
{
	int holds = ir_json_holds(d, "link-dentry-died");
	char seq[24];

	if (holds == 1)
		SET_STEP(IR_RACE_DIED, true, "The dentry died: its d_seq is %s in the dump.",
			 ir_json_number(d, "walk", "dentry_seq", seq));
	else if (!holds)
		SET_STEP(IR_RACE_DIED, true,
			 "The dentry did not die: its d_seq is still the one that was saved.");
	else
		SET_STEP(IR_RACE_DIED, false, "Whether the dentry died is unknown.");
}

static void step_recycled(struct ir_race_steps *s, const json_t *d)
{
	const json_t *who = ir_json_recycler(d);
	const char *table = ir_json_text(d, "called_through", "symbol"),
		   *doing = ir_json_text(who, "doing", NULL);
	const char *comm = ir_json_text(who, "comm", NULL),
		   *function = ir_json_text(who, "function", NULL);
	bool creates = doing && !strcmp(doing, "create");
	char task[160], pid[24];

	snprintf(task, sizeof(task), "Another task, not seen in this %s,", ir_json_what_was_read(d));
	if (who)
		snprintf(task, sizeof(task), "%s%s%.40s%s, in %.60s,",
			 ir_json_pid(who, pid), comm ? " \"" : "", comm ? comm : "", comm ? "\"" : "",
			 function ? function : "a function not known,");
	if (!table)
		SET_STEP(IR_RACE_RECYCLED, false,
			 "%s %s the inode; which operations it then had is unknown.", task,
			 creates ? "made a new file of" : "recycled");
	else
		SET_STEP(IR_RACE_RECYCLED, true,
			 "%s %s the inode: its operations became %.60s, which has no get_link.",
			 task, creates ? "made a new file of" : "recycled", table);
}

static void step_called(struct ir_race_steps *s, const json_t *d)
{
	const json_t *frame = json_array_get(ir_json_at(d, "fault", "backtrace"), 0);
	char where[320] = "The walk";

	if (frame)
		ir_json_frame(frame, where, sizeof(where));
	if (ir_json_holds(d, "called-null-in-get-link") == 1)
		SET_STEP(
			IR_RACE_CALLED, true,
			"%.100s called the inode's get_link, which was NULL: the CPU fetched at 0.",
			where);
	else
		SET_STEP(IR_RACE_CALLED, false,
			 "%.100s called 0; that it was get_link is not proved.", where);
}

static void step_dump(struct ir_race_steps *s, const json_t *d)
{
	const char *table = ir_json_text(d, "inode", "i_op"),
		   *phase = ir_json_text(d, "verdict", "phase");
	const json_t *i_op = ir_json_at(d, "inode", "i_op");

	table = ir_json_text(i_op, "symbol", NULL);
	table = table ? table : ir_json_text(i_op, "near", NULL);
	table = table ? table : ir_json_text(i_op, "address", NULL);
	if (table)
		SET_STEP(IR_RACE_DUMP, true, "The dump: the inode's operations are %.60s%s%.20s.",
			 table, phase ? ": " : "", phase ? phase : "");
	else
		SET_STEP(IR_RACE_DUMP, false, "The end: the inode as it was then is not known%s.",
			 !strcmp(ir_json_what_was_read(d), "log") ? " from a log" : "");
}

void ir_race_steps(struct ir_race_steps *s, const json_t *d)
{
	step_checked(s, d);
	step_died(s, d);
	step_recycled(s, d);
	step_called(s, d);
	step_dump(s, d);
}
