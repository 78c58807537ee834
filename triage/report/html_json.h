/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A diagnosis, read with nothing taken for granted: any member may be missing or something else. */
#ifndef IR_HTML_JSON_H
#define IR_HTML_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/** ir_json_watch_memory() - have the library tell of memory that it did not get; before any other call of it */
void ir_json_watch_memory(void);
/** ir_json_no_memory() - was there some? Then what was read or made lacks something, and says so nowhere. */
bool ir_json_no_memory(void);

/**
 * ir_json_at() - member @b of member @a of @o; a NULL stands for no step
 * ir_json_text() - the same, if it is a string
 *
 * NULL where the diagnosis says nothing of the kind.
 */
const json_t *ir_json_at(const json_t *o, const char *a, const char *b);
const char *ir_json_text(const json_t *o, const char *a, const char *b);
/** ir_json_number() - in @buf; "?" when it is no number */
const char *ir_json_number(const json_t *o, const char *a, const char *b, char buf[24]);
/** ir_json_pid() - "PID 133", or that it is not known */
const char *ir_json_pid(const json_t *task, char buf[24]);
/** ir_json_cpu() - ", CPU 1" behind a task; "" when it is not known */
const char *ir_json_cpu(const json_t *task, char buf[24]);
/** ir_json_what_was_read() - "log" or "dump", for sentences about what is in it */
const char *ir_json_what_was_read(const json_t *diagnosis);
/** ir_json_frame() - "step_into+0x5cd (xfs)", or the bare address */
void ir_json_frame(const json_t *frame, char *buf, size_t size);
/** ir_json_holds() - does the fact @id hold? 1, 0, -1 when unknown or not asked */
int ir_json_holds(const json_t *diagnosis, const char *id);
/** ir_json_recycler() - the task that had the same inode in its hands; NULL when none was seen */
const json_t *ir_json_recycler(const json_t *diagnosis);

#endif
