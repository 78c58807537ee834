/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the harnesses share. A harness is a source fuzz_NAME.c with fuzz_one(); docs/fuzzing.md tells how to add one.
 *
 * An oracle that does not hold says which and calls abort(), which libFuzzer, AFL++ and replay.c all take for a finding.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/inoderace.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/** fuzz_one() - a harness: one run with this input. Returns -1 when it is not worth keeping, else 0. */
int fuzz_one(const uint8_t *data, size_t size);
/* A harness whose input is not just bytes has one of its own; AFL++ and replay.c do without. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

/** fuzz_wrong() - @rule does not hold: tell what is wrong, and end */
void fuzz_wrong(const char *rule, const char *fmt, ...) __attribute__((noreturn, format(printf, 2, 3)));

/** fuzz_start(), fuzz_stop() - around what may not take more than a second of CPU time */
void fuzz_start(void);
void fuzz_stop(void);

/** struct fuzz_text - text that was written, NUL-terminated; free @s */
struct fuzz_text {
	char *s;
	size_t len, room;
};

/** fuzz_keep() - an ir_emit_fn: append to the struct fuzz_text @arg, up to 4 MiB, more is wrong */
void fuzz_keep(const char *text, void *arg);

/**
 * fuzz_report_check() - render @d in every form, and hold each to its rules
 * @json: receives the JSON, for a comparison with a second run; the caller frees it
 */
void fuzz_report_check(const struct ir_diagnosis *d, struct fuzz_text *json);

/** fuzz_run_twice() - is this an input, of eight one, that is run once more, for a comparison? */
bool fuzz_run_twice(const uint8_t *data, size_t size);
/** fuzz_same_check() - is the JSON of the second run, @d, that of the first? */
void fuzz_same_check(const struct ir_diagnosis *d, const struct fuzz_text *json);

/** fuzz_json_check() - is @text one line of JSON, of the form that docs/diagnosis.schema.json has? */
void fuzz_json_check(const char *text, size_t len);
/** fuzz_plain_check() - is @text UTF-8 without control characters but newlines, and without turns of direction? */
void fuzz_plain_check(const char *what, const char *text);
/** fuzz_markdown_check() - is nothing in @text markup, but what the report itself writes? */
void fuzz_markdown_check(const char *text);

/** fuzz_html_check() - is @html a part of a page with tags of ours only, each ended, that does nothing and leads nowhere? */
void fuzz_html_check(const char *html);
/** fuzz_csv_check() - rows of so many fields, of which a spreadsheet takes none for a formula */
void fuzz_csv_check(const char *csv, unsigned columns);

/** fuzz_string() - these bytes as a string of its own length, so that a read behind it is seen; the caller frees it */
char *fuzz_string(const uint8_t *data, size_t size);

/** fuzz_file() - a file in memory with these bytes; its descriptor is the caller's */
int fuzz_file(const void *data, size_t size);

#endif
