/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inoderace ticket: a diagnosis as a comment in a ticket, with the files it rests on attached.
 * docs/tickets.md tells what it does; ticket_systems.def lists the systems, one file each. What the
 * files of this folder share is here.
 *
 * A failed call has told why in t->error, for a person; t->again says whether it can be tried
 * again.
 */
#ifndef IR_TICKET_H
#define IR_TICKET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/verdict/signature.h"
#include "triage/ticket/ticket_markup.h"

#define IR_TICKET_MARK	   33 /* 32 hexadecimal digits */
#define IR_TICKET_SETTINGS 32
#define IR_TICKET_HITS	   50
#define IR_TICKET_FILES	   2

/** struct ir_ticket_file - something to attach */
struct ir_ticket_file {
	char name[64];
	const char *type;
	char *bytes;
	size_t len;
	bool there; /* the ticket has it already */
};

/** struct ir_ticket_post - a comment (or the ticket's own text) with our mark in it */
struct ir_ticket_post {
	char id[24]; /* "" for the ticket's own text */
};

/**
 * struct ir_ticket_hit - a ticket, as looked at
 * @marked: how many posts hold the diagnosis, @posts the first of them, oldest first
 * @signed_: the signature stands in its subject or text
 * @file_id: for each of t->files: where the system keeps it, "" when it is not attached
 */
struct ir_ticket_hit {
	char id[64];
	bool open, signed_;
	unsigned marked;
	struct ir_ticket_post posts[8];
	char file_id[IR_TICKET_FILES][512];
};

struct ir_tracker;

/**
 * struct ir_ticket_system - how to talk to one kind of ticket system
 * @name: as `type` has it; @title for a person; @keys its own settings, blank separated
 * @met: version of the live server that it was tried with; NULL: it never met one
 * @url: where it is unless it is set, NULL if that can be anywhere
 * @project: what it calls the place tickets are filed in
 * @auth: the header that carries the token, %s; with the setting `user` it goes as a password
 * @headers: what else each request carries, NULL-terminated
 * @markup: how comments are written unless the setting `format` says otherwise
 * @max_comment: characters a comment may have
 * @max_file: bytes an attachment may have unless the server or `max-size` says otherwise;
 *	0: it takes no attachments
 * @atomic: ticket or comment and attachments go there in one request, all or nothing
 */
struct ir_ticket_system {
	const char *name, *title, *met, *keys, *url, *project, *auth;
	const char *const *headers;
	enum ir_markup markup;
	size_t max_comment, max_file;
	bool atomic;
	/** @check: are the token and the project good? Nothing is changed. */
	bool (*check)(struct ir_tracker *t);
	/** @limit: ask the server for t->max_file; NULL where it does not tell */
	bool (*limit)(struct ir_tracker *t);
	/** @search: tickets, open or not, that may hold @text; ir_tracker_hit() for each */
	bool (*search)(struct ir_tracker *t, const char *text);
	/** @read_ticket: fill in @hit, of which the id is known */
	bool (*read_ticket)(struct ir_tracker *t, struct ir_ticket_hit *hit);
	/** @file: a new ticket; @ret_id receives its number */
	bool (*file)(struct ir_tracker *t, const char *subject, const char *body, char ret_id[64]);
	/** @comment: to ticket @id; atomic systems attach the files that are not there as well */
	bool (*comment)(struct ir_tracker *t, const char *id, const char *body);
	/** @attach: one file, for systems that are not atomic */
	bool (*attach)(struct ir_tracker *t, const char *id, const struct ir_ticket_file *f);
	/** @fetch: read attachment @file_id back, malloc'd */
	bool (*fetch)(struct ir_tracker *t, const char *file_id, size_t max, char **ret,
		      size_t *len);
	/** @withdraw: take back a comment that was posted twice; NULL where nobody can */
	bool (*withdraw)(struct ir_tracker *t, const char *id, const struct ir_ticket_post *post);
	/** @close: ticket @id is the same as @other, filed at the same moment; may be NULL */
	bool (*close)(struct ir_tracker *t, const char *id, const char *other);
	/** @link: where a person finds ticket @id */
	void (*link)(const struct ir_tracker *t, const char *id, char *buf, size_t size);
};

/** struct ir_tracker - one server, and what is to be posted there */
struct ir_tracker {
	const struct ir_ticket_system *sys;
	char name[64];
	struct {
		char *key, *value;
	} settings[IR_TICKET_SETTINGS];
	unsigned nr_settings;
	char *token;
	char token_from[320];
	void *curl;
	size_t max_file;
	bool max_told; /* by the server */
	/* What is posted. */
	char mark[IR_TICKET_MARK];
	const char *signature;
	unsigned nr_versions;
	char versions[IR_SIGNATURE_VERSION][IR_SIGNATURE_SIZE]; /* @signature, as other versions make it */
	struct ir_ticket_file files[IR_TICKET_FILES];
	unsigned nr_files;
	/* What a search found. */
	struct ir_ticket_hit hits[IR_TICKET_HITS];
	unsigned nr_hits;
	bool more_hits;
	/* How the last call went. */
	char error[800];
	bool again;
	long retry_after;
};

#endif
