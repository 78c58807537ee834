// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where a diagnosis of the dump alone spends its time, a line for each stage:
 *
 *	name, CPU us, of that unpacking us, pages read, pages unpacked, bytes searched, symbols looked up
 *
 * Pages read are those that no earlier stage has read. More are unpacked where the reader of dumps has forgotten one. Bytes searched
 * are all that the engine was handed out of them. The program is linked with ir_unzip_page() wrapped. For
 * tests/bench/cost-beside-crash.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/inoderace.h"
#include "triage/file/input.h"
#include "triage/dump/target_kdump.h"

#define MAX_STAGES 32
#define MAX_PAGES  (1u << 16) /* slots; a diagnosis touches a few thousand */

static struct {
	const char *name;
	uint64_t us, unpack_ns, bytes;
	unsigned pages, unpacked, symbols;
} stages[MAX_STAGES];

static unsigned nr_stages;
static uint64_t since, seen[MAX_PAGES];
static const struct ir_target_ops *under;
static struct ir_kernel *kernel;

enum ir_status __real_ir_unzip_page(struct ir_unzip *u, const struct ir_guard_place *at, unsigned char *page);
enum ir_status __wrap_ir_unzip_page(struct ir_unzip *u, const struct ir_guard_place *at, unsigned char *page);

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* What was used since the last call belongs to the stage before @name. */
static void enter(const char *name)
{
	uint64_t now = cpu_ns();

	if (nr_stages)
		stages[nr_stages - 1].us += (now - since) / 1000;
	since = now;
	if (nr_stages < MAX_STAGES && (!nr_stages || strcmp(stages[nr_stages - 1].name, name)))
		stages[nr_stages++].name = name;
}

static void follow_stage(void)
{
	if (kernel && strcmp(stages[nr_stages - 1].name, kernel->stage))
		enter(kernel->stage);
}

static void count(uint64_t page)
{
	size_t i = page * UINT64_C(0x9e3779b97f4a7c15) >> 48;

	for (unsigned n = 0; n < MAX_PAGES && seen[i] != page; n++, i = (i + 1) % MAX_PAGES) {
		if (seen[i])
			continue;
		seen[i] = page;
		stages[nr_stages - 1].pages++;
		return;
	}
}

enum ir_status __wrap_ir_unzip_page(struct ir_unzip *u, const struct ir_guard_place *at, unsigned char *page)
{
	uint64_t before = cpu_ns();
	enum ir_status st = __real_ir_unzip_page(u, at, page);

	stages[nr_stages - 1].unpack_ns += cpu_ns() - before;
	stages[nr_stages - 1].unpacked++;
	return st;
}

static enum ir_status watch_read(struct ir_target *t, uint64_t addr, void *buf, size_t len)
{
	follow_stage();
	stages[nr_stages - 1].bytes += len;
	for (uint64_t at = addr >> 12; len && at <= (addr + len - 1) >> 12; at++)
		count(at);
	return under->read(t, addr, buf, len);
}

static enum ir_status watch_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn, void *arg)
{
	follow_stage();
	stages[nr_stages - 1].symbols++;
	return under->each_symbol(t, base, fn, arg);
}

static enum ir_status watch_symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	follow_stage();
	stages[nr_stages - 1].symbols++;
	return under->symbol_at(t, addr, ret);
}

static void watch_attach(struct ir_target *t, struct ir_kernel *k)
{
	kernel = k;
	under->attach(t, k);
}

static void drop(const char *text, void *arg)
{
	(void)text;
	(void)arg;
}

int main(int argc, char **argv)
{
	static struct ir_kdump dump;
	static struct ir_diagnosis diagnosis;
	struct ir_target_ops ops;
	struct ir_input in;
	char error[512];

	if (argc != 2)
		return 1;
	enter("open");
	ir_input_open(&in, argv[1]);
	if (in.kind != IR_INPUT_DUMP ||
	    !ir_kdump_open(&dump, in.fds, in.nr_fds, argv[1], error, sizeof(error)))
		return 2;
	under = dump.target.ops;
	ops = *under;
	ops.read = watch_read;
	ops.each_symbol = watch_each_symbol;
	ops.symbol_at = watch_symbol_at;
	ops.attach = watch_attach;
	dump.target.ops = &ops;
	ir_diagnose_into(&dump.target, NULL, &diagnosis);
	kernel = NULL;
	enter("report");
	ir_report_json(&diagnosis, drop, NULL);
	enter("end");
	for (unsigned i = 0; i + 1 < nr_stages; i++)
		printf("%s %" PRIu64 " %" PRIu64 " %u %u %" PRIu64 " %u\n", stages[i].name, stages[i].us,
		       stages[i].unpack_ns / 1000, stages[i].pages, stages[i].unpacked, stages[i].bytes,
		       stages[i].symbols);
	ir_diagnosis_release(&diagnosis);
	dump.target.ops = under;
	ir_kdump_close(&dump);
	ir_input_close(&in);
	return 0;
}
