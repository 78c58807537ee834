// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Symbol tables and log buffers made by hand, in all the forms kernels have used, and read back.
 * Then each is damaged at random: readers may find less, but must come back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/symbols/kallsyms.h"
#include "core/log/printk_log.h"

#define MEMORY (4u << 20)
/* Where the tables start; not a multiple of a hop, as in real kernels. */
#define TABLES (1u << 20)
#define SYMBOLS 40000

static uint64_t image_at; /* where the kernel lies */
static unsigned char memory[MEMORY];
static char info[4096];
static unsigned passed, failed;

static void check(bool good, const char *what, const char *more)
{
	passed += good;
	failed += !good;
	if (!good)
		printf("FAIL %s %s\n", what, more);
}

static enum ir_status read_memory(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	(void)t;
	if (addr < image_at || addr - image_at > MEMORY || len > MEMORY - (addr - image_at))
		return IR_ABSENT;
	memcpy(buf, memory + (addr - image_at), len);
	return IR_OK;
}

static enum ir_status get_info(struct ir_target *t, const char *key, char *buf, size_t size)
{
	size_t n = strlen(key);

	(void)t;
	for (const char *p = info; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		if (!strncmp(p, key, n) && p[n] == '=') {
			size_t len = strcspn(p + n + 1, "\n");

			snprintf(buf, size, "%.*s", (int)len, p + n + 1);
			return IR_OK;
		}
	}
	return IR_NOTFOUND;
}

static const struct ir_target_ops ops = {.read = read_memory, .vmcoreinfo = get_info};
static struct ir_target target = {.ops = &ops, .arch = "x86_64"};

static void say(const char *kind, const char *name, unsigned long long v, bool hex)
{
	size_t n = strlen(info);

	snprintf(info + n, sizeof(info) - n, hex ? "%s(%s)=%llx\n" : "%s(%s)=%llu\n", kind, name,
		 v);
}

struct writer {
	uint64_t at; /* offset in memory */
};

static uint64_t put(struct writer *w, const void *p, size_t len)
{
	uint64_t at = w->at;

	memcpy(memory + at, p, len);
	w->at += len;
	return image_at + at;
}

static void align(struct writer *w, uint64_t to)
{
	w->at = (w->at + to - 1) / to * to;
}

/* Sorted by address, not by name. The first hundred are per-CPU in some forms; the last ones, of __init, lie far off. */
static uint64_t address(uint32_t i, bool percpu)
{
	uint64_t gap = i >= SYMBOLS - SYMBOLS / 16 ? 13 << 20 : 0;

	return percpu && i < 100 ? i * 64 : image_at + gap + (i - (percpu ? 100 : 0)) * 16;
}

static void name(uint32_t i, bool percpu, char *buf)
{
	if (address(i, percpu) == image_at)
		strcpy(buf, "_stext");
	else
		sprintf(buf, "%s%u%s", i % 3 ? "fn_" : "Xy", (i * 7919u) % SYMBOLS,
			i % 5 ? "" : ".isra.0");
}

static bool with_percpu;

static int by_name(const void *a, const void *b)
{
	char x[64], y[64];

	name(*(const uint32_t *)a, with_percpu, x);
	name(*(const uint32_t *)b, with_percpu, y);
	return strcmp(x, y);
}

struct form {
	const char *what;
	enum ir_kallsyms_form form;
	unsigned marker_size;
	bool seqs, late_addresses, named;
};

static uint64_t put_addresses(struct writer *w, const struct form *f, uint64_t *base)
{
	uint64_t start = image_at + w->at, value = image_at;

	for (uint32_t i = 0; i < SYMBOLS; i++) {
		uint64_t a = address(i, with_percpu), here = image_at + w->at;
		int32_t rel = f->form == IR_KALLSYMS_SELF   ? (int32_t)(a - here)
			      : f->form == IR_KALLSYMS_BASE ? (int32_t)(a - image_at)
			      : a >> 63			    ? (int32_t)(image_at - 1 - a)
							    : (int32_t)a;

		put(w, f->form == IR_KALLSYMS_ABSOLUTE ? (void *)&a : &rel,
		    f->form == IR_KALLSYMS_ABSOLUTE ? 8 : 4);
	}
	align(w, 8);
	*base = 0;
	if (f->form == IR_KALLSYMS_BASE || f->form == IR_KALLSYMS_BASE_PERCPU)
		*base = put(w, &value, 8);
	return start;
}

static void put_seqs(struct writer *w)
{
	uint32_t *order = malloc(SYMBOLS * sizeof(*order));

	for (uint32_t i = 0; i < SYMBOLS; i++)
		order[i] = i;
	qsort(order, SYMBOLS, sizeof(*order), by_name);
	for (uint32_t i = 0; i < SYMBOLS; i++) {
		unsigned char b[3] = {(unsigned char)(order[i] >> 16),
				      (unsigned char)(order[i] >> 8), (unsigned char)order[i]};

		put(w, b, 3);
	}
	align(w, 8);
	free(order);
}

