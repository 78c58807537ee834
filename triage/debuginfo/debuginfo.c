// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debuginfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "triage/debuginfo/debug_find.h"
#include "triage/debuginfo/debug_read.h"
#include "triage/debuginfo/debug_server.h"
#include "triage/debuginfo/debug_symbols.h"
#include "triage/debuginfo/layout_check.h"
#include "triage/debuginfo/layout_files.h"
#include "triage/debuginfo/layout_shelf.h"
#include "core/target/kernel.h"
#include "core/types/layout.h"

/*
 * What is known of the kernel's types, or of xfs's; @known from a layout file, which is @cached if an earlier run made it.
 * @found stays open if @there.
 */
struct part {
	bool tried, have, known, cached;
	bool prepared, fits, located, there;
	struct ir_debug_layouts layouts;
	struct ir_debug_wanted wanted;
	struct ir_debug_found found;
};

struct ir_debuginfo {
	const struct ir_debug_options *opt;
	struct part parts[2]; /* by enum ir_debug_what */
	bool symbols_tried, symbols_told;
	struct ir_debug_symbols symbols; /* the kernel's; none: they cannot be used */
};

static const char *const names[] = {
	[IR_DEBUG_KERNEL] = "the kernel",
	[IR_DEBUG_MODULE] = "xfs",
};

struct ir_debuginfo *ir_debuginfo_new(const struct ir_debug_options *opt)
{
	struct ir_debuginfo *d = calloc(1, sizeof(*d));

	if (d)
		d->opt = opt;
	return d;
}

void ir_debuginfo_free(struct ir_debuginfo *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < sizeof(d->parts) / sizeof(d->parts[0]); i++) {
		if (d->parts[i].there)
			ir_debug_elf_close(&d->parts[i].found.f);
	}
	ir_debug_symbols_release(&d->symbols);
	free(d);
}

/* Said at once to who waits for it, and in the report. */
static void complain(const struct ir_debuginfo *d, struct ir_kernel *kernel, const char *path, const char *what)
{
	if (!d->opt->shelf)
		fprintf(stderr, "inoderace: %s: %s\n", path, what);
	ir_note_unavailable(kernel, ir_fmt(kernel, "debuginfo in %s: %s", path, what));
}

static void refuse(const struct ir_debuginfo *d, struct ir_kernel *kernel, const struct ir_debug_wanted *w,
		   const struct ir_debug_found *found)
{
	char ours[2 * IR_BUILD_ID_MAX + 1], theirs[2 * IR_BUILD_ID_MAX + 1];

	ir_build_id_text(&w->id, ours);
	ir_build_id_text(&found->other_id, theirs);
	if (found->other[0])
		complain(d, kernel, found->other,
			 ir_fmt(kernel, "not used, its build-id %s is not the dump's %s (give the one of %s)",
				theirs, ours, w->release[0] ? w->release : "this kernel"));
	else if (found->bare[0])
		complain(d, kernel, found->bare, "not used, it holds no DWARF (give its debug file)");
	else if (found->foreign[0] && w->what == IR_DEBUG_KERNEL)
		complain(d, kernel, found->foreign,
			 "not used, it is no 64-bit ELF file with a build-id (give a vmlinux, a "
			 "module's debug file or a folder of them)");
}

static bool fetch(const struct ir_debuginfo *d, struct ir_kernel *kernel,
		  const struct ir_debug_wanted *w, struct ir_debug_found *found)
{
	char error[128];
	int fd;

	if (!d->opt->server_seconds)
		return false;
	fd = ir_debug_server_fetch(&w->id, names[w->what], d->opt->server_seconds, found->path,
				   sizeof(found->path), error, sizeof(error));
	if (fd < 0) {
		complain(d, kernel, "debuginfod", error);
		return false;
	}
	if (ir_debug_elf_open(&found->f, fd) && ir_build_id_same(&found->f.build_id, &w->id) &&
	    ir_debug_elf_has_types(&found->f))
		return true;
	ir_debug_elf_close(&found->f);
	complain(d, kernel, "debuginfod", "what it sent is not the debug file that was asked for");
	return false;
}

