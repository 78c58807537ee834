/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diagnoses that were made before: a database of "inoderace batch", or what "inoderace -j" printed. */
#ifndef IR_ISSUES_DIAGNOSES_H
#define IR_ISSUES_DIAGNOSES_H

#include <stdbool.h>
#include <stddef.h>

/** ir_diagnosis_fn - one of them: the path of its dump, NULL where that is in @json only */
typedef void ir_diagnosis_fn(const char *path, const char *json, size_t len, void *arg);

/**
 * ir_diagnoses_each() - all in @where: a database, its connection string, JSON Lines, or - for those on standard input
 * @error: receives why they cannot be read
 */
bool ir_diagnoses_each(const char *where, ir_diagnosis_fn *fn, void *arg, char *error, size_t size);

#endif
