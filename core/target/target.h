/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The target contract: the only thing core/ knows of the debugger or dump reader it runs in.
 *
 * To port inoderace to another debugger, fill in one struct ir_target_ops. Rules for every op:
 * it never prints, exits or jumps out through core; it copies what it returns and lends nothing;
 * on failure it leaves *ret untouched. Optional ops may be NULL: the diagnosis then lists what it
 * could not see under "unavailable".
 */
#ifndef IR_TARGET_H
#define IR_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/lib/status.h"

#define IR_SYMBOL_MAX 128
#define IR_MODULE_MAX 64

/**
 * struct ir_symbol - a kernel or module symbol
 * @name: as the kernel's symbol table has it, compiler suffix included
 * @module: module name, "" for the kernel itself
 * @addr: its address, KASLR applied
 * @size: bytes to the next symbol, 0 when unknown
 */
struct ir_symbol {
	char name[IR_SYMBOL_MAX];
	char module[IR_MODULE_MAX];
	uint64_t addr;
	uint64_t size;
};

/**
 * struct ir_member - where a structure's member lies
 * @offset: bytes from the start of the structure; of the storage unit for a bit-field
 * @size: bytes (of the storage unit for a bit-field), 0 when unknown
 */
struct ir_member {
	uint64_t offset;
	uint64_t size;
};

#define IR_NOTE_MAX 512

/**
 * struct ir_note - one CPU's crash note (NT_PRSTATUS)
 * @len: valid bytes in @desc
 * @desc: the raw struct elf_prstatus
 */
struct ir_note {
	size_t len;
	unsigned char desc[IR_NOTE_MAX];
};

/**
 * struct ir_dump_info - the file behind the target; unknown strings are ""
 * @path: as the user named it
 * @format: one of docs/evidence.md's dump.format values, "" when unknown
 * @bytes: file size, 0 when unknown
 * @lost: what the file should hold but does not (cut off, said to be incomplete), "" when nothing
 */
struct ir_dump_info {
	char path[1024];
	char format[32];
	uint64_t bytes;
	char lost[128];
};

struct ir_target;
struct ir_kernel;

/** ir_symbol_fn - called for each symbol; return false to stop */
typedef bool ir_symbol_fn(const struct ir_symbol *sym, void *arg);
/** ir_line_fn - called for each log line, without its newline; return false to stop */
typedef bool ir_line_fn(const char *line, size_t len, void *arg);

/** struct ir_target_ops - see the top of this file for the rules */
struct ir_target_ops {
	/** @door: "crash", "dump", "drgn", "log"; goes into the report's tool.door */
	const char *door;

	/**
	 * @read: @len bytes of kernel virtual memory at @addr, all or nothing
	 * Zeros made up for a page that is not in the dump are IR_ABSENT, never data.
	 */
	enum ir_status (*read)(struct ir_target *t, uint64_t addr, void *buf, size_t len);

	/**
	 * @each_symbol: every symbol whose name is @base, or @base followed by a compiler suffix
	 * (a dot and more: "empty_iops.9" for "empty_iops"). IR_NOTFOUND if there was none.
	 * Of modules only xfs is asked: nothing is looked up by name in the others, what they call
	 * alike is not meant, and a look into each would read all their tables.
	 */
	enum ir_status (*each_symbol)(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				      void *arg);

	/** @symbol_at: the symbol that covers @addr (text and data, kernel and modules) */
	enum ir_status (*symbol_at)(struct ir_target *t, uint64_t addr, struct ir_symbol *ret);

	/** @member: place of @member (anonymous unions searched) in struct @type; no dotted paths */
	enum ir_status (*member)(struct ir_target *t, const char *type, const char *member,
				 struct ir_member *ret);

	/** @type_size: sizeof(struct @type) */
	enum ir_status (*type_size)(struct ir_target *t, const char *type, uint64_t *ret);

	/*
	 * Without the ops above there is only the log (crash --minimal, a text file): they may be
	 * NULL together. All below are optional one by one.
	 */

	/** @enumerator: value of an enumeration constant */
	enum ir_status (*enumerator)(struct ir_target *t, const char *name, int64_t *ret);

