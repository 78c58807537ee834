// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace ticket: the command. */
#include "triage/ticket/ticket_verb.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/known_json/known_json.h"
#include "triage/slice/slice_make.h"
#include "triage/ticket/ticket_comment.h"
#include "triage/ticket/ticket_config.h"
#include "triage/ticket/ticket_lock.h"
#include "triage/ticket/ticket_mark.h"
#include "triage/ticket/ticket_options.h"
#include "triage/ticket/ticket_post.h"
#include "triage/ticket/ticket_read.h"
#include "triage/ticket/ticket_redact.h"
#include "triage/ticket/ticket_secret.h"
#include "triage/ticket/ticket_systems.h"
#include "triage/ticket/ticket_versions.h"

#define MAX_SLICE (256 << 20)

enum { EXIT_DONE, EXIT_FAILED = 2 };
static int failed(const char *where, const char *what)
{
	fprintf(stderr, "inoderace: %s: %s\n", where, what);
	return EXIT_FAILED;
}

static bool add_file(struct ir_tracker *t, const char *ending, const char *type, char *bytes,
		     size_t len)
{
	struct ir_ticket_file *f = &t->files[t->nr_files++];

	snprintf(f->name, sizeof(f->name), "inoderace-%s.%s", t->mark, ending);
	f->type = type;
	f->bytes = bytes;
	f->len = len;
	return bytes != NULL;
}

