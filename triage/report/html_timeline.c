// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walker and recycler as two lines on which time runs down. A stack is a history as well: outer frames
 * were entered first. The steps between the two stand in the order that is proved: the dentry died
 * after the walk looked at it, or its d_seq would be the saved one; the inode was recycled before the
 * call, or that would have gone through another table. Nothing else is known between the lines.
 */
#include "triage/report/html_timeline.h"

#include <stdbool.h>
#include <string.h>

#include "triage/report/html_json.h"
#include "triage/report/html_out.h"
#include "triage/report/html_race_steps.h"

/** struct shape - of a drawing: lengths in its own units, columns of frames and of text */
struct shape {
	const char *class;
	unsigned width, row, frame_columns, text_columns;
};

static const struct shape shapes[] = {
	{"wide", 760, 21, 42, 98},
	{"narrow", 360, 19, 22, 46},
};

#define MOST_ROWS 14 /* frames of a line; outer ones are left to the stacks */

struct drawing {
	FILE *f;
	const struct shape *shape;
	unsigned y, left, right;
	const char *read; /* "log" or "dump" */
};

/* Where the recycler has this inode in its hands: frames outside of it came before, inside after. */
static size_t key_frame(const json_t *frames, const char *function)
{
	const json_t *one;
	size_t i;

	json_array_foreach(frames, i, one) {
		const char *symbol = ir_json_text(one, "symbol", NULL);

		if (symbol && function && !strcmp(symbol, function))
			return i;
	}
	return 0;
}

static void put_frame(const struct drawing *d, const json_t *frame, bool recycler, bool key, unsigned y)
{
	char text[320];

	ir_json_frame(frame, text, sizeof(text));
	ir_html(d->f, "<circle class=\"%s\" cx=\"%u\" cy=\"%u\" r=\"%d\"/>", key ? "dot key" : "dot",
		recycler ? d->right : d->left, y - 4, key ? 5 : 3);
	ir_html(d->f, "<text class=\"frame%s\" x=\"%u\" y=\"%u\" text-anchor=\"%s\">%.*s</text>\n", key ? " key" : "",
		recycler ? d->right - 12 : d->left + 12, y, recycler ? "end" : "start",
		(int)d->shape->frame_columns, text);
}

/* Frames @from (inner) to @to (outer, not included), the outer ones first, the last one at @bottom. */
static void put_frames(const struct drawing *d, const json_t *frames, size_t from, size_t to, size_t key,
		       bool recycler, unsigned bottom)
{
	size_t end = to - from > MOST_ROWS ? from + MOST_ROWS : to;

	for (size_t i = from; i < end; i++)
		put_frame(d, json_array_get(frames, i), recycler, i == key, bottom - (unsigned)(i - from) * d->shape->row);
	if (end < to)
		ir_html(d->f, "<text class=\"small\" x=\"%u\" y=\"%u\" text-anchor=\"%s\">%lu outer frames</text>\n",
			recycler ? d->right - 12 : d->left + 12, bottom - (unsigned)(end - from) * d->shape->row,
			recycler ? "end" : "start", (uint64_t)(to - end));
}

static unsigned rows_of(size_t from, size_t to)
{
	size_t n = to - from;

	return n > MOST_ROWS ? MOST_ROWS + 1 : (unsigned)n;
}

static void put_line(const char *line, void *arg)
{
	struct drawing *d = arg;

	ir_html(d->f, "<text class=\"step\" x=\"%u\" y=\"%u\">%s</text>\n", d->left + 38, d->y, line);
	d->y += d->shape->row - 3;
}

static void put_step(struct drawing *d, const struct ir_race_steps *s, enum ir_race_step step)
{
	static const bool walks[IR_RACE_STEPS] = {
		[IR_RACE_CHECKED] = true, [IR_RACE_CALLED] = true, [IR_RACE_DUMP] = true};
	static const bool recycles[IR_RACE_STEPS] = {
		[IR_RACE_RECYCLED] = true, [IR_RACE_DUMP] = true};
	const char *class = s->step[step].seen ? step == IR_RACE_CALLED ? "mark fatal" : "mark"
					       : "mark unknown";
	unsigned y;

	d->y += 12;
	y = d->y - 4;
	if (walks[step])
		ir_html(d->f, "<path class=\"arm\" d=\"M%u %uH%u\"/><circle class=\"dot\" cx=\"%u\" cy=\"%u\" r=\"4\"/>",
			d->left, y, d->left + 14, d->left, y);
	if (recycles[step])
		ir_html(d->f, "<path class=\"arm\" d=\"M%u %uH%u\"/><circle class=\"dot\" cx=\"%u\" cy=\"%u\" r=\"4\"/>",
			d->right - 14, y, d->right, d->right, y);
	ir_html(d->f, "<circle class=\"%s\" cx=\"%u\" cy=\"%u\" r=\"9\"/><text class=\"number\" x=\"%u\" y=\"%u\""
		      " text-anchor=\"middle\">%d</text>\n", class, d->left + 23, y, d->left + 23, y + 4, step + 1);
	ir_html_wrap(s->step[step].text, d->shape->text_columns, 6, put_line, d);
}

