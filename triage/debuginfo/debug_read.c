// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_read.h"

#include <dwarf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "triage/debuginfo/debug_units.h"
#include "triage/file/trouble.h"

#define SECONDS	 60	   /* for one file */
#define MAX_DIES (4u << 20) /* on one level of one unit */
#define MAX_NEST 8	   /* anonymous members inside one another, units inside units */

static const struct row {
	const char *name, *function;
	bool constant;
} rows[] = {
#define IR_UNIT(type, function)	    {type, function, false},
#define IR_CONSTANT(name, function) {name, function, true},
#include "triage/debuginfo/debug_units.def"
#undef IR_UNIT
#undef IR_CONSTANT
};
#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/**
 * struct reader - one file being read
 * @functions: those of the rows, each once; @was_read: their units were
 * @refers: the unit shows that it needs others
 */
struct reader {
	struct ir_debug_layouts *out;
	const struct ir_debug_question *questions;
	unsigned nr_questions;
	struct ir_debug_units units;
	const char *functions[IR_DEBUG_MAX_FUNCTIONS];
	unsigned nr_functions;
	bool was_read[IR_DEBUG_MAX_FUNCTIONS];
	bool refers;
};

static unsigned function_of(struct reader *r, const char *name)
{
	unsigned i = 0;

	while (i < r->nr_functions && strcmp(r->functions[i], name))
		i++;
	if (i == r->nr_functions && i < IR_DEBUG_MAX_FUNCTIONS)
		r->functions[r->nr_functions++] = name;
	return i;
}

static struct ir_debug_answer *answer(struct reader *r, enum ir_debug_ask ask, const char *name)
{
	return (struct ir_debug_answer *)ir_debug_find(r->out, ask, name, NULL);
}

static bool is_aggregate(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

static bool number(Dwarf_Die *die, unsigned name, Dwarf_Word *ret)
{
	Dwarf_Attribute attr;

	return dwarf_attr(die, name, &attr) && !dwarf_formudata(&attr, ret);
}

/* First bit of @member within its structure; @size is that of its type. */
static bool place(Dwarf_Die *member, uint64_t size, uint64_t *bits)
{
	Dwarf_Word v, from_top, width;

	if (number(member, DW_AT_data_bit_offset, &v)) {
		*bits = v;
		return true;
	}
	if (!number(member, DW_AT_data_member_location, &v))
		v = 0; /* a union's */
	if (v > UINT32_MAX)
		return false;
	*bits = v * 8;
	/* gcc before 11 counts from the highest bit of the storage. */
	if (number(member, DW_AT_bit_offset, &from_top) && number(member, DW_AT_bit_size, &width)) {
		if (number(member, DW_AT_byte_size, &v))
			size = v;
		*bits += size * 8 - from_top - width;
	}
	return true;
}

static bool find_member(struct reader *r, Dwarf_Die *type, const char *name, uint64_t bits,
			unsigned nest, struct ir_debug_answer *ret)
{
	Dwarf_Die child, target, *inner;
	unsigned n = 0;

	if (dwarf_child(type, &child))
		return false;
	do {
		Dwarf_Attribute attr;
		const char *is;
		Dwarf_Word size = 0;
		uint64_t at;

		if (dwarf_tag(&child) != DW_TAG_member)
			continue;
		is = dwarf_diename(&child);
		if (is && strcmp(is, name))
			continue;
		inner = dwarf_attr(&child, DW_AT_type, &attr) ? dwarf_formref_die(&attr, &target)
							      : NULL;
		if (!inner) {
			r->refers = true;
			continue;
		}
		if (dwarf_aggregate_size(inner, &size))
			size = 0; /* an array without an end */
		if (!place(&child, size, &at))
			continue;
		if (is) {
			ret->status = IR_OK;
			ret->value = (int64_t)((bits + at) / 8);
			ret->size = size;
			return true;
		}
		if (nest < MAX_NEST && is_aggregate(inner) &&
		    find_member(r, inner, name, bits + at, nest + 1, ret))
			return true;
	} while (!dwarf_siblingof(&child, &child) && ++n < MAX_DIES);
	return false;
}

/* A structure that is asked for, all of it: every question about it is answered now. */
static void read_structure(struct reader *r, Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);
	struct ir_debug_answer *whole = name ? answer(r, IR_DEBUG_SIZE, name) : NULL;
	Dwarf_Word size;

	if (!whole || whole->status == IR_OK || dwarf_hasattr(die, DW_AT_declaration) ||
	    !number(die, DW_AT_byte_size, &size))
		return;
	*whole = (struct ir_debug_answer){IR_OK, (int64_t)size, 0};
	for (unsigned i = 0; i < r->nr_questions; i++) {
		const struct ir_debug_question *q = &r->questions[i];

		if (q->ask == IR_DEBUG_MEMBER && !strcmp(q->name, name) &&
		    !find_member(r, die, q->member, 0, 0, &r->out->answers[i]))
			r->out->answers[i].status = IR_NOTFOUND;
	}
	/* A member's type was not to be had: once more, when all of the file is there. */
	if (r->refers && !r->units.dwfl)
		whole->status = IR_UNSUPPORTED;
}

