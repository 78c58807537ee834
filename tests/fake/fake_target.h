/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target (core/target/target.h) that is described in words: see README.md here for the language.
 *
 * Nothing of it is fast or clever; what it says of a machine is exactly what its file says.
 */
#ifndef FAKE_TARGET_H
#define FAKE_TARGET_H

#include "core/inoderace.h"

struct fake;

/**
 * struct fake_expect - one "expect" line of the file that was opened (not of those it includes)
 * @path: where in the report's JSON, or "text", "markdown", ... for another rendering
 * @op: "=", "!=" or "~" (extended regular expression)
 * @quoted: @value was in quotes, so it stands for a string and not for a number or null
 */
struct fake_expect {
	const char *file;
	unsigned line;
	const char *path, *op, *value;
	bool quoted;
};

/** fake_open() - read @path; NULL and a "file:line: message" in @err if it is not well-formed */
struct fake *fake_open(const char *path, char *err, size_t size);
/** fake_target() - the target contract over @f, valid until fake_close() */
struct ir_target *fake_target(struct fake *f);
/** fake_options() - what the "option" lines ask for */
const struct ir_options *fake_options(const struct fake *f);
/** fake_expects() - the expectations, in file order; @nr is how many */
const struct fake_expect *fake_expects(const struct fake *f, unsigned *nr);
/** fake_close() - free it; accepts NULL */
void fake_close(struct fake *f);

#endif
