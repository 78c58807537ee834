// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/target/vmcoreinfo.h"
#include "triage/dump/target_kdump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arch/arch.h"
#include "triage/dump/big_dump.h"
#include "triage/debuginfo/debuginfo.h"
#include "triage/dump/find_vmcoreinfo.h"
#include "triage/dump/kdump_notes.h"
#include "triage/file/trouble.h"
#include "core/log/printk_log.h"

#define PAGE	  4096
#define MAX_NOTES 8192

/* struct disk_dump_header: signature, version, and utsname's fifth string */
#define MACHINE_OFFSET (8 + 4 + 4 * 65)

static struct ir_kdump *kdump_of(struct ir_target *t)
{
	return t->priv;
}

static enum ir_status each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				  void *arg)
{
	return ir_dump_symbols_each(&kdump_of(t)->symbols, base, fn, arg);
}

static enum ir_status symbol_at(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	return ir_dump_symbols_at(&kdump_of(t)->symbols, addr, ret);
}

/* The dump's BTF, which core reads itself, comes first. */
static enum ir_status member(struct ir_target *t, const char *type, const char *name,
			     struct ir_member *ret)
{
	struct ir_kdump *k = kdump_of(t);

	return ir_debuginfo_member(k->debuginfo, k->symbols.kernel, type, name, ret);
}

static enum ir_status type_size(struct ir_target *t, const char *type, uint64_t *ret)
{
	struct ir_kdump *k = kdump_of(t);

	return ir_debuginfo_type_size(k->debuginfo, k->symbols.kernel, type, ret);
}

static enum ir_status enumerator(struct ir_target *t, const char *name, int64_t *ret)
{
	struct ir_kdump *k = kdump_of(t);

	return ir_debuginfo_enumerator(k->debuginfo, k->symbols.kernel, name, ret);
}

static bool library_has_notes(struct ir_kdump *k)
{
	kdump_attr_t attr;
	bool has = kdump_get_attr(k->ctx, "cpu.0.PRSTATUS", &attr) == KDUMP_OK;

	kdump_clear_err(k->ctx);
	return has;
}

static enum ir_status note(struct ir_target *t, unsigned index, struct ir_note *ret)
{
	struct ir_kdump *k = kdump_of(t);
	char key[40];
	kdump_attr_t attr;
	const void *data;
	size_t len;

	if (index >= MAX_NOTES)
		return IR_NOTFOUND;
	snprintf(key, sizeof(key), "cpu.%u.PRSTATUS", index);
	if (kdump_get_attr(k->ctx, key, &attr) != KDUMP_OK || attr.type != KDUMP_BLOB) {
		kdump_clear_err(k->ctx);
		return index && library_has_notes(k) ? IR_NOTFOUND
						     : ir_kdump_note(&k->guard, index, ret);
	}
	data = kdump_blob_pin(attr.val.blob);
	len = kdump_blob_size(attr.val.blob);
	ret->len = len < IR_NOTE_MAX ? len : IR_NOTE_MAX;
	memcpy(ret->desc, data, ret->len);
	kdump_blob_unpin(attr.val.blob);
	return IR_OK;
}

static enum ir_status log_lines(struct ir_target *t, ir_line_fn *fn, void *arg)
{
	return ir_printk_log(t, fn, arg);
}

static enum ir_status vmcoreinfo(struct ir_target *t, const char *key, char *buf, size_t size)
{
	return ir_vmcoreinfo_value(kdump_of(t)->info_text, key, buf, size);
}

static enum ir_status dump_info(struct ir_target *t, struct ir_dump_info *ret)
{
	*ret = kdump_of(t)->info;
	return IR_OK;
}

/* Where the dump's own symbol table is lost. */
static enum ir_status each_in_file(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				   void *arg)
{
	struct ir_kdump *k = kdump_of(t);

	return ir_debuginfo_each_symbol(k->debuginfo, k->symbols.kernel, base, fn, arg);
}

static enum ir_status at_in_file(struct ir_target *t, uint64_t addr, struct ir_symbol *ret)
{
	struct ir_kdump *k = kdump_of(t);

	return ir_debuginfo_symbol_at(k->debuginfo, k->symbols.kernel, addr, ret);
}

static void conclude(struct ir_kdump *k, struct ir_kernel *kernel)
{
	for (unsigned i = 0; i < k->symbols.nr_asked; i++)
		ir_debuginfo_check_symbol(k->debuginfo, kernel, k->symbols.asked[i].name,
					  k->symbols.asked[i].addr);
	ir_debuginfo_conclude(k->debuginfo, kernel);
	if (ir_trouble_met())
		ir_note_unavailable(kernel, ir_fmt(kernel, "a part of the dump: %s when it was read (is its disk or share sound?)",
						   ir_trouble_text()));
}

static void attach(struct ir_target *t, struct ir_kernel *kernel)
{
	struct ir_kdump *k = kdump_of(t);

	if (!kernel && k->symbols.kernel)
		conclude(k, k->symbols.kernel);
	ir_dump_symbols_attach(&k->symbols, kernel);
}

