// SPDX-License-Identifier: GPL-2.0-or-later
/* Instead of the rest of this room where libdw is missing: there is no debuginfo, whatever is asked. */
#include "triage/debuginfo/debuginfo.h"
#include "triage/debuginfo/layout_shelf.h"
#include "triage/debuginfo/learn_verb.h"

#include <stdio.h>

#include "core/types/layout.h"

int ir_learn_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	fputs("inoderace: learn: built without libdw, so no debug file can be read\n", stderr);
	return 2;
}

bool ir_layout_shelf_fill(struct ir_layout_shelf *s, char *const *named)
{
	(void)s, (void)named;
	return true;
}

void ir_layout_shelf_clear(struct ir_layout_shelf *s)
{
	(void)s;
}

struct ir_debuginfo *ir_debuginfo_new(const struct ir_debug_options *opt)
{
	(void)opt;
	return NULL;
}

void ir_debuginfo_free(struct ir_debuginfo *d)
{
	(void)d;
}

void ir_debuginfo_conclude(struct ir_debuginfo *d, struct ir_kernel *kernel)
{
	(void)d, (void)kernel;
}

enum ir_status ir_debuginfo_member(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				   const char *member, struct ir_member *ret)
{
	(void)d, (void)kernel, (void)type, (void)member, (void)ret;
	return IR_UNSUPPORTED;
}

enum ir_status ir_debuginfo_type_size(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *type,
				      uint64_t *ret)
{
	(void)d, (void)kernel, (void)type, (void)ret;
	return IR_UNSUPPORTED;
}

enum ir_status ir_debuginfo_enumerator(struct ir_debuginfo *d, struct ir_kernel *kernel,
				       const char *name, int64_t *ret)
{
	(void)d, (void)kernel, (void)name, (void)ret;
	return IR_UNSUPPORTED;
}

enum ir_status ir_debuginfo_each_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *base,
					ir_symbol_fn *fn, void *arg)
{
	(void)d, (void)kernel, (void)base, (void)fn, (void)arg;
	return IR_UNSUPPORTED;
}

enum ir_status ir_debuginfo_symbol_at(struct ir_debuginfo *d, struct ir_kernel *kernel, uint64_t addr,
				      struct ir_symbol *ret)
{
	(void)d, (void)kernel, (void)addr, (void)ret;
	return IR_UNSUPPORTED;
}

void ir_debuginfo_check_symbol(struct ir_debuginfo *d, struct ir_kernel *kernel, const char *name,
			       uint64_t addr)
{
	(void)d, (void)kernel, (void)name, (void)addr;
}
