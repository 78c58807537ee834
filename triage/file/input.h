/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file is, told by its content; and whatever stands between it and a plain dump undone. */
#ifndef IR_INPUT_H
#define IR_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define IR_MAX_PARTS 64

/** enum ir_input_kind - what became of a file */
enum ir_input_kind {
	IR_INPUT_DUMP,
	IR_INPUT_LOG,
	IR_INPUT_FAILED,
};

/**
 * struct ir_input - one FILE of the command line, or the parts of a split dump
 * @fds: open files that hold a dump, or a large log, as it is; temporary ones where it had to be unpacked
 * @cut: a flattened file without its end marker: something of it is lost
 * @text: the log, NUL-terminated (@len bytes before that); NULL where it is in @fds
 * @error: why it is neither, and what to do
 */
struct ir_input {
	enum ir_input_kind kind;
	bool cut;
	unsigned nr_fds;
	int fds[IR_MAX_PARTS];
	char *text;
	size_t len;
	char error[512];
};

/** ir_input_open() - look at @path ("-" for standard input); close it in any case */
void ir_input_open(struct ir_input *in, const char *path);

/**
 * ir_input_take() - the same for a file that is open, or a pipe into which @child unpacks one
 * @child: 0 when there is none. What it makes of the file may be waited for.
 */
void ir_input_take(struct ir_input *in, int fd, pid_t child);

/** ir_input_add() - @path is another part of the split dump @in; nothing happens if it is not */
void ir_input_add(struct ir_input *in, const char *path);

/** ir_input_close() - idempotent */
void ir_input_close(struct ir_input *in);

#endif
