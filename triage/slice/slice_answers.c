// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/slice_answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/file/trouble.h"

#include "core/lib/hash.h"

#define MAX_SAME 256 /* symbols of one name */

static unsigned bucket(enum ir_question ask, const char *key, const char *key2, uint64_t addr)
{
	uint64_t h = IR_HASH_START ^ (unsigned)ask ^ addr;

	h = ir_hash_string(ir_hash_string(h, key), key2);
	return (h * UINT64_C(0x9e3779b97f4a7c15)) >> 54;
}

struct ir_answer *ir_learned_find(const struct ir_learned *l, enum ir_question ask, const char *key,
				  const char *key2, uint64_t addr)
{
	struct ir_answer *a = l->buckets[bucket(ask, key, key2, addr)];

	while (a &&
	       (a->ask != ask || a->addr != addr || strcmp(a->key, key) || strcmp(a->key2, key2)))
		a = a->next;
	return a;
}

struct ir_answer *ir_learned_add(struct ir_learned *l, enum ir_question ask, const char *key,
				 const char *key2, uint64_t addr)
{
	struct ir_answer **head = &l->buckets[bucket(ask, key, key2, addr)], *a;

	if (l->nr >= IR_LEARNED_MAX || strlen(key) >= sizeof(a->key) ||
	    strlen(key2) >= sizeof(a->key2))
		return NULL;
	if (l->nr == l->room) {
		unsigned room = l->room ? l->room * 2 : 256;
		struct ir_answer **all = ir_memory(realloc(l->all, room * sizeof(struct ir_answer *)));

		if (!all)
			return NULL;
		l->all = all;
		l->room = room;
	}
	a = ir_memory(calloc(1, sizeof(*a)));
	if (!a)
		return NULL;
	a->ask = ask;
	a->addr = addr;
	a->status = IR_NOTFOUND;
	snprintf(a->key, sizeof(a->key), "%s", key);
	snprintf(a->key2, sizeof(a->key2), "%s", key2);
	a->next = *head;
	*head = a;
	l->all[l->nr++] = a;
	return a;
}

bool ir_answer_symbol(struct ir_answer *a, const struct ir_symbol *sym)
{
	struct ir_symbol *more;

	if (a->nr >= MAX_SAME)
		return false;
	more = ir_memory(realloc(a->symbols, (a->nr + 1) * sizeof(*more)));
	if (!more)
		return false;
	a->symbols = more;
	a->symbols[a->nr++] = *sym;
	return true;
}

void ir_learned_release(struct ir_learned *l)
{
	for (unsigned i = 0; i < l->nr; i++) {
		free(l->all[i]->symbols);
		free(l->all[i]);
	}
	free(l->all);
	memset(l, 0, sizeof(*l));
}
