// SPDX-License-Identifier: GPL-2.0-or-later
/* A diagnosis as JSON, from a file that anybody may have written, as a comment in every markup, redacted and not. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "triage/ticket/ticket_comment.h"
#include "triage/ticket/ticket_mark.h"
#include "triage/ticket/ticket_read.h"
#include "triage/ticket/ticket_redact.h"

/* A subject, and no line that mail takes for something else; frames, commands and links alone are longer than 72. */
static void mail(const struct ir_ticket_diagnosis *td, bool redacted)
{
	char *text = ir_ticket_mail(td, redacted);

	if (!text)
		abort();
	fuzz_plain_check("mail", text);
	if (strncmp(text, "Subject: [BUG] ", 15) || !strstr(text, "\n\n"))
		fuzz_wrong("ticket", "a mail without a subject: %.80s", text);
	for (const char *line = text, *end; *line; line = end + 1) {
		end = line + strcspn(line, "\n");
		if (!*end)
			fuzz_wrong("ticket", "a mail's last line has no end");
		if (!strncmp(line, "From ", 5) || *line == '.' || *line == '>' || (end - line > 72 && *line != ' '))
			fuzz_wrong("ticket", "a mail's line: %.*s", (int)(end - line), line);
	}
	free(text);
}

static void comments(const struct ir_ticket_diagnosis *td, bool redacted)
{
	static const size_t lengths[IR_MARKUP_TEXT + 1] = {[IR_MARKUP_TEXT] = 2000, [IR_MARKUP_JIRA] = 32767};
	struct ir_tracker t = {.nr_files = 0};
	char *subject = ir_ticket_subject(td);

	if (!ir_ticket_mark(td, t.mark) || strspn(t.mark, "0123456789abcdef") != IR_TICKET_MARK - 1)
		fuzz_wrong("ticket", "no mark");
	for (enum ir_markup m = IR_MARKUP_MARKDOWN; m <= IR_MARKUP_TEXT; m++) {
		char *text = ir_ticket_comment(td, &t, m, lengths[m], redacted);

		if (!text)
			abort();
		fuzz_plain_check("comment", text);
		if (m == IR_MARKUP_MARKDOWN)
			fuzz_markdown_check(text);
		if (m == IR_MARKUP_HTML)
			fuzz_html_check(text);
		free(text);
	}
	mail(td, redacted);
	if (!subject)
		abort();
	fuzz_plain_check("subject", subject);
	if (strchr(subject, '\n'))
		fuzz_wrong("ticket", "a subject of two lines: %s", subject);
	free(subject);
}

int fuzz_one(const uint8_t *data, size_t size)
{
	struct ir_ticket_diagnosis td;
	char path[40], error[512] = "";
	size_t n = 0;
	int fd;

	/* Other files than JSON are those of the file layer. */
	while (n < size && strchr(" \t\n\v\f\r", data[n]) && data[n])
		n++;
	if (n == size || data[n] != '{')
		return -1;
	fd = fuzz_file(data, size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fuzz_start();
	if (ir_ticket_read(&td, path, error, sizeof(error))) {
		comments(&td, false);
		if (!ir_ticket_redact(&td))
			abort();
		comments(&td, true);
	} else if (!*error) {
		fuzz_wrong("error", "refused without a word");
	}
	fuzz_stop();
	ir_ticket_release(&td);
	close(fd);
	return 0;
}
