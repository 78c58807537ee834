// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/facts/facts.h"

static const struct {
	const char *id;
	enum ir_class class;
} facts[] = {
#define IR_FACT(id, name, class) [IR_FACT_##id] = {name, IR_CLASS_##class},
#include "core/facts/facts.def"
#undef IR_FACT
};

const char *ir_fact_id(enum ir_fact fact)
{
	return facts[fact].id;
}

enum ir_class ir_fact_class(enum ir_fact fact)
{
	return facts[fact].class;
}
