/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running the machines of tests/fake. */
#ifndef TGT_RUN_H
#define TGT_RUN_H

#include <stddef.h>

/** struct text - a growing string, for ir_emit_fn */
struct text {
	char *s;
	size_t len, size;
};

/** text_emit() - append @s to the struct text at @arg */
void text_emit(const char *s, void *arg);

/** enum run_mode - count expectations, or also show everything, or show only the JSON */
enum run_mode { RUN_CHECK, RUN_SHOW, RUN_JSON };

/** run_path() - a *.tgt file, or all of them in a folder and below, in order; returns how many */
unsigned run_path(const char *path, enum run_mode mode);

#endif
