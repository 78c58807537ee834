/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this machine is somebody's guest. */
#ifndef IN_GUEST_H
#define IN_GUEST_H

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Reads the file into @text, which is "" where it cannot be read. */
static void read_text(const char *file, char *text, size_t size)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, size - 1) : -1;

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
}

/* A hypervisor tells a guest that it is one: x86 by a CPU's flag, others by the firmware's words. */
static bool in_guest(void)
{
	static const char *const vendors[] = {"QEMU",	   "KVM",     "VMware",	    "Xen",
					      "Microsoft", "innotek", "Amazon EC2", "Google"};
	char text[65536];

	read_text("/proc/cpuinfo", text, sizeof(text));
	if (strstr(text, " hypervisor"))
		return true;
	read_text("/sys/class/dmi/id/sys_vendor", text, sizeof(text));
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++) {
		if (strstr(text, vendors[i]))
			return true;
	}
	/* QEMU's machine for arm64 has no such firmware, and says in its device tree that it is none that exists. */
	read_text("/proc/device-tree/compatible", text, sizeof(text));
	return !strcmp(text, "linux,dummy-virt") || !access("/proc/device-tree/hypervisor", F_OK);
}

#endif
