/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of facts.def as an enumeration. */
#ifndef IR_FACTS_H
#define IR_FACTS_H

#include "core/facts/classes.h"

enum ir_fact {
#define IR_FACT(id, name, class) IR_FACT_##id,
#include "core/facts/facts.def"
#undef IR_FACT
	IR_NR_FACTS
};

/** ir_fact_id() - the public id of @fact ("rcu-walk") */
const char *ir_fact_id(enum ir_fact fact);
/** ir_fact_class() - the verdict class that @fact supports, IR_CLASS_NONE for none */
enum ir_class ir_fact_class(enum ir_fact fact);

#endif