static void read_enumeration(struct reader *r, Dwarf_Die *die)
{
	Dwarf_Die child;
	unsigned n = 0;

	if (dwarf_child(die, &child))
		return;
	do {
		const char *name = dwarf_diename(&child);
		struct ir_debug_answer *a = name ? answer(r, IR_DEBUG_CONSTANT, name) : NULL;
		Dwarf_Attribute attr;
		Dwarf_Sword v;

		if (a && dwarf_attr(&child, DW_AT_const_value, &attr) && !dwarf_formsdata(&attr, &v))
			*a = (struct ir_debug_answer){IR_OK, v, 0};
	} while (!dwarf_siblingof(&child, &child) && ++n < MAX_DIES);
}

static void read_unit(struct reader *r, Dwarf_Die *unit, unsigned nest)
{
	Dwarf_Die die, target;
	Dwarf_Attribute attr;
	unsigned n = 0;

	if (dwarf_child(unit, &die))
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_structure_type:
		case DW_TAG_union_type:
			read_structure(r, &die);
			break;
		case DW_TAG_enumeration_type:
			read_enumeration(r, &die);
			break;
		case DW_TAG_imported_unit:
			if (!r->units.dwfl)
				r->refers = true;
			else if (nest < MAX_NEST && dwarf_attr(&die, DW_AT_import, &attr) &&
				 dwarf_formref_die(&attr, &target))
				read_unit(r, &target, nest + 1);
		}
	} while (!r->refers && !dwarf_siblingof(&die, &die) && ++n < MAX_DIES);
}

/* Some compilers leave the code in a unit and put its types elsewhere: such a unit proves no type absent. */
static bool is_hollow(struct reader *r, Dwarf_Die *unit)
{
	const char *name = dwarf_diename(unit), *other = NULL;
	Dwarf_Attribute attr;

	if (dwarf_attr(unit, DW_AT_dwo_name, &attr) || dwarf_attr(unit, DW_AT_GNU_dwo_name, &attr))
		other = dwarf_formstring(&attr);
	if (other)
		snprintf(r->out->error, sizeof(r->out->error),
			 "its types are in files such as %.60s (-gsplit-dwarf), which are not read", other);
	else if (name && !strcmp(name, "<artificial>"))
		snprintf(r->out->error, sizeof(r->out->error),
			 "its types are apart from its code (gcc -flto), which is not followed");
	else
		return false;
	return true;
}