	/** @panic_task: address of the task the debugger holds for the one that crashed */
	enum ir_status (*panic_task)(struct ir_target *t, uint64_t *ret);

	/** @task_count: how many tasks the debugger itself lists */
	enum ir_status (*task_count)(struct ir_target *t, uint64_t *ret);

	/** @note: the @index-th crash note in the dump, file order; IR_NOTFOUND past the last */
	enum ir_status (*note)(struct ir_target *t, unsigned index, struct ir_note *ret);

	/** @log: each line of the kernel log, oldest first, with or without its time stamp */
	enum ir_status (*log)(struct ir_target *t, ir_line_fn *fn, void *arg);

	/** @vmcoreinfo: value of VMCOREINFO @key ("OSRELEASE"), NUL-terminated */
	enum ir_status (*vmcoreinfo)(struct ir_target *t, const char *key, char *buf, size_t size);

	/** @dump_info: the file behind the target */
	enum ir_status (*dump_info)(struct ir_target *t, struct ir_dump_info *ret);

	/**
	 * @attach: the diagnosis shows its kernel before it asks anything, and NULL when it is done. A
	 * backend that has no type layouts of its own may ask it for them (layout.h) inside its ops.
	 */
	void (*attach)(struct ir_target *t, struct ir_kernel *k);

	/** @interrupted: the user wants out; long loops ask and stop early */
	bool (*interrupted)(struct ir_target *t);
};

/**
 * struct ir_target - a dump as one debugger shows it
 * @ops: the contract
 * @arch: "x86_64", "aarch64"
 * @priv: the backend's own
 * @cheap_types: member and the like cost next to nothing: what they say is held against the dump's BTF
 */
struct ir_target {
	const struct ir_target_ops *ops;
	const char *arch;
	void *priv;
	bool cheap_types;
};

/* Typed readers over the contract. All are safe on any address. */

/** ir_read() - @len bytes at @addr; IR_FAULT when @addr + @len wraps */
enum ir_status ir_read(struct ir_target *t, uint64_t addr, void *buf, size_t len) IR_MUST_CHECK;
/** ir_read_u32() - 32 bits, host order */
enum ir_status ir_read_u32(struct ir_target *t, uint64_t addr, uint32_t *ret) IR_MUST_CHECK;
/** ir_read_u64() - 64 bits, host order */
enum ir_status ir_read_u64(struct ir_target *t, uint64_t addr, uint64_t *ret) IR_MUST_CHECK;
/** ir_read_uint() - @size (1, 2, 4 or 8) bytes, zero-extended */
enum ir_status ir_read_uint(struct ir_target *t, uint64_t addr, uint64_t size,
			    uint64_t *ret) IR_MUST_CHECK;
/** ir_read_string() - at most @size - 1 bytes and a NUL; stops early at an absent page */
enum ir_status ir_read_string(struct ir_target *t, uint64_t addr, char *buf,
			      size_t size) IR_MUST_CHECK;

/** ir_each_symbol() - the op of that name, IR_UNSUPPORTED without one */
enum ir_status ir_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
			      void *arg) IR_MUST_CHECK;
/** ir_symbol_addr() - address of the first symbol called @base (suffix ignored) */
enum ir_status ir_symbol_addr(struct ir_target *t, const char *base, uint64_t *ret) IR_MUST_CHECK;
/** ir_symbol_lookup() - the same, with all that is known of it */
enum ir_status ir_symbol_lookup(struct ir_target *t, const char *base,
				struct ir_symbol *ret) IR_MUST_CHECK;
/** ir_symbol_at() - symbol covering @addr; never symbolises addresses in the first page */
enum ir_status ir_symbol_at(struct ir_target *t, uint64_t addr,
			    struct ir_symbol *ret) IR_MUST_CHECK;
/** ir_symbol_base() - cut the compiler suffix off @name, in place ("foo.isra.0" -> "foo") */
void ir_symbol_base(char *name);
/** ir_symbol_is() - is @name @base, ignoring compiler suffixes? */
bool ir_symbol_is(const char *name, const char *base);
/** ir_interrupted() - did the user ask to stop? */
bool ir_interrupted(struct ir_target *t);

#endif