static const struct ir_target_ops ops = {
	.door = "dump",
	.read = ir_kdump_read,
	.each_symbol = each_symbol,
	.symbol_at = symbol_at,
	.member = member,
	.type_size = type_size,
	.enumerator = enumerator,
	.note = note,
	.log = log_lines,
	.vmcoreinfo = vmcoreinfo,
	.dump_info = dump_info,
	.attach = attach,
};

static bool fail(struct ir_kdump *k, const char *what, char *error, size_t size)
{
	const char *why = kdump_get_err(k->ctx);

	snprintf(error, size, "%s%s%s", what, why ? ": " : "", why ? why : "");
	return false;
}

static void read_vmcoreinfo(struct ir_kdump *k)
{
	kdump_attr_t attr;

	if (kdump_get_attr(k->ctx, "linux.vmcoreinfo.raw", &attr) == KDUMP_OK &&
	    attr.type == KDUMP_BLOB) {
		k->info_text =
			strndup(kdump_blob_pin(attr.val.blob), kdump_blob_size(attr.val.blob));
		kdump_blob_unpin(attr.val.blob);
	}
	kdump_clear_err(k->ctx);
	if (!k->info_text)
		k->info_text = strdup("");
}

/* The headers of what is read; where the named file has some of its own, that one's format. */
static void describe(struct ir_kdump *k, int fd, const char *path)
{
	struct ir_dumpfile named;

	ir_dumpfile_read(&k->file, fd);
	ir_dumpfile_open(&named, path);
	snprintf(k->info.path, sizeof(k->info.path), "%s", path);
	snprintf(k->info.format, sizeof(k->info.format), "%s",
		 named.format[0] ? named.format : k->file.format);
	k->info.bytes = named.bytes;
	ir_guard_lost(&k->guard, k->info.lost, sizeof(k->info.lost));
	if (!k->info.lost[0])
		snprintf(k->info.lost, sizeof(k->info.lost), "%s", k->file.lost);
	ir_trouble(k->file.error);
	ir_trouble(named.error);
	ir_dumpfile_release(&named);
}

/* Before libkdumpfile looks for page tables, which it does when told the kind of system. */
static bool guard_translation(struct ir_kdump *k)
{
	addrxlat_ctx_t *ctx = NULL;
	bool watched;

	(void)kdump_get_addrxlat(k->ctx, &ctx, NULL);
	kdump_clear_err(k->ctx);
	if (!ctx)
		return true;
	watched = ir_guard_watch(&k->guard, ctx);
	addrxlat_ctx_decref(ctx);
	return watched;
}

/*
 * libkdumpfile reads the top page table, and others from there, before its reading can be watched: as
 * soon as it is told the kind of system. Where nothing says which page that is, it does not find it.
 */
static bool tables_are_sound(struct ir_kdump *k)
{
	uint64_t top;

	if (k->guard.overlong)
		return false;
	return !k->guard.nr || !ir_kdump_top_table(k, &top) ||
	       ir_guard_page(&k->guard, top) == IR_OK;
}

/*
 * libkdumpfile does not believe a header without the kernel's name, such as QEMU's, which knows the names of x86 machines only. Of an
 * arm64 guest it numbers pages of 64 KiB, whatever they are, and libkdumpfile looks them up by the size in VMCOREINFO.
 */
static bool name_machine(struct ir_kdump *k, int fd, char *error, size_t size)
{
	char machine[sizeof("Unknown")];

	if (ir_read_at(fd, machine, sizeof(machine), MACHINE_OFFSET) != sizeof(machine))
		return true;
	if (!memcmp(machine, "x86_64", sizeof("x86_64")))
		(void)kdump_set_string_attr(k->ctx, KDUMP_ATTR_ARCH_NAME, machine);
	if (memcmp(machine, "Unknown", sizeof("Unknown")))
		return true;
	snprintf(error, size,
		 "QEMU wrote it for a machine that it names \"Unknown\", as arm64's, with "
		 "page numbers that nothing reads: dump the guest as ELF instead");
	return false;
}

static bool open_library(struct ir_kdump *k, const int *fds, unsigned nr, char *error, size_t size)
{
	const struct ir_arch *known;
	const char *arch = NULL;
	kdump_status st;

	/* Mapped, a file that ends too early would end this program with a signal. */
	(void)kdump_set_number_attr(k->ctx, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);
	kdump_clear_err(k->ctx);
	errno = 0;
	st = kdump_open_fdset(k->ctx, nr, fds);
	if (st == KDUMP_ERR_SYSTEM) {
		ir_trouble(errno ? errno : EIO);
		k->half_open = true;
	}
	if (st != KDUMP_OK)
		return fail(k, "libkdumpfile cannot open it", error, size);
	if (kdump_get_string_attr(k->ctx, KDUMP_ATTR_ARCH_NAME, &arch) != KDUMP_OK &&
	    !name_machine(k, fds[0], error, size))
		return false;
	kdump_clear_err(k->ctx);
	if (kdump_get_string_attr(k->ctx, KDUMP_ATTR_ARCH_NAME, &arch) != KDUMP_OK || !arch)
		return fail(k, "it does not tell for which processor it is", error, size);
	known = ir_arch_find(arch);
	if (!known) {
		snprintf(error, size, "dumps of %s machines are not supported", arch);
		return false;
	}
	k->target.arch = known->name;
	return true;
}