static void read_function(struct reader *r, unsigned i)
{
	Dwarf_Die unit;

	/* Two functions of one file: one unit. */
	for (unsigned k = 0; k < r->nr_functions && !r->units.dwfl; k++) {
		if (r->was_read[k] && r->units.offsets[k] == r->units.offsets[i]) {
			r->was_read[i] = true;
			return;
		}
	}
	if (!ir_debug_units_get(&r->units, i, &unit) || is_hollow(r, &unit))
		return;
	read_unit(r, &unit, 0);
	/* A view of one unit does not do: all of the file, and this one again. */
	if (r->refers && !r->units.dwfl) {
		r->refers = false;
		if (!ir_debug_units_whole(&r->units, r->out->error, sizeof(r->out->error)) ||
		    !ir_debug_units_get(&r->units, i, &unit))
			return;
		read_unit(r, &unit, 0);
	}
	r->was_read[i] = true;
	r->out->units++;
}

/* What no unit has that was read because it should: there is no such thing in this kernel. */
static void conclude(struct reader *r, const struct row *row)
{
	struct ir_debug_answer *a = answer(r, row->constant ? IR_DEBUG_CONSTANT : IR_DEBUG_SIZE,
					   row->name);

	if (a->status == IR_OK || !r->was_read[function_of(r, row->function)])
		return;
	a->status = IR_NOTFOUND;
	for (unsigned i = 0; i < r->nr_questions; i++) {
		if (r->questions[i].ask == IR_DEBUG_MEMBER &&
		    !strcmp(r->questions[i].name, row->name))
			r->out->answers[i].status = IR_NOTFOUND;
	}
}

void ir_debug_read_here(struct ir_debug_elf *f, struct ir_debug_layouts *out)
{
	struct reader r = {.out = out};

	r.questions = ir_debug_questions(&r.nr_questions);
	for (size_t i = 0; i < NR_ROWS; i++)
		(void)function_of(&r, rows[i].function);
	if (!ir_debug_units_open(&r.units, f, r.functions, r.nr_functions, out->error,
				 sizeof(out->error)))
		return;
	for (size_t i = 0; i < NR_ROWS; i++) {
		unsigned fn = function_of(&r, rows[i].function);
		const struct ir_debug_answer *a = answer(
			&r, rows[i].constant ? IR_DEBUG_CONSTANT : IR_DEBUG_SIZE, rows[i].name);

		if (a->status != IR_OK && !r.was_read[fn])
			read_function(&r, fn);
	}
	for (size_t i = 0; i < NR_ROWS; i++)
		conclude(&r, &rows[i]);
	if (!out->units && !out->error[0])
		snprintf(out->error, sizeof(out->error), "none of its units could be read%s",
			 r.units.packed ? ", compressed as they are" : "");
	ir_debug_units_close(&r.units);
}

static void in_child(struct ir_debug_elf *f, struct ir_debug_layouts *out)
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM};
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		signal(deadly[i], SIG_DFL);
	alarm(SECONDS);
	/* libdw says in words of its own why it ends this process. */
	if (null >= 0)
		(void)dup2(null, STDERR_FILENO);
	ir_trouble_forget();
	ir_debug_read_here(f, out);
	/* What it lacks is not known to be lacking in the file. */
	if (ir_trouble_met())
		snprintf(out->error, sizeof(out->error), "%s", ir_trouble_text());
	_exit(0);
}

void ir_debug_know_nothing(const struct ir_debug_elf *f, struct ir_debug_layouts *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->build_id = f->build_id;
	for (unsigned i = 0; i < IR_DEBUG_NR; i++)
		ret->answers[i].status = IR_UNSUPPORTED;
}

void ir_debug_read(struct ir_debug_elf *f, struct ir_debug_layouts *ret)
{
	struct ir_debug_layouts *shared;
	int status = 0;
	pid_t child;

	ir_debug_know_nothing(f, ret);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED) {
		snprintf(ret->error, sizeof(ret->error), "not enough memory");
		return;
	}
	*shared = *ret;
	child = fork();
	if (!child)
		in_child(f, shared);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child > 0 && WIFEXITED(status) && !WEXITSTATUS(status))
		*ret = *shared;
	else if (child < 0)
		snprintf(ret->error, sizeof(ret->error), "no process can be started to read it: %s", strerror(errno));
	else
		snprintf(ret->error, sizeof(ret->error), "libdw could not read it to its end");
	munmap(shared, sizeof(*shared));
}
