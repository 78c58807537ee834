// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/fork_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_WORKERS 256
#define MAX_FDS	    (IR_MAX_PARTS + 1)

struct order {
	bool kill;
	unsigned slot;
	struct ir_worker_job job;
};

bool ir_send_files(int socket, const void *bytes, size_t len, const int *fds, unsigned nr)
{
	char room[CMSG_SPACE(sizeof(int) * MAX_FDS)] = {0};
	struct iovec iov = {(void *)bytes, len};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *c;
	ssize_t n;

	if (nr) {
		m.msg_control = room;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * nr);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * nr);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * nr);
	}
	do
		n = sendmsg(socket, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)len;
}

/* The order's files replace the scheduler's numbers in it: the socket comes first. */
static int receive_order(int socket, struct order *o)
{
	char room[CMSG_SPACE(sizeof(int) * MAX_FDS)];
	struct iovec iov = {o, sizeof(*o)};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = room,
			   .msg_controllen = sizeof(room)};
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(*o))
		return -1;
	if (o->kill)
		return 0;
	c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_len != CMSG_LEN(sizeof(int) * (o->job.nr_fds + 1)))
		return -1;
	memcpy(&o->job.socket, CMSG_DATA(c), sizeof(int));
	memcpy(o->job.fds, CMSG_DATA(c) + sizeof(int), sizeof(int) * o->job.nr_fds);
	return 0;
}

static void report_exit(int socket, struct ir_exit e)
{
	if (!ir_send_files(socket, &e, sizeof(e), NULL, 0))
		_exit(1);
}

static void start_worker(int socket, int children, pid_t *pids, struct order *o, const struct ir_layout_shelf *layouts)
{
	sigset_t none;
	pid_t pid = fork();

	if (!pid) {
		close(socket);
		close(children);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		ir_work(&o->job, layouts);
	}
	close(o->job.socket);
	for (unsigned i = 0; i < o->job.nr_fds; i++)
		close(o->job.fds[i]);
	pids[o->slot] = pid;
	if (pid < 0)
		report_exit(socket, (struct ir_exit){.slot = o->slot, .status = -1});
}

static long cpu_ms(const struct rusage *u)
{
	return (u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1000 +
	       (u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1000;
}

static void reap(int socket, pid_t *pids)
{
	struct rusage u;
	int status;
	pid_t pid;

	while ((pid = wait4(-1, &status, WNOHANG, &u)) > 0) {
		for (unsigned i = 0; i < MAX_WORKERS; i++) {
			if (pids[i] != pid)
				continue;
			pids[i] = 0;
			report_exit(socket, (struct ir_exit){i, status, cpu_ms(&u), u.ru_maxrss});
		}
	}
}

static void serve(int socket, const struct ir_layout_shelf *layouts)
{
	static pid_t pids[MAX_WORKERS];
	static struct order o;
	struct signalfd_siginfo info;
	sigset_t child;
	int children;

	/* Ctrl-C is the scheduler's business. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
	if (children < 0)
		return;
	for (;;) {
		struct pollfd p[] = {{.fd = socket, .events = POLLIN}, {.fd = children, .events = POLLIN}};

		/* A child that was missed is found a second later. */
		if (poll(p, 2, 1000) < 0)
			p[0].revents = p[1].revents = 0;
		if (p[1].revents)
			(void)!read(children, &info, sizeof(info));
		reap(socket, pids);
		if (!p[0].revents)
			continue;
		if (receive_order(socket, &o) || o.slot >= MAX_WORKERS)
			break; /* The scheduler is gone, and its workers have nobody to talk to. */
		if (!o.kill)
			start_worker(socket, children, pids, &o, layouts);
		else if (pids[o.slot] > 0)
			kill(pids[o.slot], SIGKILL);
	}
	for (unsigned i = 0; i < MAX_WORKERS; i++) {
		if (pids[i] > 0)
			kill(pids[i], SIGKILL);
	}
}

bool ir_fork_server_start(struct ir_fork_server *n, const struct ir_layout_shelf *layouts)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return false;
	n->pid = fork();
	if (!n->pid) {
		/* What whoever started batch left open is no worker's business. */
		if (ends[1] > 3)
			(void)close_range(3, (unsigned)ends[1] - 1, 0);
		(void)close_range((unsigned)ends[1] + 1, ~0U, 0);
		serve(ends[1], layouts);
		_exit(0);
	}
	close(ends[1]);
	n->socket = ends[0];
	return n->pid > 0;
}

bool ir_fork_server_send(struct ir_fork_server *n, unsigned slot, const struct ir_worker_job *job)
{
	static struct order o;
	int fds[MAX_FDS];

	o = (struct order){.slot = slot, .job = *job};
	fds[0] = job->socket;
	memcpy(fds + 1, job->fds, sizeof(int) * job->nr_fds);
	return slot < MAX_WORKERS && ir_send_files(n->socket, &o, sizeof(o), fds, job->nr_fds + 1);
}

void ir_fork_server_kill(struct ir_fork_server *n, unsigned slot)
{
	static struct order o;

	o = (struct order){.kill = true, .slot = slot};
	(void)ir_send_files(n->socket, &o, sizeof(o), NULL, 0);
}

bool ir_fork_server_receive(struct ir_fork_server *n, struct ir_exit *ret)
{
	return recv(n->socket, ret, sizeof(*ret), MSG_DONTWAIT) == sizeof(*ret);
}

void ir_fork_server_stop(struct ir_fork_server *n)
{
	close(n->socket);
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
