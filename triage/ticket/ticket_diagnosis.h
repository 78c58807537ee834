/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The diagnosis that is posted: as JSON, and back as the structure that Markdown is made of. */
#ifndef IR_TICKET_DIAGNOSIS_H
#define IR_TICKET_DIAGNOSIS_H

#include "core/inoderace.h"
#include "triage/ticket/ticket.h"

/**
 * struct ir_ticket_diagnosis - what is known of a crash
 * @json: the diagnosis as its schema has it
 * @extra: what the comment tells and the JSON does not: {"check": {fact: [command, ...]}, "stop":
 *	[why the crashed task's stack ends, the first peer's, ...]}; NULL when only the JSON is
 *there
 * @dump: the file is a dump, of which a slice can be made
 * @slice: it is a slice itself; @redacted: and made to be given away
 */
struct ir_ticket_diagnosis {
	json_t *json, *extra;
	bool dump, slice, redacted;
};

/** ir_ticket_read() - the diagnosis in, or of, the file at @path; else false with @error */
bool ir_ticket_read(struct ir_ticket_diagnosis *td, const char *path, char *error, size_t size);

/** ir_ticket_release() - free all. Idempotent. */
void ir_ticket_release(struct ir_ticket_diagnosis *td);

/** ir_ticket_load() - as a structure; release it with ir_diagnosis_release(), before @td */
void ir_ticket_load(const struct ir_ticket_diagnosis *td, struct ir_diagnosis *d);

/** ir_ticket_checks() - crash commands for a diagnosis of which only the JSON is there */
void ir_ticket_checks(struct ir_diagnosis *d);

/** ir_ticket_redact() - overwrite names of people, files and machines in it */
bool ir_ticket_redact(struct ir_ticket_diagnosis *td);

/** ir_ticket_redacted() - what was overwritten and what is left, in Markdown */
extern const char ir_ticket_redacted[], ir_ticket_kept[];

/** ir_ticket_mark() - the same for the same diagnosis, whoever made it, of dump or slice */
bool ir_ticket_mark(const struct ir_ticket_diagnosis *td, char ret[IR_TICKET_MARK]);

/** ir_ticket_sha256() - as 64 hexadecimal digits */
void ir_ticket_sha256(const void *bytes, size_t len, char ret[65]);

/**
 * ir_ticket_comment() - the comment, malloc'd
 * @markup: what it is written in; @max: characters it may have: sections are left out to fit
 * @files: names of what is attached, @nr of them
 */
char *ir_ticket_comment(const struct ir_ticket_diagnosis *td, const struct ir_tracker *t,
			enum ir_markup markup, size_t max, bool redacted);

/** ir_ticket_subject() - of a new ticket, malloc'd */
char *ir_ticket_subject(const struct ir_ticket_diagnosis *td);

/** ir_markup() - our own Markdown written in @markup; malloc'd */
char *ir_markup(enum ir_markup markup, const char *markdown);

/** ir_markup_named() - false when there is no markup of that name */
bool ir_markup_named(const char *name, enum ir_markup *ret);

#endif
