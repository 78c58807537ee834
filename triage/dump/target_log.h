/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel log as text, and nothing else: door "log". */
#ifndef IR_TARGET_LOG_H
#define IR_TARGET_LOG_H

#include "core/target/target.h"

/**
 * struct ir_text_log - one log
 * @text: the whole of it, owned; @len bytes
 */
struct ir_text_log {
	struct ir_target target;
	char *text;
	size_t len;
	struct ir_dump_info info;
};

/** ir_text_log_open() - @text (malloc'd) becomes @log's; @path as the user named it */
void ir_text_log_open(struct ir_text_log *log, char *text, size_t len, const char *path);

/** ir_text_log_close() - free the text. Idempotent. */
void ir_text_log_close(struct ir_text_log *log);

/** ir_may_be_text() - is there hardly any byte in @text that no terminal shows? */
bool ir_may_be_text(const char *text, size_t len);

/** ir_text_log_marks() - how many things only kernels say are in @text: a README quotes one, a log has several */
unsigned ir_text_log_marks(const char *text);
/** ir_is_text_log() - is that text, with lines as kernels print them in it? NUL-terminated */
bool ir_is_text_log(const char *text, size_t len);

#endif
