/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing a file so that a reader sees the old one or the new one, never half of it. */
#ifndef IR_HTML_FILE_H
#define IR_HTML_FILE_H

#include <stdio.h>

/** struct ir_html_file - a file that replaces another only when it is whole */
struct ir_html_file {
	FILE *f;
	char path[4096], temporary[4128];
};

/** ir_html_create() - @path will be replaced by ir_html_commit(); -1 and errno when it cannot be */
int ir_html_create(struct ir_html_file *h, const char *path);
/** ir_html_commit() - it is whole; or, when not @ok, take it back. -1 and errno when it cannot be */
int ir_html_commit(struct ir_html_file *h, int ok);

#endif
