/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known issues in a diagnosis that is JSON already. */
#ifndef IR_KNOWN_JSON_H
#define IR_KNOWN_JSON_H

#include <jansson.h>

#include "triage/known/known.h"

/**
 * ir_known_json() - ask which known issues fit @diagnosis, and make them its "known_issues"
 * @k: see ir_known_start(); NULL: @diagnosis stays as it is
 * @advice: receives what is advised for each of them, a string or null; new, or NULL where nothing was asked. May be NULL.
 *
 * When there is no answer its "known_issues" are empty, and "unavailable" says so. Returns whether it was changed.
 */
bool ir_known_json(struct ir_known *k, json_t *diagnosis, json_t **advice);

#endif
