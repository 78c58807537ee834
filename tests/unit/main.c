// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unit [-v | -j | -u NAME] [PATH...]: the unit tests, then every described machine (*.tgt) below the PATHs.
 *	-v	only the PATHs, showing each diagnosis
 *	-j	only the PATHs, printing nothing but each JSON report
 *	-u	of the unit tests only test_NAME()
 */
#include "tests/unit/tgt_run.h"
#include "tests/unit/unit.h"

unsigned unit_passed, unit_failed;

bool unit_check(bool ok, const char *file, unsigned line, const char *what)
{
	if (ok) {
		unit_passed++;
		return true;
	}
	unit_failed++;
	if (line)
		printf("FAIL %s:%u: %s\n", file, line, what);
	else
		printf("FAIL %s: %s\n", file, what);
	return false;
}

bool unit_check_str(const char *found, const char *wanted, const char *file, unsigned line,
		    const char *what)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s is \"%s\", wanted \"%s\"", what, found ? found : "(NULL)",
		 wanted ? wanted : "(NULL)");
	return unit_check(found && wanted && !strcmp(found, wanted), file, line, text);
}

/* All of them, or the one called @only. */
static void run_units(const char *only)
{
	bool found = false;

#define UNIT_RUN(name)                                                                             \
	if (!only || !strcmp(only, #name)) {                                                       \
		test_##name();                                                                     \
		found = true;                                                                      \
	}
	UNIT_TESTS(UNIT_RUN)
	if (!found)
		unit_check(false, only, 0, "there is no such unit test");
}

int main(int argc, char **argv)
{
	enum run_mode mode = RUN_CHECK;
	const char *only = NULL;
	int i = 1;

	if (argc > 2 && !strcmp(argv[i], "-u")) {
		only = argv[i + 1];
		i += 2;
	} else if (i < argc && (!strcmp(argv[i], "-v") || !strcmp(argv[i], "-j"))) {
		mode = argv[i++][1] == 'v' ? RUN_SHOW : RUN_JSON;
	}
	if (mode == RUN_CHECK)
		run_units(only);
	for (; i < argc; i++)
		if (!run_path(argv[i], mode))
			unit_check(false, argv[i], 0, "there is no *.tgt file");
	if (mode != RUN_JSON)
		printf("%u passed, %u failed\n", unit_passed, unit_failed);
	return unit_failed ? 1 : 0;
}