static bool open_big(struct ir_kdump *k)
{
	read_vmcoreinfo(k);
	(void)(k->info_text && ir_big_dump_translate(k));
	return true;
}

static bool open_context(struct ir_kdump *k, const struct ir_page_watcher *watcher, const int *fds,
			 unsigned nr, char *error, size_t size)
{
	k->ctx = kdump_new();
	k->page_memory = malloc((size_t)IR_KDUMP_SLOTS * PAGE);
	k->unzip = ir_unzip_new();
	if (!k->ctx || !k->page_memory || !k->unzip) {
		snprintf(error, size, "not enough memory");
		return false;
	}
	for (unsigned i = 0; i < IR_KDUMP_SLOTS; i++)
		k->pages[i].bytes = k->page_memory + (size_t)i * PAGE;
	if (!ir_guard_open(&k->guard, fds, nr, error, size))
		return false;
	if (!watcher || !watcher->sees_tables)
		k->headers = ir_big_dump_headers(&k->guard);
	if (k->headers >= 0)
		return open_library(k, &k->headers, 1, error, size) && open_big(k);
	if (!open_library(k, fds, nr, error, size))
		return false;
	if (!guard_translation(k))
		return fail(k, "libkdumpfile does not let its reading be checked", error, size);
	if (watcher && !watcher->begin(k, fds[0], watcher->arg, error, size))
		return false;
	errno = 0;
	(void)ir_find_info(k->ctx, &k->guard, fds[0]);
	read_vmcoreinfo(k);
	/* This fails where page tables are lost; what needs none can still be read. */
	if (tables_are_sound(k))
		(void)kdump_set_string_attr(k->ctx, KDUMP_ATTR_OSTYPE, "linux");
	ir_trouble_hidden(errno);
	kdump_clear_err(k->ctx);
	if (kdump_get_addrxlat(k->ctx, &k->xlat_ctx, &k->xlat_sys) != KDUMP_OK)
		k->xlat_sys = NULL;
	kdump_clear_err(k->ctx);
	/* Where the library did not know before how this kernel pages, there was nothing to watch. */
	if (k->xlat_ctx && !ir_guard_watch(&k->guard, k->xlat_ctx))
		return fail(k, "libkdumpfile does not let its reading be checked", error, size);
	return true;
}

bool ir_kdump_open_watched(struct ir_kdump *k, const struct ir_page_watcher *watcher,
			   const int *fds, unsigned nr, const char *path, char *error, size_t size)
{
	memset(k, 0, sizeof(*k));
	k->headers = -1;
	k->target.ops = &ops;
	k->target.priv = k;
	k->symbols.t = &k->target;
	if (!open_context(k, watcher, fds, nr, error, size))
		return false;
	describe(k, fds[0], path);
	if (!k->info_text) {
		snprintf(error, size, "not enough memory");
		return false;
	}
	return true;
}

bool ir_kdump_open(struct ir_kdump *k, const int *fds, unsigned nr, const char *path, char *error,
		   size_t size)
{
	return ir_kdump_open_watched(k, NULL, fds, nr, path, error, size);
}

const char *ir_kdump_complaint(const struct ir_kdump *k, char *buf, size_t size)
{
	return k->watch ? k->watch->ops->complaint(k->watch, buf, size) : NULL;
}

void ir_kdump_use_debuginfo(struct ir_kdump *k, struct ir_debuginfo *debuginfo)
{
	static const struct ir_other_symbols in_file = {each_in_file, at_in_file};

	k->debuginfo = debuginfo;
	k->symbols.other = debuginfo ? &in_file : NULL;
	k->target.cheap_types = debuginfo;
}

void ir_kdump_close(struct ir_kdump *k)
{
	struct ir_page_watch *watch = k->watch;

	k->watch = NULL;
	if (watch)
		watch->ops->end(watch, k);
	if (k->xlat_sys)
		addrxlat_sys_decref(k->xlat_sys);
	if (k->xlat_ctx)
		addrxlat_ctx_decref(k->xlat_ctx);
	/* libkdumpfile 0.5.1 frees then what it has not set up yet, and dies of it. */
	if (k->ctx && !k->half_open)
		kdump_free(k->ctx);
	if (k->ctx && k->headers >= 0)
		close(k->headers);
	ir_guard_close(&k->guard);
	ir_unzip_free(k->unzip);
	ir_dumpfile_release(&k->file);
	free(k->info_text);
	free(k->page_memory);
	ir_dump_symbols_release(&k->symbols);
	memset(k, 0, sizeof(*k));
}
