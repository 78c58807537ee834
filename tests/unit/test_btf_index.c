// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's own index of its types: used where it is proved, left where it is not. */
#include "core/types/btf_index.h"
#include "tests/unit/unit.h"

#define AT	0x1000u /* address of the blob */
#define TYPES	24u	/* offset of its types: behind the header */
#define STRUCT	TYPES	/* u32 name, info, size; no members */
#define ARRAY	(TYPES + 12)
#define POINTER (ARRAY + 24)
#define END	(POINTER + 12)
#define STRINGS 4u
#define BTF	0x2000u /* struct btf, and the array behind it */
#define INDEX	0x2080u

/* A blob of three types, and the kernel's struct btf of it, as words. */
static struct memory {
	uint32_t blob[(END + STRINGS) / 4];
	uint64_t btf[16], index[5];
	unsigned reads;
} m;

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	m.reads++;
	if (addr >= AT && addr + len <= AT + sizeof(m.blob))
		memcpy(buf, (char *)m.blob + (addr - AT), len);
	else if (addr >= BTF && addr + len <= BTF + sizeof(m.btf))
		memcpy(buf, (char *)m.btf + (addr - BTF), len);
	else if (addr >= INDEX && addr < INDEX + sizeof(m.index))
		memcpy(buf, (char *)m.index + (addr - INDEX),
		       len < INDEX + sizeof(m.index) - addr ? len : INDEX + sizeof(m.index) - addr);
	else
		return IR_ABSENT;
	return IR_OK;
}

static void fill(void)
{
	static const uint32_t words[] = {
		0x0001eb9f, 24, 0, END - TYPES, END - TYPES, STRINGS, /* header */
		0, 4u << 24, 8,						/* struct, 8 bytes */
		0, 3u << 24, 0, 1, 1, 2,				/* array of two of them */
		0, 2u << 24, 2,						/* pointer to it */
		0,							/* the string "" */
	};

	memset(&m, 0, sizeof(m));
	memcpy(m.blob, words, sizeof(words));
	m.btf[0] = AT;
	m.btf[1] = INDEX;
	m.btf[9] = 4; /* types, void included; other words are 0 */
	m.index[0] = 0x7777;
	m.index[1] = AT + STRUCT;
	m.index[2] = AT + ARRAY;
	m.index[3] = AT + POINTER;
}

/* Type 3 with the index of struct btf @btf; @numbered: how many types that numbered */
static unsigned kind_of_third(struct ir_arena *arena, uint64_t btf, uint32_t *numbered, uint32_t *count)
{
	static const struct ir_target_ops ops = {.read = read_memory};
	struct ir_target t = {.ops = &ops};
	struct ir_btf_type type;
	struct ir_btf_data d;

	if (ir_btf_open(&d, &t, arena, AT))
		return 0;
	ir_btf_index_open(&d, arena, btf);
	if (ir_btf_type(&d, 3, &type))
		return 0;
	*numbered = d.nr_types;
	*count = ir_btf_count(&d);
	return type.kind;
}

void test_btf_index(void)
{
	struct ir_arena arena = {0};
	uint32_t numbered, count;

	fill();
	CHECK(kind_of_third(&arena, BTF, &numbered, &count) == IR_BTF_PTR);
	CHECK(numbered == 0 && count == 4);
	/* The number of types is the one before which the blob ends. */
	m.btf[8] = 3;
	CHECK(kind_of_third(&arena, BTF, &numbered, &count) == IR_BTF_PTR && count == 4);
	/* Another blob's struct btf, an array that begins with another type, none: as without an index */
	m.btf[0] = AT + 8;
	CHECK(kind_of_third(&arena, BTF, &numbered, &count) == IR_BTF_PTR && numbered == 3 && count == 4);
	fill();
	m.index[1] = AT + ARRAY;
	CHECK(kind_of_third(&arena, BTF, &numbered, &count) == IR_BTF_PTR && numbered == 3);
	CHECK(kind_of_third(&arena, 0x9000, &numbered, &count) == IR_BTF_PTR && numbered == 3);
	/* An entry that leads out of the types is not followed. */
	fill();
	m.index[3] = AT + END;
	CHECK(kind_of_third(&arena, BTF, &numbered, &count) == IR_BTF_PTR && numbered == 3 && count == 4);
	ir_arena_release(&arena);
}
