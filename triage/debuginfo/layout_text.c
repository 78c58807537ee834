// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/layout_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/lib/hash.h"

#define FORM	 "inoderace-layouts "
#define VERSION	 "2"
#define MAX_LINE 256
#define MAX_SIZE (1 << 24) /* of a structure: what is more is no kernel's */

static const char *const words[] = {
	[IR_DEBUG_MEMBER] = "member",
	[IR_DEBUG_SIZE] = "size",
	[IR_DEBUG_CONSTANT] = "constant",
};

static const char *name_of(const struct ir_debug_question *q, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s%s", q->name, q->member ? "." : "", q->member ? q->member : "");
	return buf;
}

/* Is @name what name_of() writes? It is asked of each question for each line. */
static bool is_name_of(const struct ir_debug_question *q, const char *name)
{
	size_t len = strlen(q->name);

	if (strncmp(name, q->name, len))
		return false;
	return q->member ? name[len] == '.' && !strcmp(name + len + 1, q->member) : !name[len];
}

static size_t write_answer(const struct ir_debug_question *q, const struct ir_debug_answer *a, char *text, size_t size)
{
	char name[128];
	int n = 0;

	name_of(q, name, sizeof(name));
	if (a->status == IR_NOTFOUND)
		n = snprintf(text, size, "absent %s\n", name);
	else if (a->status == IR_OK && q->ask == IR_DEBUG_MEMBER)
		n = snprintf(text, size, "member %s %" PRId64 " %" PRIu64 "\n", name, a->value, a->size);
	else if (a->status == IR_OK)
		n = snprintf(text, size, "%s %s %" PRId64 "\n", words[q->ask], name, a->value);
	return (size_t)n;
}

size_t ir_layout_text_write(const struct ir_debug_layouts *l, const char *of, char *text, size_t size)
{
	char id[2 * IR_BUILD_ID_MAX + 1];
	const char *slash = strrchr(of, '/');
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);
	size_t n;

	n = (size_t)snprintf(text, size, FORM VERSION "\nbuild-id %s\nof %.128s\nquestions %016" PRIx64 "\n",
			     ir_build_id_text(&l->build_id, id), slash ? slash + 1 : of, ir_debug_digest());
	for (unsigned i = 0; i < nr && n < size; i++) {
		/* Two members of layout.def may be the same one of the kernel's. */
		if (ir_debug_find(l, q[i].ask, q[i].name, q[i].member) == &l->answers[i])
			n += write_answer(&q[i], &l->answers[i], text + n, size - n);
	}
	if (n < size)
		n += (size_t)snprintf(text + n, size - n, "sum %016" PRIx64 "\n", ir_hash(IR_HASH_START, text, n));
	return n < size ? n : 0;
}

bool ir_layout_text_is(const char *text)
{
	return !strncmp(text, FORM, strlen(FORM));
}

/* The line at @p, without its end, in @line; what comes after it. NULL: there is none, or it is too long or cut. */
static const char *next_line(const char *p, char line[MAX_LINE])
{
	const char *end = strchr(p, '\n');
	size_t len = end ? (size_t)(end - p) : MAX_LINE;

	if (len >= MAX_LINE)
		return NULL;
	memcpy(line, p, len);
	line[len] = 0;
	return end + 1;
}

/* The question of which "KIND NAME" is the answer; NULL: this program does not ask that. */
static const struct ir_debug_question *question_of(const char *kind, const char *name, unsigned *index)
{
	unsigned nr;
	const struct ir_debug_question *q = ir_debug_questions(&nr);

	for (unsigned i = 0; i < nr; i++) {
		if (is_name_of(&q[i], name) && (!strcmp(kind, "absent") || !strcmp(kind, words[q[i].ask]))) {
			*index = i;
			return &q[i];
		}
	}
	return NULL;
}

/* NULL, or what is wrong with @line. */
static const char *take_answer(const char *line, struct ir_debug_layouts *l)
{
	char kind[16], name[128];
	struct ir_debug_answer a = {.status = IR_OK};
	const struct ir_debug_question *q;
	unsigned index;
	int n = sscanf(line, "%15s %127s %" SCNd64 " %" SCNu64, kind, name, &a.value, &a.size);

	if (n < 2)
		return "a line that says nothing";
	q = question_of(kind, name, &index);
	if (!q)
		return NULL;
	if (!strcmp(kind, "absent"))
		a = (struct ir_debug_answer){.status = IR_NOTFOUND};
	else if (n != (q->ask == IR_DEBUG_MEMBER ? 4 : 3))
		return "a line without its numbers";
	if (q->ask != IR_DEBUG_CONSTANT && (a.value < 0 || a.value > MAX_SIZE || a.size > MAX_SIZE))
		return "a number that is no place in a structure";
	if (l->answers[index].status != IR_UNSUPPORTED)
		return "two lines of the same thing";
	l->answers[index] = a;
	return NULL;
}

/* From behind the line "build-id" of @start's section to its sum. NULL, or what is wrong. */
static const char *take_section(const char *start, const char *p, struct ir_debug_layouts *l, bool *complete)
{
	unsigned long long number;
	char line[MAX_LINE];
	unsigned nr;

	ir_debug_questions(&nr);
	for (unsigned i = 0; i < nr; i++)
		l->answers[i] = (struct ir_debug_answer){.status = IR_UNSUPPORTED};
	*complete = false;
	for (const char *here = p; (p = next_line(here, line)); here = p) {
		const char *wrong = NULL;

		if (sscanf(line, "sum %16llx", &number) == 1)
			return number == ir_hash(IR_HASH_START, start, (size_t)(here - start)) ? NULL
											  : "its sum is another";
		if (sscanf(line, "questions %16llx", &number) == 1)
			*complete = number == ir_debug_digest();
		else if (strncmp(line, "of ", 3))
			wrong = take_answer(line, l);
		if (wrong)
			return wrong;
	}
	return "it is cut";
}

enum ir_layout_text ir_layout_text_find(const char *text, const struct ir_build_id *id, struct ir_debug_layouts *ret,
					bool *complete, const char **why)
{
	char line[MAX_LINE], want[MAX_LINE] = "build-id ";
	const char *p = text, *start = NULL;

	ir_build_id_text(id, want + strlen(want));
	while ((p = next_line(start = p, line))) {
		if (!ir_layout_text_is(line))
			continue; /* of another's section */
		if (!next_line(p, line) || strcmp(line, want))
			continue;
		if (strncmp(start, FORM VERSION "\n", strlen(FORM VERSION "\n"))) {
			*why = "it has another version's form";
			return IR_LAYOUT_DAMAGED;
		}
		*ret = (struct ir_debug_layouts){.build_id = *id};
		*why = take_section(start, next_line(p, line), ret, complete);
		return *why ? IR_LAYOUT_DAMAGED : IR_LAYOUT_FOUND;
	}
	return IR_LAYOUT_NONE;
}
