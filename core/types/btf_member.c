// SPDX-License-Identifier: GPL-2.0-or-later
/* Members and sizes of a type whose record has been found. */
#include "core/types/btf_data.h"
#include "core/types/btf_index.h"

#define MAX_NEST  8  /* anonymous members inside one another */
#define MAX_CHAIN 16 /* pointers, arrays, typedefs and qualifiers before a structure */

uint64_t ir_btf_size(struct ir_btf_data *d, uint32_t id)
{
	uint64_t times = 1;

	for (unsigned i = 0; i < MAX_CHAIN; i++) {
		struct ir_btf_type type;

		if (ir_btf_type(d, id, &type))
			return 0;
		switch (type.kind) {
		case IR_BTF_INT:
		case IR_BTF_STRUCT:
		case IR_BTF_UNION:
		case IR_BTF_ENUM:
		case IR_BTF_ENUM64:
		case IR_BTF_FLOAT: return type.size_or_type * times;
		case IR_BTF_PTR: return 8 * times;
		case IR_BTF_ARRAY: times *= ir_btf_array_length(&type);
		}
		if (!ir_btf_target(&type, &id))
			return 0;
	}
	return 0;
}

bool ir_btf_find_member(const struct ir_btf_type *type, const char *member, uint64_t bits,
			unsigned nest, uint64_t *offset, uint32_t *id)
{
	const uint32_t *m = ir_btf_bytes(type->data, type->at, 12ull * type->vlen);

	for (unsigned i = 0; m && i < type->vlen; i++, m += 3) {
		uint64_t at = bits + (type->kflag ? m[2] & 0xffffff : m[2]);
		struct ir_btf_type inner;

		if (m[0] && ir_btf_name_is(type->data, m[0], member)) {
			*offset = at / 8;
			*id = m[1];
			return true;
		}
		if (!m[0] && nest < MAX_NEST && !ir_btf_type(type->data, m[1], &inner) &&
		    (inner.kind == IR_BTF_STRUCT || inner.kind == IR_BTF_UNION) &&
		    ir_btf_find_member(&inner, member, at, nest + 1, offset, id))
			return true;
	}
	return false;
}

uint32_t ir_btf_count(struct ir_btf_data *d)
{
	struct ir_btf_type type;
	uint32_t id = ir_btf_index_count(d);

	if (id)
		return id;
	for (id = d->first_id; !ir_btf_type(d, id, &type); id++)
		;
	return id;
}
