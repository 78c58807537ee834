// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Brings lines into the order in which the kernel printed them. pstore and EFI or ACPI firmware keep a log in parts, the
 * end of it as "Panic#1 Part1", and the parts are found in any order. Other texts have their last line first, or each
 * line twice (oops_shape.c tells).
 *
 * Lines that wait for others are kept in the arena, no more of them than MOST bytes.
 */
#include "core/log/oops_parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MOST	  (2u << 20)
#define MAX_PARTS 256

/* @next: the line that follows it; @older: of a line that begins a message, in a text whose last line comes first */
struct line {
	struct line *next, *older;
	bool rest, own_line;
	size_t before;
	char text[];
};

/* "Panic#2 Part3" has @count 2 and @number 3. @dump: parts with a number that was there already are another dump's. */
struct part {
	unsigned long count, number;
	unsigned dump;
	struct line *first, *last;
};

struct ir_log_kept {
	size_t bytes;
	bool over; /* nothing is kept any more */
	unsigned nr_parts, nr_dumps;
	struct part parts[MAX_PARTS];
	struct line *
		newest; /* or, without parts: the line that was read last of all messages' first lines */
	struct line *last;
	struct ir_log_twin before;
};

/* What only one of two lines says does not tell them apart. */
static bool may_be_same(const char *a, const char *b)
{
	return !a[0] || !b[0] || !strcmp(a, b);
}

bool ir_log_is_twin(struct ir_log_twin *before, const char *line, const char **ret)
{
	struct ir_log_prefix prefix;
	const char *text = ir_log_skip_prefix(line, &prefix);
	size_t len = strlen(text);

	*ret = text;
	if (!len || len >= sizeof(before->text))
		return false;
	before->second = !before->second && !strcmp(text, before->text) &&
			 may_be_same(prefix.host, before->prefix.host) &&
			 may_be_same(prefix.caller, before->prefix.caller);
	memcpy(before->text, text, len + 1);
	before->prefix = prefix;
	return before->second;
}

static struct ir_log_kept *kept_of(struct ir_log *log)
{
	if (!log->kept)
		log->kept = ir_arena_alloc(log->arena, sizeof(*log->kept));
	return log->kept;
}

/* "Panic#1 Part3" */
static bool is_part(const char *s, unsigned long *count, unsigned long *number)
{
	const char *word;
	char *end;

	if (!strstr(s, " Part"))
		return false;
	word = s += strspn(s, "> \t|");
	while (isalpha((unsigned char)*s))
		s++;
	if (s == word || *s != '#' || !isdigit((unsigned char)s[1]))
		return false;
	*count = strtoul(s + 1, &end, 10);
	if (strncmp(end, " Part", 5) || !isdigit((unsigned char)end[5]))
		return false;
	*number = strtoul(end + 5, &end, 10);
	return !end[strspn(end, " \t")];
}

static struct part *find_part(struct ir_log_kept *kept, unsigned dump, unsigned long number)
{
	for (unsigned i = 0; i < kept->nr_parts; i++) {
		if (kept->parts[i].dump == dump && kept->parts[i].number == number)
			return &kept->parts[i];
	}
	return NULL;
}

/* The dump that part @number of @count belongs to: the last one of that count that lacks it. */
static unsigned dump_of(struct ir_log_kept *kept, unsigned long count, unsigned long number)
{
	for (unsigned i = kept->nr_parts; i-- > 0;) {
		unsigned dump = kept->parts[i].dump;

		if (kept->parts[i].count == count)
			return find_part(kept, dump, number) ? kept->nr_dumps++ : dump;
	}
	return kept->nr_dumps++;
}

static bool begin_part(struct ir_log_kept *kept, unsigned long count, unsigned long number)
{
	struct part *part;

	if (kept->nr_parts == MAX_PARTS)
		return false;
	part = &kept->parts[kept->nr_parts];
	part->count = count;
	part->number = number;
	part->dump = dump_of(kept, count, number);
	kept->nr_parts++;
	return true;
}

static struct line *keep(struct ir_log *log, const char *text, bool rest)
{
	size_t size = sizeof(struct line) + strlen(text) + 1;
	struct ir_log_kept *kept = log->kept;
	struct line *line = kept->bytes + size > MOST ? NULL : ir_arena_alloc(log->arena, size);