/* A file with the slice in it, or -1. */
static int cut_slice(struct ir_ticket_command *c)
{
	char text[600] = "";
	int fd;

	if (c->td.slice) {
		fd = open(c->path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			failed(c->path, strerror(errno));
		return fd;
	}
	c->cut.redact = !c->no_redact;
	fd = memfd_create("slice", MFD_CLOEXEC);
	if (fd >= 0 && ir_slice_make(&c->cut, c->path, fd, text, sizeof(text)))
		return fd;
	failed(c->path, *text ? text : strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int attach_slice(struct ir_ticket_command *c)
{
	char *bytes = NULL;
	struct stat st;
	int fd;

	if (!c->td.dump)
		return failed(c->path, "a slice can be cut out of a dump only: give the VMCORE");
	if (c->td.slice && !c->td.redacted && !c->no_redact)
		return failed(c->path, "it is a slice already, and not redacted: give the VMCORE");
	fd = cut_slice(c);
	if (fd < 0)
		return EXIT_FAILED;
	if (!fstat(fd, &st) && st.st_size < MAX_SLICE)
		bytes = malloc((size_t)st.st_size + 1);
	if (bytes && pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size) {
		free(bytes);
		bytes = NULL;
	}
	close(fd);
	if (!bytes)
		return failed(c->path, "the slice cannot be read, or is too large for any ticket");
	add_file(&c->tracker, "slice", "application/octet-stream", bytes, (size_t)st.st_size);
	return -1;
}

/* Everything that is posted, before anybody is asked anything. */
static int make_files(struct ir_ticket_command *c)
{
	struct ir_tracker *t = &c->tracker;
	char *text;

	t->signature = json_string_value(
		json_object_get(json_object_get(c->td.json, "verdict"), "signature"));
	ir_ticket_versions(&c->td, t);
	if (!ir_ticket_mark(&c->td, t->mark) || (!c->no_redact && !ir_ticket_redact(&c->td)))
		return failed(c->path, "not enough memory");
	if (!t->sys || !t->sys->max_file)
		return c->slice && t->sys
			       ? ir_ticket_wrong("this system takes no attachments: no --slice", "")
			       : -1;
	text = json_dumps(c->td.json, 0);
	if (!add_file(t, "json", "application/json", text, text ? strlen(text) : 0))
		return failed(c->path, "not enough memory");
	return c->slice ? attach_slice(c) : -1;
}

/* Nobody can send a mail by a ticket system; a person reads it first, and chooses the list. */
static int print_mail(struct ir_ticket_command *c)
{
	char *mail = ir_ticket_mail(&c->td, !c->no_redact);

	if (!mail)
		return failed(c->path, "not enough memory");
	fputs(mail, stdout);
	free(mail);
	return fflush(stdout) ? failed("standard output", strerror(errno)) : EXIT_DONE;
}

static int make_texts(struct ir_ticket_command *c)
{
	struct ir_tracker *t = &c->tracker;
	enum ir_markup markup = t->sys ? t->sys->markup : IR_MARKUP_MARKDOWN;
	const char *format = ir_ticket_setting(t, "format", NULL);
	char more[200];

	if (format && !ir_markup_named(format, &markup))
		return failed(t->name, "format: it is none of markdown, html, textile, jira, text, and mail with --to=-");
	snprintf(more, sizeof(more), "Files of the diagnosis with the mark `%s`.\n", t->mark);
	c->plan.subject = ir_ticket_subject(&c->td);
	c->plan.more = ir_markup(markup, more);
	c->plan.body = ir_ticket_comment(&c->td, t, markup, t->sys ? t->sys->max_comment : 65536,
					 !c->no_redact);
	if (!c->plan.subject || !c->plan.more || !c->plan.body)
		return failed(c->path, "not enough memory");
	return -1;
}

static int post(struct ir_ticket_command *c)
{
	struct ir_tracker *t = &c->tracker;
	int lock = -1;
	bool ok;

	if (!ir_ticket_token(t))
		return failed(t->name, t->error);
	/* A connection that is cut is an error like others. */
	signal(SIGPIPE, SIG_IGN);
	if (!c->no_redact)
		printf("%s: overwritten with x: %s; left as they are: %s\n", t->name,
		       ir_ticket_redacted, ir_ticket_kept);
	if (!c->plan.dry_run) {
		lock = ir_ticket_lock(t);
		if (lock < 0)
			fprintf(stderr, "inoderace: %s: %s\n", t->name, t->error);
	}
	ok = ir_ticket_post(t, &c->plan);
	if (!ok)
		failed(t->name, t->error);
	if (lock >= 0)
		close(lock);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static int run(struct ir_ticket_command *c)
{
	struct ir_tracker *t = &c->tracker;
	bool print = !strcmp(c->to, "-");
	struct ir_known *known;
	char error[600] = "";
	int status;

	/* Settings first: what is wrong there shows at once, and not after a minute's work. */
	if (!print && (!ir_ticket_settings(t, c->config) || !ir_ticket_complete(t)))
		return failed(t->name, t->error);
	known = ir_known_start(NULL, c->issues);
	if (!ir_ticket_read(&c->td, c->path, error, sizeof(error))) {
		ir_known_stop(known);
		return failed(c->path, error);
	}
	/* Before names are overwritten: conditions may ask for them. */
	ir_known_json(known, c->td.json, &c->td.advice);
	ir_known_stop(known);
	status = make_files(c);
	if (status < 0 && print && !strcmp(ir_ticket_setting(t, "format", ""), "mail"))
		return print_mail(c);
	if (status < 0)
		status = make_texts(c);
	if (status >= 0)
		return status;
	if (print)
		fputs(c->plan.body, stdout);
	else
		status = post(c);
	if (status > EXIT_DONE)
		return status;
	return fflush(stdout) || ferror(stdout) ? failed("standard output", strerror(errno)) : EXIT_DONE;
}

static void release(struct ir_ticket_command *c)
{
	struct ir_tracker *t = &c->tracker;

	ir_ticket_forget(t);
	if (t->curl)
		curl_easy_cleanup(t->curl);
	for (unsigned i = 0; i < t->nr_files; i++)
		free(t->files[i].bytes);
	for (unsigned i = 0; i < t->nr_settings; i++) {
		free(t->settings[i].key);
		free(t->settings[i].value);
	}
	free((char *)c->plan.subject);
	free((char *)c->plan.body);
	free((char *)c->plan.more);
	ir_ticket_release(&c->td);
	free(c);
}

int ir_ticket_main(int argc, char **argv)
{
	struct ir_ticket_command *c = calloc(1, sizeof(*c));
	int status;

	if (!c)
		return failed("ticket", "not enough memory");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	status = ir_ticket_options(c, argc, argv);
	if (status < 0)
		status = run(c);
	release(c);
	curl_global_cleanup();
	return status;
}
