// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/slice.h"

#include "core/lib/hash.h"

/* Where hashes in slices start. It is not IR_HASH_START, and cannot change: files hold them. */
#define START UINT64_C(1469598103934665603)

uint64_t ir_slice_hash(const void *bytes, size_t len)
{
	return ir_hash(START, bytes, len);
}

void ir_slice_release(struct ir_slice *s)
{
	if (!s)
		return;
	ir_slice_pages_release(&s->pages);
	ir_learned_release(&s->learned);
	ir_names_release(&s->names);
	ir_quotes_close(&s->quotes);
}
