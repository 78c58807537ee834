/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an entry says of itself: the header of its jq module. */
#ifndef IR_ISSUE_DATA_H
#define IR_ISSUE_DATA_H

#include <jv.h>

#include "triage/issues/issue_set.h"

/**
 * ir_issue_take_data() - the members of @header, each checked, into @issue
 * @header: what libjq's modulemeta gives; freed
 *
 * A member that no entry has, one that is missing and one of another type are told, and the entry is left out.
 */
void ir_issue_take_data(struct ir_issue_set *set, struct ir_issue *issue, jv header);

/** ir_issue_check_fields() - leave @issue out when its condition asks for a field that no diagnosis has */
void ir_issue_check_fields(struct ir_issue_set *set, struct ir_issue *issue);

/** ir_issue_mask() - of entries with one id leave out all but the first; two of one rank are worth a line */
void ir_issue_mask(struct ir_issue_set *set);

#endif
