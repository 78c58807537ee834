/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding structures by name in the kernel's BTF and in that of its xfs module. */
#ifndef IR_BTF_FIND_H
#define IR_BTF_FIND_H

#include "core/types/btf_data.h"

#define IR_BTF_NAMES 96 /* structures of layout.def */

/**
 * struct ir_btf_name - a structure of layout.def, and, once @found, the type with this name and a
 * member of layout.def
 */
struct ir_btf_name {
	const char *name;
	bool found;
	struct ir_btf_type type;
};

/**
 * struct ir_btf - what has been found so far
 * @vmlinux: the kernel's BTF
 * @xfs: the xfs module's BTF; its size is 0 when there is none
 * @xfs_tried: @xfs was looked for
 * @root_tried: the structure was looked for from which most others are found
 * @nr_names: entries of @names
 * @names: the structures of layout.def
 */
struct ir_btf {
	struct ir_btf_data vmlinux, xfs;
	bool xfs_tried, root_tried;
	unsigned nr_names;
	struct ir_btf_name names[IR_BTF_NAMES];
};

/** ir_btf_collect_names() - fill in the names of the structures, none of which is found yet */
void ir_btf_collect_names(struct ir_btf *b);
/** ir_btf_find_name() - Return: the entry for @type, NULL when layout.def does not name it */
struct ir_btf_name *ir_btf_find_name(struct ir_btf *b, const char *type);
/**
 * ir_btf_find_type() - find the type of @n in @d, which is one of @b
 *
 * Return: IR_NOTFOUND is certain: every type of @d was seen.
 */
enum ir_status ir_btf_find_type(struct ir_btf *b, struct ir_btf_data *d,
				struct ir_btf_name *n) IR_MUST_CHECK;

#endif
