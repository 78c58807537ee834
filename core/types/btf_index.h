/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own index of a BTF blob. BTF has none: type number n is found by reading all types
 * before it. When the kernel reads a blob itself, as it does to load a module that has BTF or a BPF
 * program, it makes a struct btf (kernel/bpf/btf.c), which begins since 69b693f0aefa ("bpf: btf:
 * Introduce BPF Type Format (BTF)", v4.18) with
 *
 *	void *data		the blob, or the kernel's copy of it
 *	struct btf_type **types	by number, where the record of each type is
 *
 * The numbers count from the first type of a module's blob. In vmlinux's, 0 is void, and has a
 * record elsewhere. Two addresses prove that this is what the structure looks like: data is where
 * the blob is known to be, and the first type's record is where the blob's types begin.
 */
#ifndef IR_BTF_INDEX_H
#define IR_BTF_INDEX_H

#include "core/types/btf_data.h"

/**
 * ir_btf_index_open() - use the index that the struct btf at @btf has of @d
 * @arena: owns the memory of it
 *
 * Where it has none, all types are read as before: it is not an error.
 */
void ir_btf_index_open(struct ir_btf_data *d, struct ir_arena *arena, uint64_t btf);

/**
 * ir_btf_index_find() - by the index
 * @ret: offset of the record of type number @id in the type section
 *
 * Return: false when there is no index, or it cannot tell.
 */
bool ir_btf_index_find(struct ir_btf_data *d, uint32_t id, uint32_t *ret);

/** ir_btf_index_count() - the number after that of the last type; 0: the index does not tell */
uint32_t ir_btf_index_count(struct ir_btf_data *d);

#endif
