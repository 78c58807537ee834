// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/kernel.h"

void ir_note_origin(struct ir_kernel *k, const char *sentence)
{
	ir_list_add(k->arena, &k->notes->origins, sentence);
}

void ir_note_observation(struct ir_kernel *k, const char *sentence)
{
	ir_list_add(k->arena, &k->notes->observations, sentence);
}

void ir_note_unavailable(struct ir_kernel *k, const char *sentence)
{
	ir_list_add(k->arena, &k->notes->unavailable, sentence);
}

void ir_note_missing(struct ir_kernel *k, const char *sentence)
{
	ir_list_add(k->arena, &k->notes->missing, sentence);
}
