// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cost MOUNT-POINT: what lookup, eviction and recycling of symlinks cost on XFS, a line each:
 *	cost NAME NANOSECONDS-EACH TIMES FOUND MISSED
 * FOUND and MISSED are XFS's own counts of inodes that a lookup or create found in its cache, and did not: a create that
 * finds its inode there recycles it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINKS	400
#define LOOKUPS 40000

static void check(int failed, const char *what)
{
	if (!failed)
		return;
	printf("cost failed: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* "ig ATTEMPTS FOUND FRECYCLE MISSED ..." of /proc/fs/xfs/stat */
static void cache_counts(unsigned long *found, unsigned long *missed)
{
	FILE *in = fopen("/proc/fs/xfs/stat", "r");
	char line[512];

	*found = *missed = 0;
	while (in && fgets(line, sizeof(line), in))
		sscanf(line, "ig %*u %lu %*u %lu", found, missed);
	if (in)
		fclose(in);
}

static void name_of(char *buf, size_t size, int i)
{
	snprintf(buf, size, "link%d", i);
}

static void make_links(void)
{
	char name[32];

	for (int i = 0; i < LINKS; i++) {
		name_of(name, sizeof(name), i);
		check(symlink("target", name), "symlink");
	}
}

static void lookup(void)
{
	struct stat st;

	for (int i = 0; i < LOOKUPS; i++)
		check(stat("link0", &st), "stat");
}

static void evict(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);

	check(fd < 0 || write(fd, "2", 1) != 1, "drop_caches");
	close(fd);
}

/* A name that is removed and made again takes the number, and with it the inode, that was freed a moment ago. */
static void recycle(void)
{
	char name[32];

	for (int i = 0; i < LINKS; i++) {
		name_of(name, sizeof(name), i);
		check(unlink(name), "unlink");
		check(symlink("target", name), "symlink");
	}
}

static void measure(const char *name, void (*work)(void), unsigned times)
{
	unsigned long found, missed, found_then, missed_then;
	unsigned long long start;

	cache_counts(&found_then, &missed_then);
	start = now();
	work();
	start = now() - start;
	cache_counts(&found, &missed);
	printf("cost %s %llu %u %lu %lu\n", name, start / times, times, found - found_then,
	       missed - missed_then);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int fd;

	check(argc != 2 || chdir(argv[1]), "usage: cost MOUNT-POINT");
	check(mkdir("cost", 0755) || chdir("cost"), "mkdir");
	fd = open("target", O_CREAT | O_WRONLY, 0644);
	check(fd < 0, "create");
	close(fd);
	make_links();
	sync();
	lookup(); /* what is measured begins with warm caches */
	measure("lookup", lookup, LOOKUPS);
	recycle();
	measure("recycle", recycle, LINKS);
	sync();
	measure("evict", evict, LINKS);
	return 0;
}
