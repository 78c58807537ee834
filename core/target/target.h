/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The target contract: all that core/ knows about the debugger or dump reader it runs in.
 *
 * To port inoderace to another debugger, fill in one struct ir_target_ops. Rules for every
 * operation: it never prints or exits, and never jumps out through core; it copies what it returns,
 * so nothing points into its own memory; on failure it leaves *ret untouched. Optional operations
 * may be NULL: the report then lists under "unavailable" what could not be seen.
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
 * @name: as in the kernel's symbol table, with the compiler's suffix (".isra.0")
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
 * struct ir_member - the place of a structure member
 * @offset: bytes from the start of the structure; for a bit-field, of its storage unit
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
 * @format: one of the dump.format values in docs/evidence.md, "" when unknown
 * @bytes: file size, 0 when unknown
 * @lost: what the file should contain but does not, because it is cut off or marked incomplete; ""
 *	when nothing is lost
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
	 * @read: copy @len bytes of kernel virtual memory at @addr, all or nothing
	 * Zeros that the debugger makes up for a page that is not in the dump are IR_ABSENT, not
	 * data.
	 */
	enum ir_status (*read)(struct ir_target *t, uint64_t addr, void *buf, size_t len);

	/**
	 * @each_symbol: call @fn for every symbol named @base, or @base followed by a compiler
	 * suffix (a dot and more: "empty_iops.9" for "empty_iops"). IR_NOTFOUND if there was none.
	 * Of the modules only xfs is searched. Nothing is looked up by name in the others:
	 * same-named symbols there are not the ones wanted, and searching them would read all their
	 * tables.
	 */
	enum ir_status (*each_symbol)(struct ir_target *t, const char *base, ir_symbol_fn *fn,
				      void *arg);

	/** @symbol_at: the symbol that covers @addr (text and data, kernel and modules) */
	enum ir_status (*symbol_at)(struct ir_target *t, uint64_t addr, struct ir_symbol *ret);

	/**
	 * @member: place of @member in struct @type
	 * Searches anonymous unions and structures, too; @member is never a dotted path.
	 */
	enum ir_status (*member)(struct ir_target *t, const char *type, const char *member,
				 struct ir_member *ret);

	/** @type_size: sizeof(struct @type) */
	enum ir_status (*type_size)(struct ir_target *t, const char *type, uint64_t *ret);

	/*
	 * A target that has only a log (crash --minimal, a text file) leaves all operations above
	 * NULL. Each of those below is optional on its own.
	 */

	/** @enumerator: value of an enumeration constant */
	enum ir_status (*enumerator)(struct ir_target *t, const char *name, int64_t *ret);

	/** @panic_task: address of the task that crashed, in the debugger's opinion */
	enum ir_status (*panic_task)(struct ir_target *t, uint64_t *ret);

	/** @task_count: how many tasks the debugger itself lists */
	enum ir_status (*task_count)(struct ir_target *t, uint64_t *ret);

	/** @note: crash note number @index, in the order of the file; IR_NOTFOUND past the last */
	enum ir_status (*note)(struct ir_target *t, unsigned index, struct ir_note *ret);

	/**
	 * @log: call @fn for each line of the kernel log, oldest first; time stamps are optional
	 */
	enum ir_status (*log)(struct ir_target *t, ir_line_fn *fn, void *arg);

	/** @vmcoreinfo: the value of @key ("OSRELEASE") in VMCOREINFO, NUL-terminated */
	enum ir_status (*vmcoreinfo)(struct ir_target *t, const char *key, char *buf, size_t size);

	/** @dump_info: the file behind the target */
	enum ir_status (*dump_info)(struct ir_target *t, struct ir_dump_info *ret);

	/**
	 * @attach: called with the diagnosis's kernel before it asks anything, with NULL when it is
	 * done. A backend without type layouts of its own may ask @k for them (layout.h) inside its
	 * operations.
	 */
	void (*attach)(struct ir_target *t, struct ir_kernel *k);

	/**
	 * @module_btf: address of the BTF of module @name, where the kernel's own list of them is not to
	 * be had. The types in it go on counting where those of the kernel end.
	 */
	enum ir_status (*module_btf)(struct ir_target *t, const char *name, uint64_t *ret);

	/** @interrupted: has the user asked to stop? Long loops call it and stop early. */
	bool (*interrupted)(struct ir_target *t);
};