/* Each character is a token of its own; those no name has are two letters long. */
static uint64_t put_tokens(struct writer *w, uint64_t *index)
{
	uint64_t start = w->at;
	uint16_t at[256];

	for (unsigned i = 0; i < 256; i++) {
		char token[4] = {(char)i, 0};

		if (i <= ' ' || i > '~')
			sprintf(token, "%c%c", 'a' + i % 16, 'a' + i / 16);
		at[i] = (uint16_t)(w->at - start);
		put(w, token, strlen(token) + 1);
	}
	align(w, 8);
	*index = put(w, at, sizeof(at));
	return image_at + start;
}

static uint64_t put_names(struct writer *w, uint64_t *markers)
{
	uint64_t start = w->at;

	for (uint32_t i = 0; i < SYMBOLS; i++) {
		char text[64];
		unsigned char len;

		if (i % 256 == 0)
			markers[i / 256] = w->at - start;
		text[0] = 'T';
		name(i, with_percpu, text + 1);
		len = (unsigned char)strlen(text);
		put(w, &len, 1);
		put(w, text, len);
	}
	align(w, 8);
	return image_at + start;
}

static void build(const struct form *f)
{
	static uint64_t markers[SYMBOLS / 256 + 1];
	struct writer w = {TABLES};
	uint64_t addrs = 0, base = 0, num, names, tokens, index;
	uint32_t nr = SYMBOLS, zero = 0;

	with_percpu = f->form == IR_KALLSYMS_BASE_PERCPU;
	memset(memory, 0, MEMORY);
	info[0] = 0;
	if (!f->late_addresses)
		addrs = put_addresses(&w, f, &base);
	num = put(&w, &nr, 4);
	put(&w, &zero, 4);
	names = put_names(&w, markers);
	for (unsigned i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
		put(&w, &markers[i], f->marker_size);
	align(&w, 8);
	if (f->seqs && !f->late_addresses)
		put_seqs(&w);
	tokens = put_tokens(&w, &index);
	if (f->late_addresses)
		addrs = put_addresses(&w, f, &base);
	if (f->seqs && f->late_addresses)
		put_seqs(&w);
	say("SYMBOL", "_stext", image_at, true);
	if (!f->named)
		return;
	say("SYMBOL", "kallsyms_names", names, true);
	say("SYMBOL", "kallsyms_num_syms", num, true);
	say("SYMBOL", "kallsyms_token_table", tokens, true);
	say("SYMBOL", "kallsyms_token_index", index, true);
	say("SYMBOL", f->form == IR_KALLSYMS_ABSOLUTE ? "kallsyms_addresses" : "kallsyms_offsets",
	    addrs, true);
	if (base)
		say("SYMBOL", "kallsyms_relative_base", base, true);
}

struct wanted {
	uint64_t addr;
	bool found;
};

static bool note_found(const struct ir_symbol *sym, void *arg)
{
	struct wanted *want = arg;

	want->found |= sym->addr == want->addr;
	return true;
}

static void look_up(struct ir_kallsyms *ks, uint32_t i, unsigned *good)
{
	struct wanted want = {.addr = address(i, with_percpu)};
	struct ir_symbol sym;
	char text[64], base[64];
	bool stopped;

	name(i, with_percpu, text);
	strcpy(base, text);
	ir_symbol_base(base);
	*good += !ir_kallsyms_each(ks, base, note_found, &want, &stopped) && want.found;
	if (want.addr >> 63)
		*good += !ir_kallsyms_at(ks, want.addr + (i < SYMBOLS - 1 ? 5 : 0), &sym) &&
			 sym.addr == want.addr && !strcmp(sym.name, text);
	else
		*good += ir_kallsyms_at(ks, want.addr, &sym) == IR_NOTFOUND;
}

static void damage(struct ir_arena *arena, unsigned rounds)
{
	struct wanted want = {.addr = 1};
	unsigned wrong = 0;
	struct ir_kallsyms ks;
	struct ir_symbol sym;
	bool stopped;

	for (unsigned n = 0; n < rounds; n++) {
		for (unsigned k = 0; k < 2000; k++)
			memory[TABLES + (unsigned)rand() % (MEMORY - TABLES)] =
				(unsigned char)(rand() % 4 ? rand() : 0xff * (rand() & 1));
		if (!ir_kallsyms_open(&ks, &target, arena)) {
			for (unsigned k = 0; k < 50; k++) {
				uint64_t addr = image_at + (unsigned)rand() % 600000;

				(void)!ir_kallsyms_each(&ks, k % 2 ? "fn_77" : "Xy1", note_found,
							&want, &stopped);
				if (!ir_kallsyms_at(&ks, addr, &sym))
					wrong += sym.addr > addr || !memchr(sym.name, 0, sizeof(sym.name));
			}
		}
		ir_arena_release(arena);
	}
	check(!wrong, "damaged tables",
	      "a symbol above the address asked for, or a name without an end");
}

static void symbols(uint64_t image)
{
	static const struct form forms[] = {
		{"absolute, markers of 8", IR_KALLSYMS_ABSOLUTE, 8, false, false, true},
		{"absolute, to be found", IR_KALLSYMS_ABSOLUTE, 4, false, false, false},
		{"base, markers of 8, to be found", IR_KALLSYMS_BASE, 8, false, false, false},
		{"base, to be found", IR_KALLSYMS_BASE, 4, false, false, false},
		{"base, late addresses, seqs", IR_KALLSYMS_BASE, 4, true, true, true},
		{"per-CPU absolute, to be found", IR_KALLSYMS_BASE_PERCPU, 4, false, false, false},
		{"per-CPU, seqs, to be found", IR_KALLSYMS_BASE_PERCPU, 4, true, false, false},
		{"per-CPU absolute, seqs", IR_KALLSYMS_BASE_PERCPU, 4, true, false, true},
		{"per-CPU, late addresses, seqs", IR_KALLSYMS_BASE_PERCPU, 4, true, true, true},
		{"own distances, seqs", IR_KALLSYMS_SELF, 4, true, true, true},
		{"own distances", IR_KALLSYMS_SELF, 4, false, true, true},
	};

	image_at = image;
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		struct ir_arena arena = {0};
		struct ir_kallsyms ks;
		unsigned good = 0, tried = 0;
		enum ir_status st;

		build(&forms[f]);
		st = ir_kallsyms_open(&ks, &target, &arena);
		check(!st && ks.form == forms[f].form && ks.marker_size == forms[f].marker_size &&
			      (ks.seqs.size != 0) == forms[f].seqs,
		      forms[f].what, ir_status_string(st));
		for (uint32_t i = 0; !st && i < SYMBOLS; i += 37, tried += 2)
			look_up(&ks, i, &good);
		check(tried && good == tried, forms[f].what, "look-ups");
		ir_arena_release(&arena);
		damage(&arena, 20);
	}
}

