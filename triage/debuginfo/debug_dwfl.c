// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/debuginfo/debug_dwfl.h"

#include <elfutils/libdwelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_UNITS (1u << 20)

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

/* Types that lie in another file, as dwz puts them: without it there would seem to be none. */
static bool is_whole(Dwarf *dwarf, char *error, size_t size)
{
	const char *name = NULL;
	const void *id;

	snprintf(error, size, "libdw cannot read it");
	if (!dwarf)
		return false;
	*error = 0;
	if (dwelf_dwarf_gnu_debugaltlink(dwarf, &name, &id) <= 0 || dwarf_getalt(dwarf))
		return true;
	snprintf(error, size, "its types are in %.80s (.gnu_debugaltlink), which is not there", name);
	return false;
}

Dwfl *ir_debug_whole_open(int fd, char *error, size_t size)
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
	snprintf(error, size, "libdw cannot open it");
	len = readlink(name, file, sizeof(file) - 1);
	if (len < 0)
		return NULL;
	file[len] = 0;
	dwfl = dwfl_begin(&callbacks);
	if (!dwfl)
		return NULL;
	if (!dwfl_report_offline(dwfl, "debuginfo", file, dup(fd)) ||
	    dwfl_report_end(dwfl, NULL, NULL) ||
	    !is_whole(dwfl_module_getdwarf(module_of(dwfl), &bias), error, size)) {
		dwfl_end(dwfl);
		return NULL;
	}
	return dwfl;
}

/* libdwfl knows a unit by the address of its die, and goes on from there: a copy of that leads it astray. */
static Dwarf_Die *unit_with(Dwfl_Module *mod, Dwarf_Addr addr)
{
	Dwarf_Die *die = NULL;
	Dwarf_Addr bias;

	for (unsigned n = 0; n < MAX_UNITS; n++) {
		die = dwfl_module_nextcu(mod, die, &bias);
		if (!die || dwarf_haspc(die, addr - bias) > 0)
			return die;
	}
	return NULL;
}

/* .debug_aranges may not have it, and then libdwfl gives the unit next to it. */
static bool unit_at(Dwfl_Module *mod, Dwarf_Addr addr, Dwarf_Die *ret)
{
	Dwarf_Addr bias;
	Dwarf_Die *die = dwfl_module_addrdie(mod, addr, &bias);

	if (!die || dwarf_haspc(die, addr - bias) <= 0)
		die = unit_with(mod, addr);
	if (die)
		*ret = *die;
	return die;
}

bool ir_debug_whole_unit(Dwfl *dwfl, const char *function, Dwarf_Die *ret)
{
	Dwfl_Module *mod = module_of(dwfl);
	int nr = dwfl_module_getsymtab(mod);

	for (int i = 1; i < nr; i++) {
		GElf_Addr addr;
		GElf_Sym sym;
		const char *name = dwfl_module_getsym_info(mod, i, &sym, &addr, NULL, NULL, NULL);

		if (!name || GELF_ST_TYPE(sym.st_info) != STT_FUNC || !sym.st_shndx ||
		    strcmp(name, function))
			continue;
		return unit_at(mod, addr, ret);
	}
	return false;
}
