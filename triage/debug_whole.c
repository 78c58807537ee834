// SPDX-License-Identifier: GPL-2.0-or-later
#include "debug_whole.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int keep_first(Dwfl_Module *mod, void **user, const char *name, Dwarf_Addr start, void *arg)
{
	(void)user, (void)name, (void)start;
	*(Dwfl_Module **)arg = mod;
	return DWARF_CB_ABORT;
}

static Dwfl_Module *module_of(Dwfl *dwfl)
{
	Dwfl_Module *mod = NULL;

	(void)dwfl_getmodules(dwfl, keep_first, &mod, 0);
	return mod;
}

Dwfl *ir_debug_whole_open(int fd)
{
	/* The standard search finds what .gnu_debugaltlink names. It must not ask the network. */
	static char *path;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
		.debuginfo_path = &path,
	};
	char name[40];
	ssize_t len;
	char file[4096];
	Dwarf_Addr bias;
	Dwfl *dwfl;

	unsetenv("DEBUGINFOD_URLS");
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	/* Its name leads to what lies beside it. */
	len = readlink(name, file, sizeof(file) - 1);
	if (len < 0)
		return NULL;
	file[len] = 0;
	dwfl = dwfl_begin(&callbacks);
	if (!dwfl)
		return NULL;
	if (!dwfl_report_offline(dwfl, "debuginfo", file, dup(fd)) ||
	    dwfl_report_end(dwfl, NULL, NULL) ||
	    !dwfl_module_getdwarf(module_of(dwfl), &bias)) {
		dwfl_end(dwfl);
		return NULL;
	}
	return dwfl;
}

bool ir_debug_whole_unit(Dwfl *dwfl, const char *function, Dwarf_Die *ret)
{
	Dwfl_Module *mod = module_of(dwfl);
	int nr = dwfl_module_getsymtab(mod);

	for (int i = 1; i < nr; i++) {
		Dwarf_Addr bias;
		GElf_Addr addr;
		GElf_Sym sym;
		const char *name = dwfl_module_getsym_info(mod, i, &sym, &addr, NULL, NULL, NULL);
		Dwarf_Die *die;

		if (!name || GELF_ST_TYPE(sym.st_info) != STT_FUNC || !sym.st_shndx ||
		    strcmp(name, function))
			continue;
		die = dwfl_module_addrdie(mod, addr, &bias);
		if (die)
			*ret = *die;
		return die;
	}
	return false;
}
