/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel log as text, and nothing else: door "log". */
#ifndef IR_TARGET_LOG_H
#define IR_TARGET_LOG_H

#include "core/target/target.h"

/**
 * struct ir_text_log - one log
 * @text: the whole of it, owned; @len bytes; or NULL
 * @fd: the file of one that is too large for memory, owned; or -1
 */
struct ir_text_log {
	struct ir_target target;
	char *text;
	size_t len;
	int fd;
	struct ir_dump_info info;
};

/** ir_text_log_open() - @text (malloc'd) becomes @log's; @path as the user named it */
void ir_text_log_open(struct ir_text_log *log, char *text, size_t len, const char *path);

/** ir_text_log_open_file() - the same with a log that is in the file @fd, which becomes @log's */
void ir_text_log_open_file(struct ir_text_log *log, int fd, const char *path);

/** ir_text_log_close() - free the text. Idempotent. */
void ir_text_log_close(struct ir_text_log *log);

#endif
