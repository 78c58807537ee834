// SPDX-License-Identifier: GPL-2.0
/*
 * The two sides of the race in the system calls that no shell makes.
 *
 * Walkers, which are named "victim":   sides opath | execve | readlink | io-uring PATH
 * Recyclers:   sides bulkstat MOUNT;   sides save-handle PATH FILE, and later sides open-handle MOUNT FILE
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void opath(const char *path)
{
	open(path, O_PATH);
}

static void exec(const char *path)
{
	execl(path, path, NULL);
}

static void read_link(const char *path)
{
	char text[256];

	readlink(path, text, sizeof(text));
}

struct ring {
	int fd;
	unsigned *tail, mask, *array;
	struct io_uring_sqe *sqes;
};

static void open_ring(struct ring *r)
{
	struct io_uring_params p = {0};
	char *ring;

	r->fd = syscall(SYS_io_uring_setup, 2, &p);
	if (r->fd < 0)
		err(1, "io_uring_setup");
	ring = mmap(NULL, p.sq_off.array + p.sq_entries * sizeof(unsigned), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQ_RING);
	r->sqes = mmap(NULL, p.sq_entries * sizeof(*r->sqes), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQES);
	if (ring == MAP_FAILED || r->sqes == MAP_FAILED)
		err(1, "mmap of the ring");
	r->tail = (unsigned *)(ring + p.sq_off.tail);
	r->mask = *(unsigned *)(ring + p.sq_off.ring_mask);
	r->array = (unsigned *)(ring + p.sq_off.array);
}

static void ring_statx(struct ring *r, const char *path)
{
	static char result[256];
	unsigned tail = *r->tail, at = tail & r->mask;

	r->sqes[at] = (struct io_uring_sqe){
		.opcode = IORING_OP_STATX,
		.flags = IOSQE_ASYNC,
		.fd = AT_FDCWD,
		.addr = (uintptr_t)path,
		.len = STATX_BASIC_STATS,
		.off = (uintptr_t)result,
	};
	r->array[at] = at;
	__atomic_store_n(r->tail, tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, r->fd, 1, 1 + tail, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		err(1, "io_uring_enter");
}

/* The threads that work for the ring belong to this process, which may name them. */
static void name_workers(const char *name)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *entry;
	unsigned named = 0;

	while (tasks && (entry = readdir(tasks))) {
		char path[300], was[32] = "";
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", entry->d_name);
		file = fopen(path, "r+");
		if (!file)
			continue;
		if (fgets(was, sizeof(was), file) && !strncmp(was, "iou-wrk", 7)) {
			rewind(file);
			fputs(name, file);
			named++;
		}
		fclose(file);
	}
	if (!named)
		errx(1, "io_uring has no worker among this process's threads");
}

/* A ring's statx walks in a worker's context. The first one makes the worker, which stays for the second. */
static void io_uring(const char *path)
{
	unsigned long mine = 0;
	uint32_t one[2] = {1, 1};
	struct ring r;

	open_ring(&r);
	if (syscall(SYS_sched_getaffinity, 0, sizeof(mine), &mine) < 0 ||
	    syscall(SYS_io_uring_register, r.fd, 17 /* IORING_REGISTER_IOWQ_AFF */, &mine, sizeof(mine)))
		err(1, "the workers cannot be kept on this CPU");
	syscall(SYS_io_uring_register, r.fd, 19 /* IORING_REGISTER_IOWQ_MAX_WORKERS */, one, 2);
	ring_statx(&r, "/");
	name_workers("victim");
	ring_statx(&r, path);
}

/* From xfs_fs.h, which the C library's headers lack. */
struct xfs_fsop_bulkreq {
	uint64_t *lastip;
	int32_t icount;
	void *ubuffer;
	int32_t *ocount;
};
#define XFS_IOC_FSBULKSTAT _IOWR('X', 101, struct xfs_fsop_bulkreq)

/* As xfsdump reads every inode of a file system. */
static void bulkstat(const char *mount)
{
	static char buffer[64 * 256];
	uint64_t last = 0;
	int32_t count = 0;
	struct xfs_fsop_bulkreq request = {&last, 64, buffer, &count};
	int fd = open(mount, O_RDONLY);

	do {
		if (fd < 0 || ioctl(fd, XFS_IOC_FSBULKSTAT, &request))
			err(1, "bulkstat of %s", mount);
	} while (count > 0);
}

struct handle {
	struct file_handle head;
	unsigned char bytes[MAX_HANDLE_SZ];
};

static void save_handle(const char *path, const char *file)
{
	struct handle handle = {.head.handle_bytes = MAX_HANDLE_SZ};
	int id, fd = open(file, O_WRONLY | O_CREAT, 0600);

	if (name_to_handle_at(AT_FDCWD, path, &handle.head, &id, 0))
		err(1, "handle of %s", path);
	if (fd < 0 || write(fd, &handle, sizeof(handle)) != sizeof(handle))
		err(1, "%s", file);
}

/* As a server of files does for a client that kept one. */
static void open_handle(const char *mount, const char *file)
{
	struct handle handle;
	int fd = open(file, O_RDONLY), at = open(mount, O_RDONLY);

	if (fd < 0 || at < 0 || read(fd, &handle, sizeof(handle)) != sizeof(handle))
		err(1, "%s", file);
	open_by_handle_at(at, &handle.head, O_PATH | O_NOFOLLOW);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*walk)(const char *path);
	} walks[] = {
		{"opath", opath},
		{"execve", exec},
		{"readlink", read_link},
		{"io-uring", io_uring},
	};

	for (unsigned i = 0; argc == 3 && i < sizeof(walks) / sizeof(walks[0]); i++) {
		if (strcmp(argv[1], walks[i].name))
			continue;
		if (strcmp(argv[1], "io-uring"))
			prctl(PR_SET_NAME, "victim");
		walks[i].walk(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "bulkstat"))
		bulkstat(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "save-handle"))
		save_handle(argv[2], argv[3]);
	else if (argc == 4 && !strcmp(argv[1], "open-handle"))
		open_handle(argv[2], argv[3]);
	else
		errx(2, "no such side");
	return 0;
}
