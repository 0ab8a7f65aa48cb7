/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_reader.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/command.h"
#include "record/guest/guest_wire.h"
#include "record/user_clock.h"

#define SELF "/proc/self/exe"

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void guest_reader_init(struct guest_reader *r, uint64_t limit)
{
	*r = (struct guest_reader){
		.fd = -1,
		.limit = limit ?: GUEST_READER_NS,
		.pidfd = -1,
		.request = -1,
		.answer = -1,
	};
}

/* ---- The child's life ---- */

/*
 * It keeps these three, under their numbers, and hears no Ctrl-C. What its libraries say of a
 * guest's bytes is for nobody.
 */
static int child_run(struct guest_reader *r, int socket)
{
	int kept[] = { socket, r->request, r->answer };
	char fds[64], *argv[] = { "vmtrace", "guest", "--reader", fds, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error;

	snprintf(fds, sizeof(fds), "%d,%d,%d", kept[0], kept[1], kept[2]);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	error = command_signals(&attr, POSIX_SPAWN_SETPGROUP);
	for (int i = 0; i < 3 && !error; i++)
		error = posix_spawn_file_actions_adddup2(&files, kept[i], kept[i]);
	for (int fd = 0; fd < 3 && !error; fd++)
		error = posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
	if (!error)
		error = posix_spawn(&r->pid, SELF, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return -error;
}

static int child_start(struct guest_reader *r)
{
	int ends[2], error;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	r->fd = ends[0];
	r->request = memfd_create("vmtrace-request", MFD_CLOEXEC);
	r->answer = memfd_create("vmtrace-answer", MFD_CLOEXEC);
	error = r->request < 0 || r->answer < 0 ? -errno : child_run(r, ends[1]);
	close(ends[1]);
	if (!error)
		r->pidfd = pidfd_open(r->pid, 0);
	return r->pidfd < 0 ? (error ?: -errno) : 0;
}

/* False: it is dying yet. One that has been reaped by others is gone. */
static bool child_reaped(struct guest_reader *r)
{
	if (r->pid && waitpid(r->pid, NULL, WNOHANG) == 0)
		return false;
	r->pid = 0;
	return true;
}

/* By its pidfd: its pid may be another's by now. */
static void child_drop(struct guest_reader *r)
{
	if (r->pidfd >= 0)
		pidfd_send_signal(r->pidfd, SIGKILL, NULL, 0);
	shut(&r->fd);
	shut(&r->request);
	shut(&r->answer);
	shut(&r->pidfd);
	r->asked = false;
	child_reaped(r);
}

static void room_free(struct guest_reader *r)
{
	free(r->room);
	r->room = NULL;
}

void guest_reader_release(struct guest_reader *r)
{
	child_drop(r);
	room_free(r);
}

/* ---- Looks ---- */

static int ask(struct guest_reader *r, const struct guest_request *rq)
{
	int error = guest_wire_ask(r->request, rq);

	if (!error && send(r->fd, "?", 1, MSG_DONTWAIT | MSG_NOSIGNAL) != 1)
		error = -errno;
	return error;
}

int guest_reader_ask(struct guest_reader *r, const struct guest_request *rq)
{
	struct guest_request limited = *rq;
	int error = 0;

	if (r->asked)
		return -EBUSY;
	room_free(r);
	if (r->fd < 0 && !child_reaped(r))
		return -EBUSY;
	limited.limit = r->limit;
	if (r->fd < 0)
		error = child_start(r);
	error = error ?: ask(r, &limited);
	if (error) {
		child_drop(r);
		return error;
	}
	r->asked = true;
	r->deadline = user_clock_ns(CLOCK_MONOTONIC) + r->limit;
	return 0;
}

static int failed(struct guest_reader *r, struct guest_answer *a, int error, const char *why)
{
	child_drop(r);
	room_free(r);
	memset(a, 0, sizeof(*a));
	snprintf(a->error, sizeof(a->error), "%s", why);
	return error;
}

static int take(struct guest_reader *r, struct guest_answer *a)
{
	int error = guest_wire_told(r->answer, a, &r->room);

	r->asked = false;
	if (error == -ENOMEM)
		return failed(r, a, error, "there is no memory for what the guest's says");
	if (error)
		return failed(r, a, -EPROTO, "the process that reads the guest makes no sense");
	return 1;
}

int guest_reader_answer(struct guest_reader *r, struct guest_answer *a)
{
	char word;
	ssize_t n;

	if (!r->asked)
		return failed(r, a, -EINVAL, "nothing was asked");
	n = recv(r->fd, &word, 1, MSG_DONTWAIT);
	if (n == 1)
		return take(r, a);
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		return failed(r, a, -ECHILD, "the process that reads the guest has died");
	if (user_clock_ns(CLOCK_MONOTONIC) < r->deadline)
		return 0;
	return failed(r, a, -ETIME, "the process that reads the guest took too long");
}
