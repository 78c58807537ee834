// SPDX-License-Identifier: GPL-2.0-or-later
/* Mutations of records: each is one change of a machine, at a place that its diagnosis reads, to a value that programs stumble over. */
#include "tests/fuzz/overlay.h"

#include <string.h>

static uint64_t state;
static bool keep_clean;

static uint64_t random64(void)
{
	/* xorshift64*: the same seed gives the same mutation */
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

static uint64_t odd_value(const struct overlay *o)
{
	static const uint64_t odd[] = {
		0, 1, 2, 3, 7, 8, 0x3f, 0x40, 0xff, 0x100, 0xfff, 0x1000, 0x7fff, 0x8000, 0xffff, 0x10000, 0xfffff, 0x7fffffff,
		0x80000000, 0xffffffff, UINT64_C(1) << 32, UINT64_C(1) << 47, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX,
		UINT64_MAX - 1, UINT64_MAX - 7, UINT64_MAX - 0xfff, UINT64_C(0xffff800000000000), UINT64_C(0xffffffff80000000),
		UINT64_C(0x6b6b6b6b6b6b6b6b), UINT64_C(0xdead000000000100), UINT64_C(0x0a0d1b5b33316d27), UINT64_C(0x3c2f613e60247c5b),
	};
	uint64_t r = random64();

	switch (r >> 60) {
	case 0: case 1: case 2: case 3: case 4:
		return odd[(r & 0xffff) % (sizeof(odd) / sizeof(odd[0]))];
	case 5: case 6: case 7: case 8:
		return o->reads[(r & 0xffffffff) % o->nr_reads].addr;
	case 9:
		return o->reads[(r & 0xffffffff) % o->nr_reads].addr + (random64() & 0xff) - 0x80;
	case 10:
		return random64();
	default:
		return random64() >> (r & 63);
	}
}

static bool is_deciding(const struct overlay *o, uint64_t addr)
{
	for (unsigned i = 0; i < o->nr_deciding; i++)
		if (addr + 64 - o->deciding[i].addr < o->deciding[i].len + UINT64_C(64))
			return true;
	return false;
}

/* Was nothing changed yet that the verdict rests on? Then it may not change, and that is worth more tries. */
static bool is_clean(const struct overlay *o, const uint8_t *records, size_t nr)
{
	uint64_t addr;

	for (size_t i = 0; i < nr; i++) {
		memcpy(&addr, records + i * OVERLAY_RECORD + 4, 8);
		if (records[i * OVERLAY_RECORD] % 10 > 7 || is_deciding(o, addr >> 32 ? addr : o->reads[addr % o->nr_reads].addr))
			return false;
	}
	return true;
}

static uint64_t some_place(const struct overlay *o)
{
	uint64_t addr = 0;

	for (unsigned tries = 0; tries < (keep_clean ? 16u : 1u); tries++) {
		const struct overlay_read *r = &o->reads[random64() % o->nr_reads];
		/* Few read a lot at once: tables, of which each entry is a place. */
		uint64_t within = r->len > 8 ? random64() % r->len & -UINT64_C(4) : random64() % 16 ? 0 : random64() % 64;

		addr = r->addr + within;
		if (!is_deciding(o, addr))
			break;
	}
	return addr;
}

static void new_record(const struct overlay *o, uint8_t *r)
{
	uint64_t addr = some_place(o), value = odd_value(o), small = random64();

	r[0] = (uint8_t)(random64() >> 8);
	if (keep_clean && r[0] % 10 > 7)
		r[0] = 1;
	/* Most words are eight bytes, and a page that is lost hides all else in it. */
	if ((r[0] % 10 == 4 || r[0] % 10 == 5) && random64() % 4)
		r[0] = 0;
	r[1] = random64() % 2 ? 7 : (uint8_t)random64();
	r[2] = (uint8_t)small;
	r[3] = (uint8_t)(small >> 8);
	memcpy(r + 4, &addr, 8);
	memcpy(r + 12, &value, 8);
}

size_t overlay_mutate(struct overlay *machines, unsigned nr, uint8_t *data, size_t size, size_t room, unsigned seed)
{
	const struct overlay *o;
	size_t records = size ? (size - 1) / OVERLAY_RECORD : 0, most = (room - 1) / OVERLAY_RECORD;
	uint8_t *r;
	uint64_t v;

	state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	if (!size || random64() % 64 == 0)
		data[0] = (uint8_t)random64();
	o = &machines[data[0] % nr];
	keep_clean = is_clean(o, data + 1, records) && random64() % 8;
	most = most > OVERLAY_PATCHES ? OVERLAY_PATCHES : most;
	r = data + 1 + (records ? random64() % records : 0) * OVERLAY_RECORD;
	switch (records ? random64() % 8 : 0) {
	case 0: case 1: case 2:
		if (records < most) {
			r = data + 1 + records++ * OVERLAY_RECORD;
			new_record(o, r);
			break;
		}
		/* fall through */
	case 3:
		new_record(o, r);
		break;
	case 4:
		v = odd_value(o);
		memcpy(r + 12, &v, 8);
		break;
	case 5:
		v = some_place(o);
		memcpy(r + 4, &v, 8);
		break;
	case 6:
		/* the next word: what stands beside it belongs to it */
		memcpy(&v, r + 4, 8);
		v += random64() % 2 ? 8 : -UINT64_C(8);
		memcpy(r + 4, &v, 8);
		break;
	default:
		memmove(r, r + OVERLAY_RECORD, (size_t)(data + 1 + --records * OVERLAY_RECORD - r));
	}
	return 1 + records * OVERLAY_RECORD;
}
