// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/proof/proof.h"

#include "core/target/kernel.h"

#define MAX_OFFSET (1 << 16) /* no structure that is asked for is larger */

void ir_proof_vote(struct ir_proof *p, int64_t offset, const char *way)
{
	if (offset < 0 || offset > MAX_OFFSET)
		return;
	if (p->nr && p->offset != (uint32_t)offset)
		p->contrary = true;
	else if (!p->nr)
		p->offset = (uint32_t)offset;
	if (p->nr < IR_PROOF_WAYS)
		p->ways[p->nr++] = way;
}

bool ir_proof_holds(const struct ir_proof *p, uint32_t *offset)
{
	if (p->nr < 2 || p->contrary)
		return false;
	*offset = p->offset;
	return true;
}

void ir_proof_note(struct ir_kernel *k, const struct ir_proof *p, const char *name)
{
	const char *ways = "";
	uint32_t offset;

	for (unsigned j = 0; j < p->nr; j++)
		ways = ir_fmt(k, "%s%s%s", ways, j ? "; " : "", p->ways[j]);
	if (ir_proof_holds(p, &offset))
		ir_note_origin(k, ir_fmt(k, "%s at 0x%x, proved: %s", name, offset, ways));
	else
		ir_note_origin(k, ir_fmt(k, "%s not proved: %s", name,
					 !p->nr	       ? "nothing shows it"
					 : p->contrary ? ir_fmt(k, "contradictory: %s", ways)
						       : ir_fmt(k, "only %s", ways)));
}
