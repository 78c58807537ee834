/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The smallest test harness that counts. */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/** unit_passed, unit_failed - checks so far, of all tests */
extern unsigned unit_passed, unit_failed;

/** unit_check() - count one check; print @what with its place if it failed. Returns @ok. */
bool unit_check(bool ok, const char *file, unsigned line, const char *what);

/** CHECK - one check */
#define CHECK(condition) unit_check((condition), __FILE__, __LINE__, #condition)
/** CHECK_STR - are two strings equal? Shows both when not. NULL is not equal to anything. */
#define CHECK_STR(found, wanted) unit_check_str((found), (wanted), __FILE__, __LINE__, #found)

/** unit_check_str() - see CHECK_STR */
bool unit_check_str(const char *found, const char *wanted, const char *file, unsigned line,
		    const char *what);

/* Every test: NAME of a function "void test_NAME(void)". */
#define UNIT_TESTS(T)                                                                              \
	T(json)                                                                                    \
	T(hash)                                                                                    \
	T(module_symbols)                                                                          \
	T(list)                                                                                    \
	T(fake)                                                                                    \
	T(arena)                                                                                   \
	T(target)                                                                                  \
	T(page_loop)                                                                               \
	T(stack_words)                                                                             \
	T(btf_index)                                                                               \
	T(arch)                                                                                    \
	T(a64)                                                                                     \
	T(a64_refs)                                                                                \
	T(verdict)                                                                                 \
	T(signature)                                                                               \
	T(report)                                                                                  \
	T(oops_log)                                                                                \
	T(oops_fields)                                                                             \
	T(oops_cited)                                                                              \
	T(oops_hurt)

#define UNIT_DECLARE(name) void test_##name(void);
UNIT_TESTS(UNIT_DECLARE)

#endif
