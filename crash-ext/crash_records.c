// SPDX-License-Identifier: GPL-2.0-or-later
/* What the dump carries besides memory: crash notes, the kernel's log, VMCOREINFO. */
#include "crash-ext/target_crash.h"

#include "crash-ext/compat.h"
#include "crash-ext/fatal_guard.h"

#include "core/target/file_notes.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

/* The largest log buffer a kernel can be given is smaller. */
#define LOG_MAX (128L << 20)

struct note_search {
	unsigned wanted;
	const Elf64_Nhdr *note;
};

/* crash keeps the notes by CPU, with holes for offline ones; file order is the same order. */
static void find_note(void *arg)
{
	struct note_search *s = arg;
	unsigned seen = 0;
	int cpu;

	for (cpu = 0; cpu < NR_CPUS && !s->note; cpu++) {
		const Elf64_Nhdr *note = DISKDUMP_DUMPFILE() ? diskdump_get_prstatus_percpu(cpu)
							     : netdump_get_prstatus_percpu(cpu);

		if (note && seen++ == s->wanted)
			s->note = note;
	}
}

/* For each note crash asks gdb how many CPUs are online, which takes 25 ms. The file has them as they are. */
static enum ir_status note_in_file(const struct ir_crash *c, unsigned index, struct ir_note *ret)
{
	int fd = c->file.notes_size ? open(pc->dumpfile, O_RDONLY | O_CLOEXEC) : -1;
	enum ir_status status;

	if (fd < 0)
		return IR_UNSUPPORTED;
	status = ir_file_note(fd, c->file.notes_at, c->file.notes_size, index, ret);
	close(fd);
	return status;
}

enum ir_status ir_crash_note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	struct note_search s = {.wanted = index};
	enum ir_status status;
	const char *desc;

	if (!DISKDUMP_DUMPFILE() && !KDUMP_DUMPFILE() && !NETDUMP_DUMPFILE())
		return IR_UNSUPPORTED;
	status = note_in_file(t->priv, index, ret);
	if (status != IR_UNSUPPORTED)
		return status;
	if (!ir_guard(find_note, &s, IR_GUARD_PLAIN) || !s.note)
		return IR_NOTFOUND;
	desc = (const char *)(s.note + 1) + roundup(s.note->n_namesz, 4);
	ret->len = s.note->n_descsz < IR_NOTE_MAX ? s.note->n_descsz : IR_NOTE_MAX;
	memcpy(ret->desc, desc, ret->len);
	return IR_OK;
}

/* crash prints its log; here it does so into its temporary file, which is then read back. */
static void catch_log(void *arg)
{
	struct ir_crash *c = arg;
	long size;

	if (pc->tmpfile)
		return;
	open_tmpfile();
	dump_log(SHOW_LOG_TEXT);
	size = ftell(pc->tmpfile);
	if (size > LOG_MAX)
		size = LOG_MAX;
	rewind(pc->tmpfile);
	c->log = size > 0 ? calloc(1, (size_t)size + 1) : NULL;
	if (c->log)
		c->log[fread(c->log, 1, (size_t)size, pc->tmpfile)] = 0;
	close_tmpfile();
}

static void drop(char **text)
{
	free(*text);
	*text = NULL;
}

enum ir_status ir_crash_log(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	struct ir_crash *c = t->priv;
	char *line, *end;
	bool returned;

	drop(&c->log);
	returned = ir_guard(catch_log, c, IR_GUARD_PLAIN);
	if (!returned && pc->tmpfile)
		close_tmpfile();
	if (!c->log)
		return returned ? IR_NOTFOUND : IR_ABSENT;
	for (line = c->log; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!fn(line, end ? (size_t)(end - line) : strlen(line), arg) || !end)
			break;
	}
	drop(&c->log);
	return IR_OK;
}

struct vmcoreinfo_search {
	struct ir_crash *c;
	const char *key;
};

static void find_vmcoreinfo(void *arg)
{
	struct vmcoreinfo_search *s = arg;

	s->c->info = pc->read_vmcoreinfo(s->key);
}

enum ir_status ir_crash_vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	struct ir_crash *c = t->priv;
	struct vmcoreinfo_search s = {.c = c, .key = key};
	enum ir_status status = IR_NOTFOUND;

	if (!pc->read_vmcoreinfo)
		return IR_UNSUPPORTED;
	drop(&c->info);
	if (ir_guard(find_vmcoreinfo, &s, IR_GUARD_PLAIN) && c->info && strlen(c->info) < size) {
		memcpy(buf, c->info, strlen(c->info) + 1);
		status = IR_OK;
	}
	drop(&c->info);
	return status;
}
