// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/exposed/running.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/symbols/build_id.h"

/* The first of the files that can be read; %s is the release. */
static void first_of(const char *const *forms, size_t nr, const char *release, char *ret)
{
	for (size_t i = 0; i < nr; i++) {
		snprintf(ret, PATH_MAX, forms[i], release);
		if (!access(ret, R_OK))
			return;
	}
	ret[0] = 0;
}

static void find_build_id(struct ir_running *r)
{
	unsigned char notes[4096];
	struct ir_build_id id;
	int fd = open("/sys/kernel/notes", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, notes, sizeof(notes));

	if (n > 0 && !ir_build_id_in_notes(notes, (size_t)n, &id))
		(void)ir_build_id_text(&id, r->build_id);
	if (fd >= 0)
		close(fd);
}

static bool has_entries(const char *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *e;
	bool any = false;

	while (d && !any && (e = readdir(d)))
		any = e->d_name[0] != '.';
	if (d)
		closedir(d);
	return any;
}

void ir_running_find(struct ir_running *r)
{
	static const char *const kernels[] = {
		"/boot/vmlinuz-%s",
		"/lib/modules/%s/vmlinuz",
		"/boot/vmlinux-%s",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
	};
	static const char *const modules[] = {
		"/lib/modules/%s/kernel/fs/xfs/xfs.ko",
		"/lib/modules/%s/kernel/fs/xfs/xfs.ko.zst",
		"/lib/modules/%s/kernel/fs/xfs/xfs.ko.xz",
		"/lib/modules/%s/kernel/fs/xfs/xfs.ko.gz",
	};
	struct utsname u;

	memset(r, 0, sizeof(*r));
	if (!uname(&u) && !strchr(u.release, '/'))
		snprintf(r->release, sizeof(r->release), "%s", u.release);
	find_build_id(r);
	r->livepatched = has_entries("/sys/kernel/livepatch");
	if (!r->release[0])
		return;
	first_of(kernels, sizeof(kernels) / sizeof(kernels[0]), r->release, r->kernel);
	first_of(modules, sizeof(modules) / sizeof(modules[0]), r->release, r->module);
}
