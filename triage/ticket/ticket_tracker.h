/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all ticket systems need: telling what went wrong, and keeping what was found. */
#ifndef IR_TICKET_TRACKER_H
#define IR_TICKET_TRACKER_H

#include <jansson.h>

#include "triage/ticket/ticket.h"

/** ir_ticket_fail() - set t->error; returns false. The token is taken out of what is told. */
bool ir_ticket_fail(struct ir_tracker *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** ir_tracker_hit() - ticket @id was found; the same one twice counts once */
void ir_tracker_hit(struct ir_tracker *t, const char *id);

/** ir_tracker_hits() - one for each object of the array @all, whose id is its member @key */
void ir_tracker_hits(struct ir_tracker *t, const json_t *all, const char *key);

/** ir_hit_text() - look for mark and signature in @text, which is @post's (NULL: the subject) */
void ir_hit_text(const struct ir_tracker *t, struct ir_ticket_hit *hit, const char *text,
		 const char *post);

/** ir_hit_file() - the ticket has an attachment of that name, which the system knows as @file_id */
void ir_hit_file(const struct ir_tracker *t, struct ir_ticket_hit *hit, const char *name,
		 const char *file_id);

/**
 * ir_hit_texts() - ir_hit_text() for each object of the array @all, which are posts
 * @id, @text: their members with the id and with what the post says
 */
void ir_hit_texts(const struct ir_tracker *t, struct ir_ticket_hit *hit, const json_t *all,
		  const char *id, const char *text);

/** ir_hit_files() - ir_hit_file() for each object of @all; @id, @name: members with id and name */
void ir_hit_files(const struct ir_tracker *t, struct ir_ticket_hit *hit, const json_t *all,
		  const char *id, const char *name);

/** ir_ticket_missing() - tell that there is no ticket @id, which the system calls @what; false */
bool ir_ticket_missing(struct ir_tracker *t, const char *what, const char *id);

/**
 * ir_ticket_filed() - the id of what was filed, from member @key of @reply
 * @none: what to tell when there is none in it
 */
bool ir_ticket_filed(struct ir_tracker *t, const json_t *reply, const char *key, char ret_id[64],
		     const char *none);

/** ir_id_of() - a number or string of a reply as an id; "" for anything else, or an odd one */
void ir_id_of(const json_t *j, char *buf, size_t size);

#endif
