// SPDX-License-Identifier: GPL-2.0-or-later
#include "facts.h"

static const struct {
	const char *id, *class;
} facts[] = {
#define IR_FACT(id, name, class) [IR_FACT_##id] = {name, class},
#include "facts.def"
#undef IR_FACT
};

const char *ir_fact_id(enum ir_fact fact)
{
	return facts[fact].id;
}

const char *ir_fact_class(enum ir_fact fact)
{
	return facts[fact].class;
}
