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

void ir_proof_vote_places(struct ir_kernel *k, struct ir_proof *p, const uint64_t *places,
			  unsigned nr, const char *what)
{
	unsigned i = 0;

	if (!nr || nr > IR_PROOF_PLACES)
		return;
	while (p->nr && i < nr && places[i] != p->offset)
		i++;
	if (p->nr && i == nr)
		ir_proof_vote(p, (int64_t)places[0],
			      ir_fmt(k, "%s there, and not where the code says", what));
	else if (nr == 1)
		ir_proof_vote(p, (int64_t)places[0], ir_fmt(k, "%s there only", what));
	else if (p->nr)
		ir_proof_vote(p, (int64_t)places[i],
			      ir_fmt(k, "%s there, and in %u other place%s", what, nr - 1,
				     nr == 2 ? "" : "s"));
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
