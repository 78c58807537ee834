/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libinoderace.so: the engine as one call, for a debugger whose scripts are not C. drgn's describe
 * themselves as a target here (inoderace/target.py), the engine in core/ decides and writes the
 * report. The library is private: it and the scripts belong to one version and are installed
 * together.
 */
#ifndef IR_LIBINODERACE_H
#define IR_LIBINODERACE_H

#include "core/inoderace.h"

/** IR_DRGN_ABI - raised with every change of a structure below; target.py has the same number */
#define IR_DRGN_ABI 1

/**
 * struct ir_drgn_ops - a Program of drgn's, as struct ir_target_ops shows a target
 * @abi: IR_DRGN_ABI of whoever filled this in
 * @size: sizeof(struct ir_drgn_ops) for them
 * @arch: "x86_64", "aarch64"
 * @path: of the dump, as the user named it; NULL when nobody knows
 * @vmcoreinfo: VMCOREINFO as one text, NULL when it could not be read
 * @live: the kernel runs while it is read; nothing of it is believed that a second look does not
 * find
 * @priv: handed to each function below
 *
 * The functions mean what those of struct ir_target_ops mean, under its rules. @each_symbol and
 * @symbol_at tell of the kernel proper: after IR_NOTFOUND the modules' own tables in the dump are
 * asked, after IR_UNSUPPORTED (there is no vmlinux) kallsyms as well. Where @log fails, the printk
 * ring buffer is read by core. Types are the dump's BTF, held against what @member says. Strings
 * are lent for the call.
 */
struct ir_drgn_ops {
	uint32_t abi, size;
	const char *arch, *path, *vmcoreinfo;
	bool live;
	void *priv;
	enum ir_status (*read)(void *priv, uint64_t addr, void *buf, size_t len);
	enum ir_status (*each_symbol)(void *priv, const char *base, ir_symbol_fn *fn, void *arg);
	enum ir_status (*symbol_at)(void *priv, uint64_t addr, struct ir_symbol *ret);
	enum ir_status (*member)(void *priv, const char *type, const char *member,
				 struct ir_member *ret);
	enum ir_status (*type_size)(void *priv, const char *type, uint64_t *ret);
	enum ir_status (*enumerator)(void *priv, const char *name, int64_t *ret);
	enum ir_status (*panic_task)(void *priv, uint64_t *ret);
	enum ir_status (*task_count)(void *priv, uint64_t *ret);
	enum ir_status (*log)(void *priv, ir_line_fn *fn, void *arg);
	bool (*interrupted)(void *priv);
};

/** enum ir_drgn_form - what is written */
enum ir_drgn_form {
	IR_DRGN_TEXT,
	IR_DRGN_JSON,
	IR_DRGN_MARKDOWN,
	IR_DRGN_INODE,
	IR_DRGN_IN_FLIGHT,
};

/**
 * struct ir_drgn_request - what is asked
 * @pid, @inode, @scan_all: as in struct ir_options
 * @form: enum ir_drgn_form
 * @verbose, @colour: as in struct ir_report_options
 * @error: not NULL: the dump cannot be diagnosed, and this is why; its JSON line is all that is
 * written
 */
struct ir_drgn_request {
	int64_t pid;
	uint64_t inode;
	uint32_t form;
	bool scan_all, verbose, colour;
	const char *error;
};

/** enum ir_drgn_result - what became of it; nothing was written for those below 0 */
enum ir_drgn_result {
	IR_DRGN_VERDICT = 0,
	IR_DRGN_UNDETERMINED = 1,
	IR_DRGN_OTHER_ABI = -1,
	IR_DRGN_INTERRUPTED = -2,
	IR_DRGN_NO_TASK = -3,
	IR_DRGN_CHANGED = -4, /* the kernel is live, and two looks disagree about the verdict */
};

#define IR_PUBLIC __attribute__((visibility("default")))

/**
 * ir_drgn_diagnose() - diagnose what @ops shows and write the report
 * @emit: receives it in pieces
 * Return: enum ir_drgn_result. No global state; calls may follow each other.
 */
IR_PUBLIC int ir_drgn_diagnose(const struct ir_drgn_ops *ops, const struct ir_drgn_request *request,
			       ir_emit_fn *emit, void *arg);

#endif
