// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * All super blocks are on the list super_blocks. Each one points at the type of its file system, and that at its name; some
 * of these names every machine has.
 */
#include "core/proof/super_layout.h"

#include <string.h>

#include "core/arch/arch.h"
#include "core/target/kernel.h"
#include "core/types/list.h"

#define MAX_SUPERS  16
#define MIN_SUPERS  4	/* fewer prove nothing */
#define SUPER_BYTES 512 /* of a super block that are looked at; s_type is among its first members */
#define NAME_BYTES  16

static const char *const known[] = {"sysfs", "proc",   "tmpfs",	 "devtmpfs", "rootfs",
				    "bdev",  "sockfs", "pipefs", "debugfs",  "tracefs"};

struct supers {
	struct ir_kernel *k;
	unsigned nr;
	uint64_t addr[MAX_SUPERS];
};

/* The type's name at @type + @name: one of known[] is a 1, another text that can be a name a 0, all else -1. */
static int is_type(struct ir_kernel *k, uint64_t type, uint64_t name)
{
	char text[NAME_BYTES] = "";
	uint64_t at;

	if (!k->arch->canonical(type) || ir_read_u64(k->t, type + name, &at) ||
	    !k->arch->canonical(at) || ir_read_string(k->t, at, text, sizeof(text)) || !text[0])
		return -1;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(text, known[i]))
			return 1;
	}
	for (unsigned i = 0; text[i]; i++) {
		if ((unsigned char)text[i] <= ' ' || (unsigned char)text[i] > '~')
			return -1;
	}
	return 0;
}

/* Does every super block have the address of a type at @at, and some a known one? */
static bool are_types(const struct supers *s, uint64_t at, uint64_t name)
{
	uint64_t first = 0, type;
	unsigned nr = 0;
	bool differ = false;

	for (unsigned i = 0; i < s->nr; i++) {
		int is;

		if (ir_read_u64(s->k->t, s->addr[i] + at, &type))
			return false;
		is = is_type(s->k, type, name);
		if (is < 0)
			return false;
		nr += (unsigned)is;
		differ |= i && type != first;
		first = type;
	}
	return nr >= 2 && differ;
}

void ir_type_in_supers(struct ir_kernel *k, struct ir_proof *p)
{
	const struct ir_member *name = ir_member(k, IR_M_FSTYPE_NAME);
	struct supers s = {.k = k};
	struct ir_list_walk w;
	unsigned places = 0;
	uint64_t head, found = 0;

	if (!name || ir_symbol_addr(k->t, "super_blocks", &head))
		return;
	/* The list goes through the first member. If it did not, what is found here would contradict the code. */
	ir_list_for_each (&w, k, head, 0, MAX_SUPERS)
		s.addr[s.nr++] = w.entry;
	for (uint64_t at = 0; s.nr >= MIN_SUPERS && at < SUPER_BYTES; at += 8) {
		if (!are_types(&s, at, name->offset))
			continue;
		places++;
		found = at;
	}
	if (places == 1)
		ir_proof_vote(p, (int64_t)found,
			      ir_fmt(k,
				     "in %u super blocks the word there, and no other, leads to a "
				     "file system's name",
				     s.nr));
}