static char lines[16][64];
static unsigned nr_lines;

static bool keep_line(const char *line, size_t len, void *arg)
{
	unsigned *longest = arg;

	if (longest && len > *longest)
		*longest = (unsigned)len;
	if (nr_lines < 16)
		snprintf(lines[nr_lines++], sizeof(lines[0]), "%.*s", (int)len, line);
	return true;
}

static void put_record(uint64_t at, uint64_t ns, uint16_t len, const char *text)
{
	uint16_t text_len = (uint16_t)strlen(text);

	memcpy(memory + at, &ns, 8);
	memcpy(memory + at + 8, &len, 2);
	memcpy(memory + at + 10, &text_len, 2);
	memcpy(memory + at + 16, text, text_len);
}

/* The record buffer of kernels before 5.10, wrapped around its end. */
static void records(void)
{
	uint64_t buf = image_at + 4096;
	unsigned longest = 0;
	uint32_t v[3] = {256, 128, 112}; /* size, first, next */

	memset(memory, 0, MEMORY);
	info[0] = 0;
	memcpy(memory, &buf, 8);
	memcpy(memory + 8, v, sizeof(v));
	put_record(4096 + 128, 1000000, 48, "first");
	put_record(4096 + 176, 1500001000, 48, "two\nlines");
	put_record(4096, 2000000000, 112, "third\x01");
	say("SYMBOL", "log_buf", image_at, true);
	say("SYMBOL", "log_buf_len", image_at + 8, true);
	say("SYMBOL", "log_first_idx", image_at + 12, true);
	say("SYMBOL", "log_next_idx", image_at + 16, true);
	say("SIZE", "printk_log", 16, false);
	say("OFFSET", "printk_log.ts_nsec", 0, false);
	say("OFFSET", "printk_log.len", 8, false);
	say("OFFSET", "printk_log.text_len", 10, false);
	check(!ir_printk_log(&target, keep_line, NULL) && nr_lines == 4 &&
		      !strcmp(lines[0], "[    0.001000] first") &&
		      !strcmp(lines[1], "[    1.500001] two") && !strcmp(lines[2], "lines") &&
		      !strcmp(lines[3], "[    2.000000] third."),
	      "the record buffer", lines[0]);
	for (unsigned n = 0; n < 500; n++) {
		for (unsigned k = 0; k < 20; k++)
			memory[8 + (unsigned)rand() % 5000] = (unsigned char)rand();
		(void)!ir_printk_log(&target, keep_line, &longest);
	}
	/* A record tells its length in 16 bits, and a line is at most that and its time. */
	check(longest && longest < 65536 + 32, "a damaged record buffer",
	      "a line that no record can hold");
}

int main(void)
{
	srand(1);
	symbols(0xffffffff81000000); /* where x86-64 has its kernel */
	symbols(0xffffb50640c00000); /* and arm64 */
	records();
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
