// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz-NAME FILE|FOLDER...: run a harness on inputs, for a compiler that has no libFuzzer, and in make check. It prints the input that
 * it is at when it dies, and at the end how many there were. A folder's files are run in the order of their names.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *at = "";
static unsigned nr;

static void died(int sig)
{
	static const char before[] = "FAIL on ";

	(void)sig;
	if (write(STDERR_FILENO, before, strlen(before)) < 0 || write(STDERR_FILENO, at, strlen(at)) < 0 ||
	    write(STDERR_FILENO, "\n", 1) < 0)
		_exit(1);
	_exit(1);
}

static void run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0, n;
	char buf[65536];

	at = path;
	if (!f) {
		fprintf(stderr, "%s cannot be opened\n", path);
		exit(2);
	}
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
		data = realloc(data, size + n);
		if (!data)
			exit(2);
		memcpy(data + size, buf, n);
		size += n;
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	nr++;
}

static int no_dots(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void run(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, no_dots, alphasort);

	if (n < 0) {
		run_file(path);
		return;
	}
	for (int i = 0; i < n; i++) {
		char *file = NULL;

		if (asprintf(&file, "%s/%s", path, names[i]->d_name) < 0)
			exit(2);
		run(file);
		at = "";
		free(file);
		free(names[i]);
	}
	free(names);
}

/* What a harness need not have. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	return 0;
}

__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room)
{
	(void)data, (void)room;
	return size;
}

int main(int argc, char **argv)
{
	signal(SIGABRT, died);
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	printf("%u passed, 0 failed\n", nr);
	return nr ? 0 : 77;
}