/**
 * struct ir_target - a dump as one debugger shows it
 * @ops: the backend's operations
 * @arch: "x86_64", "aarch64"
 * @priv: the backend's own data
 * @cheap_types: member() and type_size() cost next to nothing, so their answers are compared with
 *	the dump's BTF
 * @sparse: a slice is made or read: it shall hold what every version asks for, so nothing else is
 *	asked for only in order to be faster
 */
struct ir_target {
	const struct ir_target_ops *ops;
	const char *arch;
	void *priv;
	bool cheap_types, sparse;
};

/*
 * Typed readers on top of the operations. All are safe with any address, and leave *ret as it was
 * on failure.
 */

/** ir_read() - read @len bytes at @addr. Return: IR_FAULT when @len is 0 or @addr + @len wraps. */
enum ir_status ir_read(struct ir_target *t, uint64_t addr, void *buf, size_t len) IR_MUST_CHECK;
/** ir_read_u32() - read 32 bits in host order */
enum ir_status ir_read_u32(struct ir_target *t, uint64_t addr, uint32_t *ret) IR_MUST_CHECK;
/** ir_read_u64() - read 64 bits in host order */
enum ir_status ir_read_u64(struct ir_target *t, uint64_t addr, uint64_t *ret) IR_MUST_CHECK;
/**
 * ir_read_uint() - read @size (1, 2, 4 or 8) bytes, zero-extended; IR_UNSUPPORTED for other sizes
 */
enum ir_status ir_read_uint(struct ir_target *t, uint64_t addr, uint64_t size,
			    uint64_t *ret) IR_MUST_CHECK;
/**
 * ir_read_string() - read the string at @addr
 * @buf: receives at most @size - 1 bytes and a NUL; the string is cut when it is longer, or where a
 *	page of it cannot be read
 *
 * Return: an error only when not even the first bytes can be read.
 */
enum ir_status ir_read_string(struct ir_target *t, uint64_t addr, char *buf,
			      size_t size) IR_MUST_CHECK;

/** ir_each_symbol() - call the operation of that name. Return: IR_UNSUPPORTED without one. */
enum ir_status ir_each_symbol(struct ir_target *t, const char *base, ir_symbol_fn *fn,
			      void *arg) IR_MUST_CHECK;
/** ir_symbol_addr() - address of the symbol named @base; where there is none, of the first with a compiler suffix */
enum ir_status ir_symbol_addr(struct ir_target *t, const char *base, uint64_t *ret) IR_MUST_CHECK;
/** ir_symbol_lookup() - the same, with all that is known about the symbol */
enum ir_status ir_symbol_lookup(struct ir_target *t, const char *base,
				struct ir_symbol *ret) IR_MUST_CHECK;
/**
 * ir_symbol_at() - the symbol that covers @addr
 *
 * Return: IR_NOTFOUND for every address in the first MiB, whatever the debugger says.
 */
enum ir_status ir_symbol_at(struct ir_target *t, uint64_t addr,
			    struct ir_symbol *ret) IR_MUST_CHECK;
/** ir_symbol_base() - cut the compiler suffix off @name, in place ("foo.isra.0" -> "foo") */
void ir_symbol_base(char *name);
/** ir_symbol_is() - is @name the same as @base, compiler suffixes of @name ignored? */
bool ir_symbol_is(const char *name, const char *base);
/** ir_interrupted() - has the user asked to stop? */
bool ir_interrupted(struct ir_target *t);

#endif