/* A layout file for @p that nothing speaks against. @complete: it answers all that is asked. */
static bool load_layouts(const struct ir_debuginfo *d, struct ir_kernel *kernel, struct part *p, bool *complete,
			 const char **path)
{
	struct ir_layouts_found found;
	bool there = d->opt->shelf ? ir_layout_shelf_find(d->opt->shelf, &p->wanted.id, &found)
				   : ir_layouts_find(d->opt->nr_layouts ? d->opt->layouts : NULL, &p->wanted.id, &found);
	const char *contrary = NULL;

	if (found.refused[0])
		complain(d, kernel, found.refused, ir_fmt(kernel, "not used, %s", found.why));
	if (!there)
		return false;
	if (p->wanted.what == IR_DEBUG_KERNEL)
		contrary = ir_layouts_contradicted(kernel, &found.layouts);
	if (contrary) {
		complain(d, kernel, found.path, ir_fmt(kernel, "not used, %s", contrary));
		if (found.cached && !d->opt->shelf)
			ir_layouts_forget(&p->wanted.id);
		return false;
	}
	p->cached = found.cached;
	p->layouts = found.layouts;
	*complete = found.complete;
	*path = ir_fmt(kernel, "%s", found.path);
	return true;
}

/* The file that was named says it, too: does it say the same? */
static void compare(struct ir_kernel *kernel, struct part *p, const char *path)
{
	struct ir_debug_layouts dwarf;
	unsigned nr, differ = 0;
	const struct ir_debug_question *q = ir_debug_questions(&nr);

	ir_debug_read(&p->found.f, &dwarf);
	for (unsigned i = 0; i < nr; i++) {
		const struct ir_debug_answer *a = &p->layouts.answers[i], *b = &dwarf.answers[i];

		if (!a->status && !b->status && a->value != b->value && !differ++)
			ir_note_observation(kernel,
					    ir_fmt(kernel, "the types disagree: %s%s%s is %lld in %s, which was used, and %lld in %s",
						   q[i].name, q[i].member ? "." : "", q[i].member ? q[i].member : "",
						   (long long)a->value, path, (long long)b->value, p->found.path));
	}
	if (differ > 1)
		ir_note_observation(kernel, ir_fmt(kernel, "%u more places disagree between %s and %s", differ - 1, path,
						   p->found.path));
}

static void read_types(const struct ir_debuginfo *d, struct ir_kernel *kernel, struct part *p)
{
	struct ir_debug_layouts dwarf;

	ir_debug_read(&p->found.f, &dwarf);
	if (dwarf.error[0]) {
		complain(d, kernel, p->found.path, dwarf.error);
		return;
	}
	p->layouts = dwarf;
	p->known = false;
	p->have = true;
}

static void note_origin(struct ir_kernel *kernel, const struct part *p, const char *layouts)
{
	char id[2 * IR_BUILD_ID_MAX + 1];

	ir_build_id_text(&p->wanted.id, id);
	ir_note_origin(kernel, ir_fmt(kernel, "types of %s: %s, build-id %s as the dump's", names[p->wanted.what],
				      p->known ? ir_fmt(kernel, "%s %s", p->cached ? "learned in an earlier run," : "layout file", layouts)
					       : ir_fmt(kernel, "DWARF of %s", p->found.path), id));
}

