// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/facts/evidence.h"

void ir_fact_set(struct ir_diagnosis *d, enum ir_fact fact, enum ir_tri holds, const char *text,
		 const char *source, const char *check)
{
	d->facts[fact] = (struct ir_evidence){holds, text, source, {check}};
}

void ir_fact_check(struct ir_diagnosis *d, enum ir_fact fact, const char *check)
{
	d->facts[fact].check[1] = check;
}

enum ir_tri ir_fact_holds(const struct ir_diagnosis *d, enum ir_fact fact)
{
	return d->facts[fact].holds;
}
