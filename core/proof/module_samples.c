// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/module_samples.h"

#include "core/lib/bytes.h"
#include "core/types/list.h"

#define PAGE 4096

static bool read_bytes(struct ir_module_samples *s, unsigned i)
{
	size_t *n = &s->len[i];

	for (*n = 0; *n < IR_MODULE_BYTES;) {
		uint64_t len = PAGE - (s->addr[i] + *n) % PAGE;

		if (len > IR_MODULE_BYTES - *n)
			len = IR_MODULE_BYTES - *n;
		if (ir_read(s->k->t, s->addr[i] + *n, s->bytes[i] + *n, len))
			break;
		*n += len;
	}
	return *n;
}

struct ir_module_samples *ir_sample_modules(struct ir_kernel *k, uint64_t list)
{
	struct ir_module_samples *s = ir_arena_alloc(k->arena, sizeof(*s));
	struct ir_list_walk w;
	struct ir_symbol sym;

	if (!s || ir_symbol_lookup(k->t, "modules", &sym) || sym.module[0])
		return NULL;
	s->k = k;
	ir_list_for_each (&w, k, sym.addr, list, IR_MODULE_SAMPLES) {
		s->addr[s->nr] = w.entry;
		if (!read_bytes(s, s->nr))
			return NULL;
		s->nr++;
	}
	return s->nr >= IR_MODULE_MIN ? s : NULL;
}

bool ir_sampled_word(const struct ir_module_samples *s, unsigned i, size_t at, uint64_t *ret)
{
	if (at + 8 > s->len[i])
		return false;
	*ret = ir_get64(s->bytes[i] + at);
	return true;
}