	if (!line) {
		kept->over = true;
		return NULL;
	}
	kept->bytes += size;
	line->rest = rest;
	line->own_line = log->own_line;
	line->before = log->before;
	strcpy(line->text, text);
	return line;
}

static void join_lines(struct ir_log *log, const struct line *line)
{
	for (; line; line = line->next) {
		log->own_line = line->own_line;
		log->before = line->before;
		ir_log_join(log, line->text, line->rest);
	}
}

/* Dumps of one boot are counted from 1. Where a count is there twice, the text has them in the order that it has. */
static bool counted_once(const struct ir_log_kept *kept)
{
	for (unsigned i = 0; i < kept->nr_parts; i++) {
		for (unsigned k = 0; k < i; k++) {
			if (kept->parts[i].count == kept->parts[k].count &&
			    kept->parts[i].dump != kept->parts[k].dump)
				return false;
		}
	}
	return true;
}

static bool comes_before(const struct part *a, const struct part *b, bool by_count)
{
	if (a->dump == b->dump)
		return a->number > b->number;
	return by_count && a->count != b->count ? a->count < b->count : a->dump < b->dump;
}

static void read_parts(struct ir_log *log)
{
	struct ir_log_kept *kept = log->kept;
	bool by_count = counted_once(kept);
	struct part *parts = kept->parts;

	for (unsigned i = 1; i < kept->nr_parts; i++) {
		struct part part = parts[i];
		unsigned k = i;

		for (; k && comes_before(&part, &parts[k - 1], by_count); k--)
			parts[k] = parts[k - 1];
		parts[k] = part;
	}
	for (unsigned i = 0; i < kept->nr_parts; i++) {
		/* What was counted before, or as often, was of another boot. */
		if (i && parts[i].dump != parts[i - 1].dump &&
		    parts[i].count <= parts[i - 1].count) {
			ir_log_flush(log);
			ir_event_boot(log);
		}
		join_lines(log, parts[i].first);
	}
	kept->nr_parts = 0;
}

void ir_log_arrange_end(struct ir_log *log)
{
	struct ir_log_kept *kept = log->kept;

	if (!kept)
		return;
	if (kept->nr_parts)
		read_parts(log);
	for (const struct line *line = kept->newest; line; line = line->older)
		join_lines(log, line);
	kept->newest = NULL;
}

/* Is it the line before once more, in a text where each line comes twice? */
static bool is_repeated(struct ir_log *log, const char *line, bool rest)
{
	struct ir_log_kept *kept = log->shape.twice && !rest ? kept_of(log) : NULL;
	const char *text;

	return kept && ir_log_is_twin(&kept->before, line, &text);
}

/* Add a line to the part that is being read; without room for it, read all that was kept. */
static void keep_in_part(struct ir_log *log, const char *text, bool rest)
{
	struct part *part = &log->kept->parts[log->kept->nr_parts - 1];
	struct line *line = keep(log, text, rest);

	if (!line) {
		log->too_many = true;
		read_parts(log);
		ir_log_join(log, text, rest);
	} else if (part->last) {
		part->last->next = line;
		part->last = line;
	} else {
		part->first = part->last = line;
	}
}

/* A line without a stamp belongs to the one above it. */
static void keep_newest(struct ir_log *log, const char *text, bool rest)
{
	struct ir_log_kept *kept = log->kept;
	struct ir_log_prefix prefix;
	struct line *line = kept->over ? NULL : keep(log, text, rest);

	/* What was printed before the last megabytes is left out. */
	log->too_many |= !line;
	if (!line)
		return;
	(void)ir_log_skip_prefix(text, &prefix);
	if (kept->last && (rest || !prefix.marked)) {
		kept->last->next = line;
	} else {
		line->older = kept->newest;
		kept->newest = line;
	}
	kept->last = line;
}

void ir_log_arrange(struct ir_log *log, const char *line, bool rest)
{
	unsigned long count, number;

	if (is_repeated(log, line, rest))
		return;
	/* What a dump holds is in order. */
	if (log->find_arch && !rest && is_part(line, &count, &number) && kept_of(log) &&
	    !log->kept->over && !log->kept->newest && !begin_part(log->kept, count, number)) {
		log->too_many = log->kept->over = true;
		read_parts(log);
	}
	if (log->kept && log->kept->nr_parts)
		keep_in_part(log, line, rest);
	else if (log->shape.newest_first && kept_of(log))
		keep_newest(log, line, rest);
	else
		ir_log_join(log, line, rest);
}