static bool prepare(const struct ir_debuginfo *d, struct ir_kernel *kernel, struct part *p)
{
	struct ir_debug_wanted *w = &p->wanted;
	enum ir_status st;

	if (p->prepared || d->opt->none)
		return p->fits;
	p->prepared = true; /* finding its build-id may lead here again, for symbols and types */
	w->what = p == &d->parts[IR_DEBUG_KERNEL] ? IR_DEBUG_KERNEL : IR_DEBUG_MODULE;
	st = w->what == IR_DEBUG_KERNEL ? ir_kernel_build_id(kernel, &w->id)
					: ir_module_build_id(kernel, "xfs", &w->id);
	w->paths = d->opt->nr_paths ? d->opt->paths : NULL;
	if (kernel->t->ops->vmcoreinfo &&
	    kernel->t->ops->vmcoreinfo(kernel->t, "OSRELEASE", w->release, sizeof(w->release)))
		w->release[0] = 0;
	if (st && (w->paths || d->opt->server_seconds) && w->what == IR_DEBUG_KERNEL)
		ir_note_unavailable(kernel, "debuginfo: the dump does not tell its kernel's build-id, so no file can "
			    "be known to fit");
	p->fits = !st;
	return p->fits;
}

/* The file of @p, once: a refusal is said once, a server asked once. */
static bool locate(const struct ir_debuginfo *d, struct ir_kernel *kernel, struct part *p, bool ask_server)
{
	if (p->located || d->opt->shelf)
		return p->there;
	p->located = true;
	p->there = ir_debug_find_file(&p->wanted, &p->found);
	if (!p->there)
		refuse(d, kernel, &p->wanted, &p->found);
	if (!p->there && ask_server)
		p->there = fetch(d, kernel, &p->wanted, &p->found);
	return p->there;
}

/* The types of @what, once: a layout file counts before DWARF, which is slow to read. */
static struct part *learn(struct ir_debuginfo *d, struct ir_kernel *kernel, enum ir_debug_what what)
{
	struct part *p = &d->parts[what];
	const char *layouts = NULL;
	bool complete = false;

	if (p->tried)
		return p;
	p->tried = true;
	if (!prepare(d, kernel, p))
		return p;
	p->known = p->have = load_layouts(d, kernel, p, &complete, &layouts);
	/* A file that was named is looked at in any case: it may have to be refused. */
	if ((!complete || p->wanted.paths) && locate(d, kernel, p, !p->known)) {
		if (!complete)
			read_types(d, kernel, p);
		else if (!p->cached)
			compare(kernel, p, layouts);
	}
	if (p->have)
		note_origin(kernel, p, layouts);
	return p;
}

/* The kernel's symbols, of a file that is known to be its own; NULL: there are none that can be used. */
static struct ir_debug_symbols *symbols_of(struct ir_debuginfo *d, struct ir_kernel *kernel)
{
	struct part *p = &d->parts[IR_DEBUG_KERNEL];
	const char *error;

	if (!d->symbols_tried && prepare(d, kernel, p)) {
		d->symbols_tried = true;
		error = locate(d, kernel, p, true) ? ir_debug_symbols_load(&d->symbols, &p->found.f, kernel->t)
					      : NULL;
		if (error)
			complain(d, kernel, p->found.path, ir_fmt(kernel, "its symbols are not used, %s", error));
	}
	return d->symbols.nr ? &d->symbols : NULL;
}

/* What is not from the dump itself is said to be so, once in a diagnosis. */
static void tell_symbols(struct ir_debuginfo *d, struct ir_kernel *kernel)
{
	const struct part *p = &d->parts[IR_DEBUG_KERNEL];
	char id[2 * IR_BUILD_ID_MAX + 1];

	if (d->symbols_told)
		return;
	d->symbols_told = true;
	ir_build_id_text(&p->wanted.id, id);
	ir_note_origin(kernel, ir_fmt(kernel, "symbols of the kernel: .symtab of %s, build-id %s as the dump's, moved by 0x%llx "
			      "as %u names in VMCOREINFO are", p->found.path, id,
			   (unsigned long long)d->symbols.offset, d->symbols.agreed + 1));
	ir_note_unavailable(kernel, ir_fmt(kernel, "the dump's own symbol table, or a part of it: symbols are from %s", p->found.path));
}

enum ir_status ir_debuginfo_each_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *base,
					ir_symbol_fn *fn, void *arg)
{
	struct ir_debug_symbols *s = d && kernel ? symbols_of(d, kernel) : NULL;

	if (!s)
		return IR_UNSUPPORTED;
	tell_symbols(d, kernel);
	return ir_debug_symbols_each(s, base, fn, arg);
}

