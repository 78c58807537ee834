// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/ticket/ticket_versions.h"

#include <string.h>

#include "core/inoderace.h"
#include "core/verdict/signature.h"
#include "triage/ticket/diagnosis_from_json.h"

void ir_ticket_versions(const struct ir_ticket_diagnosis *td, struct ir_tracker *t)
{
	json_int_t own = json_integer_value(
		json_object_get(json_object_get(td->json, "verdict"), "signature_version"));
	struct ir_signature s = {.nr = 0};
	struct ir_diagnosis d;

	t->nr_versions = 0;
	if (!t->signature || own < IR_SIGNATURE_OLDEST || own > IR_SIGNATURE_VERSION)
		return;
	ir_diagnosis_from_json(td, &d);
	ir_signature_make(&d, (unsigned)own, false, &s);
	for (unsigned v = IR_SIGNATURE_OLDEST; v <= IR_SIGNATURE_VERSION && !strcmp(s.text, t->signature); v++) {
		struct ir_signature other;

		ir_signature_make(&d, v, false, &other);
		if (other.text[0] && strcmp(other.text, t->signature))
			memcpy(t->versions[t->nr_versions++], other.text, sizeof(other.text));
	}
	ir_diagnosis_release(&d);
}
