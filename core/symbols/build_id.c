// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A build-id is an ELF note. A note is:
 *
 *	u32 namesz	length of the name, with its NUL
 *	u32 descsz	length of the descriptor
 *	u32 type	NT_GNU_BUILD_ID is 3
 *	name		"GNU", padded to a multiple of 4 bytes
 *	desc		the build-id, padded likewise
 *
 * The linker writes it (--build-id). The kernel's notes are in memory between __start_notes and
 * __stop_notes; for each module the kernel keeps a list of its note sections, for
 * /sys/module/NAME/notes.
 */
#include "core/symbols/build_id.h"

#include <string.h>

#include "core/lib/bytes.h"
#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"
#include "core/types/list.h"

#define MAX_NOTES   4096 /* bytes */
#define MAX_MODULES 4096
#define MAX_ATTRS   16
#define NT_BUILD_ID 3

enum ir_status ir_build_id_in_notes(const void *notes, size_t len, struct ir_build_id *ret)
{
	const unsigned char *p = notes;

	while (len >= 12) {
		uint64_t name = ((uint64_t)ir_get32(p) + 3) & ~3ull;
		uint64_t desc = ((uint64_t)ir_get32(p + 4) + 3) & ~3ull, size = 12 + name + desc;
		uint32_t desc_len = ir_get32(p + 4);

		if (size > len)
			break;
		if (ir_get32(p + 8) == NT_BUILD_ID && ir_get32(p) == 4 &&
		    !memcmp(p + 12, "GNU", 4) && desc_len && desc_len <= IR_BUILD_ID_MAX) {
			ret->len = desc_len;
			memcpy(ret->bytes, p + 12 + name, desc_len);
			return IR_OK;
		}
		p += size;
		len -= size;
	}
	return IR_NOTFOUND;
}

const char *ir_build_id_text(const struct ir_build_id *id, char *buf)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < id->len; i++) {
		buf[2 * i] = digits[id->bytes[i] >> 4];
		buf[2 * i + 1] = digits[id->bytes[i] & 15];
	}
	buf[2 * id->len] = 0;
	return buf;
}

bool ir_build_id_same(const struct ir_build_id *a, const struct ir_build_id *b)
{
	return a->len && a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum ir_status parse_hex(const char *text, struct ir_build_id *ret)
{
	size_t len = strlen(text);
	struct ir_build_id id = {.len = (unsigned)len / 2};

	if (!len || len % 2 || len / 2 > IR_BUILD_ID_MAX)
		return IR_NOTFOUND;
	for (unsigned i = 0; i < id.len; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return IR_NOTFOUND;
		id.bytes[i] = (unsigned char)(high << 4 | low);
	}
	*ret = id;
	return IR_OK;
}

static enum ir_status find_in_memory(struct ir_kernel *k, uint64_t addr, uint64_t len,
				     struct ir_build_id *ret)
{
	unsigned char notes[MAX_NOTES];
	enum ir_status st;

	if (!len || len > sizeof(notes))
		return IR_CORRUPT;
	st = ir_read(k->t, addr, notes, len);
	return st ? st : ir_build_id_in_notes(notes, len, ret);
}

enum ir_status ir_kernel_build_id(struct ir_kernel *k, struct ir_build_id *ret)
{
	uint64_t start, stop;
	char text[128];

	if (k->t->ops->vmcoreinfo && !k->t->ops->vmcoreinfo(k->t, "BUILD-ID", text, sizeof(text)) &&
	    !parse_hex(text, ret))
		return IR_OK;
	if (ir_symbol_addr(k->t, "__start_notes", &start) ||
	    ir_symbol_addr(k->t, "__stop_notes", &stop) || stop < start)
		return IR_NOTFOUND;
	return find_in_memory(k, start, stop - start, ret);
}

/*
 * @attrs is the array in a struct module_notes_attrs: one struct bin_attribute for each note
 * section. Its private member points at the section's content.
 */
static enum ir_status find_in_attributes(struct ir_kernel *k, uint64_t attrs,
					 struct ir_build_id *ret)
{
	uint64_t each, name, at, size;
	char text[32];

	if (ir_type_size(k, "bin_attribute", &each) || !each)
		return IR_UNSUPPORTED;
	for (unsigned i = 0; i < MAX_ATTRS; i++, attrs += each) {
		uint64_t attr = ir_addr(k, attrs, IR_M_BINATTR_ATTR);

		if (!attr || ir_get(k, attr, IR_M_ATTR_NAME, &name) ||
		    ir_read_string(k->t, name, text, sizeof(text)))
			return IR_NOTFOUND;
		if (strcmp(text, ".note.gnu.build-id"))
			continue;
		if (ir_get(k, attrs, IR_M_BINATTR_PRIVATE, &at) ||
		    ir_get(k, attrs, IR_M_BINATTR_SIZE, &size))
			return IR_NOTFOUND;
		return find_in_memory(k, at, size, ret);
	}
	return IR_NOTFOUND;
}

enum ir_status ir_module_build_id(struct ir_kernel *k, const char *module, struct ir_build_id *ret)
{
	const struct ir_member *list = ir_member(k, IR_M_MODULE_LIST);
	struct ir_list_walk w;
	uint64_t head, notes, attrs;
	char name[IR_MODULE_MAX];

	if (!list || !ir_has(k, IR_M_MODULE_NAME) || !ir_has(k, IR_M_MODULE_NOTES) ||
	    ir_symbol_addr(k->t, "modules", &head))
		return IR_UNSUPPORTED;
	ir_list_for_each (&w, k, head, list->offset, MAX_MODULES) {
		if (!ir_read_string(k->t, ir_addr(k, w.entry, IR_M_MODULE_NAME), name,
				    sizeof(name)) &&
		    !strcmp(name, module)) {
			if (ir_get(k, w.entry, IR_M_MODULE_NOTES, &notes) || !notes)
				return IR_NOTFOUND;
			attrs = ir_addr(k, notes, IR_M_NOTES_ATTRS);
			return attrs ? find_in_attributes(k, attrs, ret) : IR_UNSUPPORTED;
		}
	}
	return IR_NOTFOUND;
}
