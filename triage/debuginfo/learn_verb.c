// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/learn_verb.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "triage/debuginfo/debug_find.h"
#include "triage/debuginfo/debug_read.h"
#include "triage/debuginfo/layout_files.h"
#include "triage/verb/command_line.h"

enum { EXIT_DONE, EXIT_FAILED = 2 };

static const char help[] =
	"Usage: inoderace learn [OPTION]... VMLINUX [XFS.KO] -o FILE\n"
	"Write what a diagnosis needs of a kernel's types into a small text file, for all who have no\n"
	"debuginfo: see --layouts of inoderace.\n"
	"\n"
	"VMLINUX and XFS.KO are files with DWARF, or ones that a debug link leads from. FILE is keyed by\n"
	"their build-ids. FILEs can be concatenated.\n"
	"\n"
	"  -o, --output=FILE  write it there\n"
	"      --help         show this and exit\n"
	"\n"
	"Exit status: 0 done, 1 wrong usage, 2 a file could not be read, or FILE not be written.\n"
	"\n"
	"Example:  inoderace learn vmlinux xfs.ko.debug -o 6.1.0-57-cloud-amd64.layouts\n";

static const struct option long_options[] = {
	{"output", required_argument, NULL, 'o'},
	{"help", no_argument, NULL, IR_OPT_HELP},
	{NULL, 0, NULL, 0},
};

static int take_option(void *arg, int c)
{
	const char **output = arg;

	if (c == 'o')
		*output = optarg;
	return -1;
}

static const struct ir_command_line command_line = {"learn", help, "o:", long_options, take_option};

static int fail(const char *path, const char *what)
{
	fprintf(stderr, "inoderace: learn: %s: %s\n", path, what);
	return EXIT_FAILED;
}

/* What @path says is true of one build; a build-id is all it has to go by. Its DWARF may be in another file. */
static const char *read_file(char *path, struct ir_debug_layouts *ret)
{
	char *named[] = {path, NULL};
	struct ir_debug_wanted wanted = {.paths = named};
	struct ir_debug_found found = {.path = ""};
	struct ir_debug_elf f;

	if (!ir_debug_elf_path(&f, path))
		return access(path, R_OK) ? strerror(errno) : "it is no 64-bit ELF file with a build-id";
	wanted.what = f.relocatable ? IR_DEBUG_MODULE : IR_DEBUG_KERNEL;
	wanted.id = f.build_id;
	ir_debug_elf_close(&f);
	if (!ir_debug_find_file(&wanted, &found))
		return "it holds no DWARF, and leads to none (give its debug file)";
	ir_debug_read(&found.f, ret);
	ir_debug_elf_close(&found.f);
	return ret->error[0] ? ret->error : NULL;
}

static bool knows(const struct ir_debug_layouts *l)
{
	for (unsigned i = 0; i < IR_DEBUG_NR; i++) {
		if (!l->answers[i].status)
			return true;
	}
	return false;
}

static int learn(char **files, const char *output)
{
	static char text[IR_LAYOUT_TEXT_MAX];
	static struct ir_debug_layouts l;
	size_t len = 0;

	for (; *files; files++) {
		const char *wrong = read_file(*files, &l);
		size_t n;

		if (!wrong && !knows(&l))
			wrong = "it holds none of the types that are asked for (give a vmlinux, or xfs.ko)";
		if (wrong)
			return fail(*files, wrong);
		n = ir_layout_text_write(&l, *files, text + len, sizeof(text) - len);
		if (!n)
			return fail(*files, "there is no room for what it says");
		len += n;
	}
	return ir_layouts_put(output, 0644, text, len) ? EXIT_DONE : fail(output, strerror(errno));
}

int ir_learn_main(int argc, char **argv)
{
	const char *output = NULL;
	int status = ir_command_line_parse(&command_line, argc, argv, &output);

	if (status >= 0)
		return status;
	if (optind == argc)
		return ir_command_line_wrong(&command_line, "no VMLINUX given", "");
	if (argc - optind > 2)
		return ir_command_line_wrong(&command_line, "more than a kernel and a module: ", argv[optind + 2]);
	if (!output)
		return ir_command_line_wrong(&command_line, "no FILE given: -o", "");
	return learn(argv + optind, output);
}
