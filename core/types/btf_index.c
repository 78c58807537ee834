// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/types/btf_index.h"

#include <string.h>

#define MIN_RECORD 12 /* sizeof(struct btf_type) */
#define HEAD	   32 /* words of struct btf among which is the number of types */

void ir_btf_index_open(struct ir_btf_data *d, struct ir_arena *arena, uint64_t btf)
{
	uint64_t members[2], size = ((uint64_t)d->type_len / MIN_RECORD + 1) * sizeof(members[0]);
	uint32_t first;

	d->btf = btf;
	d->index_from = d->base ? d->first_id : 0;
	if (ir_read(d->t, btf, members, sizeof(members)) || members[0] != d->addr ||
	    ir_window_open(&d->index, d->t, arena, members[1], size) ||
	    !ir_btf_index_find(d, d->first_id, &first) || first)
		memset(&d->index, 0, sizeof(d->index));
}

bool ir_btf_index_find(struct ir_btf_data *d, uint32_t id, uint32_t *ret)
{
	uint64_t nr = id - d->index_from, at;
	const void *p = ir_window_bytes(&d->index, nr * sizeof(at), sizeof(at));

	if (!p)
		return false;
	memcpy(&at, p, sizeof(at));
	at -= d->addr + d->type_off;
	*ret = (uint32_t)at;
	return at < d->type_len;
}

/* The number of types is a member of struct btf: the type before it is the blob's last. */
uint32_t ir_btf_index_count(struct ir_btf_data *d)
{
	uint32_t words[HEAD];

	if (!d->index.size || ir_read(d->t, d->btf, words, sizeof(words)))
		return 0;
	for (unsigned i = 0; i < HEAD; i++) {
		uint32_t end = d->index_from + words[i];

		if (words[i] > 1 && words[i] <= d->type_len / MIN_RECORD + 1 &&
		    ir_btf_is_last(d, end - 1))
			return end;
	}
	return 0;
}