static void put_who(const struct drawing *d, const json_t *task, const char *who, bool recycler)
{
	unsigned x = recycler ? d->shape->width - 4 : 4;
	const char *end = recycler ? "end" : "start", *comm = ir_json_text(task, "comm", NULL);
	char pid[24], cpu[24];

	ir_html(d->f, "<text class=\"who\" x=\"%u\" y=\"16\" text-anchor=\"%s\">%s</text>\n<text class=\"step\" x=\"%u\" y=\"34\" text-anchor=\"%s\">", x, end,
		who, x, end);
	if (task)
		ir_html(d->f, "%s %.*s%s</text>\n", ir_json_pid(task, pid), 15, comm, ir_json_cpu(task, cpu));
	else
		ir_html(d->f, "not seen in this %s</text>\n", d->read);
}

/* How far down the steps of a drawing go is known only when they are drawn: here they are only counted. */
static unsigned height_of(const struct shape *shape, const struct ir_race_steps *s, unsigned above,
			  unsigned inner)
{
	unsigned lines = 0;

	for (int i = 0; i < IR_RACE_STEPS; i++)
		lines += ir_html_wrap(s->step[i].text, shape->text_columns, 6, NULL, NULL);
	return 52 + above * shape->row + IR_RACE_STEPS * 12 + lines * (shape->row - 3) +
	       (inner ? 8 + inner * shape->row : 0) + 12;
}

static void put_label(FILE *f, const struct ir_race_steps *s)
{
	fputs(" role=\"img\" aria-label=\"Time line of walker and recycler.", f);
	for (int i = 0; i < IR_RACE_STEPS; i++)
		ir_html(f, " %d: %s", i + 1, s->step[i].text);
	fputs(" The stacks follow below.\"", f);
}

static void draw(FILE *f, const struct shape *shape, const json_t *diagnosis,
		 const struct ir_race_steps *s)
{
	const json_t *fault = json_object_get(diagnosis, "fault"), *recycler = ir_json_recycler(diagnosis);
	const json_t *mine = json_object_get(fault, "backtrace"), *theirs = json_object_get(recycler, "backtrace");
	size_t key = key_frame(theirs, ir_json_text(recycler, "function", NULL));
	unsigned rows = rows_of(0, json_array_size(mine)), other = rows_of(key, json_array_size(theirs));
	unsigned above = rows > other ? rows : other, inner = rows_of(0, key), height = height_of(shape, s, above, inner);
	struct drawing d = {f, shape, 52 + above * shape->row, 10, shape->width - 10,
			    ir_json_what_was_read(diagnosis)};

	ir_html(f, "<svg class=\"line %s\" viewBox=\"0 0 %u %u\"", shape->class, shape->width, height);
	put_label(f, s);
	ir_html(f, ">\n<path class=\"life%s\" d=\"M%u 44V%u\"/><path class=\"life%s\" d=\"M%u 44V%u\"/>\n", "", d.left,
		height - 8, recycler ? "" : " gone", d.right, height - 8);
	put_who(&d, fault, "WALKER", false);
	put_who(&d, recycler, "RECYCLER", true);
	put_frames(&d, mine, 0, json_array_size(mine), 0, false, d.y - 6);
	put_frames(&d, theirs, key, json_array_size(theirs), key, true, d.y - 6);
	d.y += 6;
	put_step(&d, s, IR_RACE_CHECKED);
	put_step(&d, s, IR_RACE_DIED);
	put_step(&d, s, IR_RACE_RECYCLED);
	if (inner) {
		d.y += 4 + inner * shape->row;
		put_frames(&d, theirs, 0, key, key, true, d.y - 6);
		d.y += 4;
	}
	put_step(&d, s, IR_RACE_CALLED);
	put_step(&d, s, IR_RACE_DUMP);
	fputs("</svg>\n", f);
}

void ir_html_timeline(FILE *f, const json_t *diagnosis)
{
	struct ir_race_steps steps;

	ir_race_steps(&steps, diagnosis);
	fputs("<h4>Time line</h4>\n<figure>\n", f);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		draw(f, &shapes[i], diagnosis, &steps);
	fputs("<figcaption>Time runs down: along each line, and along the numbers, which stand in the order the evidence proves."
	      " Between the two stacks nothing else is known. A hollow number was not seen.</figcaption>\n</figure>\n", f);
}
