// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/ticket/ticket_mark.h"

#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/ticket/ticket_redact.h"

void ir_ticket_sha256(const void *bytes, size_t len, char ret[65])
{
	unsigned char digest[32];

	gcry_check_version(NULL);
	gcry_md_hash_buffer(GCRY_MD_SHA256, digest, bytes, len);
	for (unsigned i = 0; i < 32; i++)
		sprintf(ret + 2 * i, "%02x", digest[i]);
}

/*
 * Only what the crash itself says: not where the dump lay, and not which program read it. Made of
 * the redacted text, or the mark would let a name be guessed.
 */
bool ir_ticket_mark(const struct ir_ticket_diagnosis *td, char ret[IR_TICKET_MARK])
{
	struct ir_ticket_diagnosis copy = {.json = json_deep_copy(td->json)};
	char digest[65], *text = NULL;
	json_t *dump = json_object_get(copy.json, "dump");

	if (copy.json && ir_ticket_redact(&copy)) {
		json_object_del(copy.json, "tool");
		json_object_del(copy.json, "unavailable");
		/* An entry that was written since makes it no other crash. */
		json_array_clear(json_object_get(copy.json, "known_issues"));
		json_object_del(dump, "path");
		json_object_del(dump, "format");
		json_object_del(dump, "bytes");
		text = json_dumps(copy.json, JSON_COMPACT | JSON_SORT_KEYS);
	}
	json_decref(copy.json);
	if (!text)
		return false;
	ir_ticket_sha256(text, strlen(text), digest);
	memcpy(ret, digest, IR_TICKET_MARK - 1);
	ret[IR_TICKET_MARK - 1] = 0;
	free(text);
	return true;
}
