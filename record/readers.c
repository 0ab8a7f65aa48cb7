/* SPDX-License-Identifier: GPL-2.0 */
#include "record/readers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MAX_THREADS 4

struct reader {
	pthread_t thread;
	int epoll;
};

struct readers {
	uint32_t n; /* threads that run */
	int stop;   /* eventfd that ends them all */
	struct reader reader[MAX_THREADS];
};

static void *reader_main(void *self)
{
	const struct reader *r = self;
	struct epoll_event event;
	eventfd_t ignored;

	for (;;) {
		struct track *track;

		if (epoll_wait(r->epoll, &event, 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			return NULL;
		}
		track = event.data.ptr;
		if (!track)
			return NULL;
		eventfd_read(track->wake, &ignored);
		track_drain(track);
	}
}

static int watch(int epoll, int fd, uint32_t events, struct track *track)
{
	struct epoll_event event = { .events = events, .data.ptr = track };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

/* A stream that is left in the kernel, as the backlog is full, wakes nobody until it has more. */
static int watch_track(int epoll, struct track *track)
{
	int error = watch(epoll, track->wake, EPOLLIN, track);

	if (!error && track->stream.points)
		error = watch(epoll, track->stream.fd, EPOLLIN | EPOLLET, track);
	return error;
}

/* Thread i of n serves the tracks i, i + n, i + 2n ... */
static int reader_init(struct readers *rs, uint32_t i, uint32_t n, struct track *tracks,
		       uint32_t ntracks)
{
	struct reader *r = &rs->reader[i];
	int error;

	r->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (r->epoll < 0)
		return -errno;
	error = watch(r->epoll, rs->stop, EPOLLIN, NULL);
	for (uint32_t l = i; l < ntracks && !error; l += n)
		error = watch_track(r->epoll, &tracks[l]);
	if (!error)
		error = -pthread_create(&r->thread, NULL, reader_main, r);
	if (error)
		close(r->epoll);
	return error;
}

int readers_start(struct readers **out, struct track *tracks, uint32_t ntracks)
{
	uint32_t n = ntracks < MAX_THREADS ? ntracks : MAX_THREADS;
	struct readers *rs = calloc(1, sizeof(*rs));
	sigset_t all, old;
	int error = 0;

	if (!rs)
		return -ENOMEM;
	rs->stop = eventfd(0, EFD_CLOEXEC);
	if (rs->stop < 0)
		error = -errno;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	while (!error && rs->n < n) {
		error = reader_init(rs, rs->n, n, tracks, ntracks);
		rs->n += !error;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (error)
		readers_stop(rs);
	else
		*out = rs;
	return error;
}

void readers_stop(struct readers *rs)
{
	if (!rs)
		return;
	if (rs->stop >= 0)
		eventfd_write(rs->stop, 1);
	for (uint32_t i = 0; i < rs->n; i++) {
		pthread_join(rs->reader[i].thread, NULL);
		close(rs->reader[i].epoll);
	}
	if (rs->stop >= 0)
		close(rs->stop);
	free(rs);
}