enum ir_status ir_debuginfo_symbol_at(struct ir_debuginfo *d, struct ir_kernel *kernel, uint64_t addr,
				      struct ir_symbol *ret)
{
	struct ir_debug_symbols *s = d && kernel ? symbols_of(d, kernel) : NULL;

	if (!s)
		return IR_UNSUPPORTED;
	tell_symbols(d, kernel);
	return ir_debug_symbols_at(s, addr, ret);
}

void ir_debuginfo_check_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *name,
			       uint64_t addr)
{
	const struct part *p = d ? &d->parts[IR_DEBUG_KERNEL] : NULL;
	const struct ir_debug_symbols *s;

	/* Only where a file lies open already: nobody waits for this. */
	if (!p || !p->there || !(s = symbols_of(d, kernel)))
		return;
	if (addr && !ir_debug_symbols_has(s, name, addr))
		ir_note_observation(kernel, ir_fmt(kernel, "the symbols disagree: %s is at 0x%llx in the dump's own table, which was "
				      "used, and not in %s", name, (unsigned long long)addr, p->found.path));
	if (!addr && ir_debug_symbols_has(s, name, 0))
		ir_note_observation(kernel, ir_fmt(kernel, "the symbols disagree: %s is in %s, and not in the dump's own table, which "
				      "was used", name, p->found.path));
}

void ir_debuginfo_conclude(struct ir_debuginfo *d, struct ir_kernel *kernel)
{
	if (d)
		d->symbols_told = false;
	for (unsigned i = 0; d && !d->opt->shelf && i < sizeof(d->parts) / sizeof(d->parts[0]); i++) {
		const struct part *p = &d->parts[i];

		if (p->have && p->cached && kernel->layout->contrary)
			ir_layouts_forget(&p->layouts.build_id);
		else if (p->have && !p->known && !kernel->layout->contrary)
			ir_layouts_keep(&p->layouts, p->found.path);
	}
}

static bool of_xfs(const char *type)
{
	return !strncmp(type, "xfs_", 4);
}

static enum ir_status ask(struct ir_debuginfo *d, struct ir_kernel *kernel, enum ir_debug_ask what,
			  const char *name, const char *member, struct ir_debug_answer *ret)
{
	const struct ir_debug_answer *a = NULL;
	const struct part *p;

	if (!d || !kernel)
		return IR_UNSUPPORTED;
	if (of_xfs(name)) {
		p = learn(d, kernel, IR_DEBUG_MODULE);
		a = p->have ? ir_debug_find(&p->layouts, what, name, member) : NULL;
	}
	if (!a) { /* XFS's too, where it is built in */
		p = learn(d, kernel, IR_DEBUG_KERNEL);
		a = p->have ? ir_debug_find(&p->layouts, what, name, member) : NULL;
	}
	if (!a)
		return IR_UNSUPPORTED;
	*ret = *a;
	return a->status;
}

enum ir_status ir_debuginfo_member(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				   const char *member, struct ir_member *ret)
{
	struct ir_debug_answer a;
	enum ir_status st = ask(d, kernel, IR_DEBUG_MEMBER, type, member, &a);

	if (!st)
		*ret = (struct ir_member){(uint64_t)a.value, a.size};
	return st;
}

enum ir_status ir_debuginfo_type_size(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				      uint64_t *ret)
{
	struct ir_debug_answer a;
	enum ir_status st = ask(d, kernel, IR_DEBUG_SIZE, type, NULL, &a);

	if (!st)
		*ret = (uint64_t)a.value;
	return st;
}

enum ir_status ir_debuginfo_enumerator(struct ir_debuginfo *d, struct ir_kernel *kernel,
				       const char *name, int64_t *ret)
{
	struct ir_debug_answer a;
	enum ir_status st = ask(d, kernel, IR_DEBUG_CONSTANT, name, NULL, &a);

	if (!st)
		*ret = a.value;
	return st;
}
