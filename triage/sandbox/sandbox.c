// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A dump is written by a machine that may have been an enemy's. Whoever takes over the process that
 * reads it finds no file to open, no network, no other process, nothing to run, and can write nowhere
 * but into the socket to the scheduler, which takes what it says for data.
 */
#include "triage/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "triage/file/input.h"

#define NOBODY 65534

#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static bool limit(int what, uint64_t value)
{
	struct rlimit old, l = {.rlim_cur = value, .rlim_max = value};

	/* A lower limit of the user's stays. */
	if (getrlimit(what, &old))
		return false;
	if (old.rlim_max < l.rlim_max)
		l.rlim_cur = l.rlim_max = old.rlim_max;
	return !setrlimit(what, &l);
}

static bool take_limits(const struct ir_worker_limits *limits, uint64_t file_size)
{
	/* ASan reserves terabytes of addresses. */
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, limits->seconds) &&
	       limit(RLIMIT_FSIZE, file_size) && limit(RLIMIT_NOFILE, 2 * IR_MAX_PARTS + 16) &&
	       (SANITIZED || limit(RLIMIT_AS, limits->memory));
}

/* As nobody, where it can; and gone when the process that started it is. */
static bool drop_rights(void)
{
	if (!geteuid() && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
			   setresuid(NOBODY, NOBODY, NOBODY)))
		return false;
	return !prctl(PR_SET_PDEATHSIG, SIGKILL) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_DUMPABLE, 0);
}

static bool each(scmp_filter_ctx f, uint32_t action, const int *calls, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		int status = seccomp_rule_add(f, action, calls[i], 0);

		/* A call this machine does not have needs no rule. */
		if (status && status != -EDOM && status != -EINVAL)
			return false;
	}
	return true;
}

#define S(name) SCMP_SYS(name)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Memory that can be run is not to be had. */
static bool allow_memory(scmp_filter_ctx f)
{
	static const int calls[] = {S(munmap), S(mremap), S(brk), S(madvise)};

	return each(f, SCMP_ACT_ALLOW, calls, COUNT(calls)) &&
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(mmap), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(mprotect), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/*
 * The rest of fcntl() reaches others: F_SETOWN, F_SETSIG and O_ASYNC have the kernel send any signal to any process of the same
 * user, locks and leases hold up whoever uses the file.
 */
static bool allow_fcntl(scmp_filter_ctx f)
{
	static const int commands[] = {F_GETFL, F_GETFD, F_SETFD, F_DUPFD, F_DUPFD_CLOEXEC};

	for (size_t i = 0; i < COUNT(commands); i++) {
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, S(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i])))
			return false;
	}
	return !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(fcntl), 2, SCMP_A1(SCMP_CMP_EQ, F_SETFL),
				 SCMP_A2(SCMP_CMP_MASKED_EQ, O_ASYNC, 0));
}

static bool allow_file(scmp_filter_ctx f, int fd, const int *calls, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 1,
				     SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)fd)))
			return false;
	}
	return true;
}

static bool fill_worker(scmp_filter_ctx f, int socket, int spool)
{
	static const int reading[] = {S(read),	S(pread64), S(readv), S(lseek), S(fstat), S(close),
				      S(wait4), S(futex), S(getpid), S(gettid), S(exit),
				      S(exit_group), S(rt_sigreturn), S(rt_sigprocmask),
				      S(rt_sigaction), S(restart_syscall), S(clock_gettime),
				      S(gettimeofday), S(getrandom), S(sched_yield), S(sysinfo),
				      S(uname), S(getuid), S(geteuid), S(getgid), S(getegid)};
	/* What libraries try and can do without. */
	static const int refused[] = {S(open), S(openat), S(openat2), S(access), S(faccessat),
				      S(faccessat2), S(readlink), S(readlinkat), S(stat), S(lstat),
				      S(statx), S(getcwd), S(socket), S(clone), S(clone3), S(fork),
				      S(vfork), S(execve), S(pipe), S(pipe2), S(ioctl), S(prlimit64),
				      S(getrlimit), S(getrusage), S(sched_getaffinity)};
	static const int talking[] = {S(write), S(recvmsg)};
	static const int spooling[] = {S(write), S(pwrite64), S(ftruncate)};

	return each(f, SCMP_ACT_ALLOW, reading, COUNT(reading)) && allow_memory(f) && allow_fcntl(f) &&
	       each(f, SCMP_ACT_ERRNO(EACCES), refused, COUNT(refused)) &&
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(newfstatat), 1,
				 SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)) &&
	       /* abort() */
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(tgkill), 1,
				 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) &&
	       allow_file(f, socket, talking, COUNT(talking)) &&
	       (spool < 0 || allow_file(f, spool, spooling, COUNT(spooling)));
}

bool ir_lock_worker(const struct ir_worker_limits *limits, int socket, int spool)
{
	scmp_filter_ctx f;
	bool ok;

	if (!take_limits(limits, spool < 0 ? 0 : limits->unpacked) || !drop_rights())
		return false;
	f = seccomp_init(SANITIZED ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	if (!f)
		return false;
	/* The sanitizer wants more calls than can be told here. */
	ok = SANITIZED || (fill_worker(f, socket, spool) && !seccomp_load(f));
	seccomp_release(f);
	return ok;
}

static bool fill_unpacker(scmp_filter_ctx f)
{
	static const int calls[] = {
		S(read),	 S(write),	     S(readv),	       S(writev),     S(lseek),
		S(pread64),	 S(fstat),	     S(newfstatat),    S(stat),	      S(statx),
		S(close),	 S(access),	     S(faccessat),     S(faccessat2), S(readlink),
		S(mmap),	 S(munmap),	     S(mprotect),      S(mremap),     S(brk),
		S(madvise),	 S(futex),	     S(getpid),	       S(gettid),     S(exit),
		S(exit_group),	 S(rt_sigreturn),    S(rt_sigprocmask), S(rt_sigaction), S(sigaltstack),
		S(getrandom),	 S(execve),	     S(arch_prctl),    S(set_tid_address),
		S(set_robust_list), S(rseq),	     S(clock_gettime), S(sysinfo),    S(uname),
		S(sched_getaffinity), S(sched_yield), S(fadvise64),    S(poll),	      S(ppoll),
		S(getrusage),	 S(geteuid),	     S(getuid),	       S(getegid),    S(getgid),
		S(times),	 S(restart_syscall), S(getcwd),	       S(wait4),
		S(pipe),	 S(pipe2),	     S(setrlimit),     S(prlimit64)};

	return each(f, SCMP_ACT_ALLOW, calls, COUNT(calls)) && allow_fcntl(f) &&
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(openat), 1,
				 SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)) &&
	       /* Threads, which xz and zstd use, and no processes. */
	       !seccomp_rule_add(f, SCMP_ACT_ALLOW, S(clone), 1,
				 SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) &&
	       !seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), S(clone3), 0);
}

bool ir_lock_unpacker(const struct ir_worker_limits *limits)
{
	scmp_filter_ctx f;
	bool ok;

	if (!take_limits(limits, 0) || !drop_rights())
		return false;
	f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!f)
		return false;
	ok = fill_unpacker(f) && !seccomp_load(f);
	seccomp_release(f);
	return ok;
}
