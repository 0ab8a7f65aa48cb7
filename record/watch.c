/* SPDX-License-Identifier: GPL-2.0 */
#include "record/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int failed(const char *what, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "%s: %s", what, strerror(errno));
}

static void set_fd(struct watch *w, uint32_t slot, int fd)
{
	w->fds[slot] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void close_fd(struct watch *w, uint32_t slot)
{
	if (w->fds[slot].fd >= 0)
		close(w->fds[slot].fd);
	set_fd(w, slot, -1);
}

/* nohup must go on to mean what it says; a SIGINT that a script's `&` ignores must still end it. */
static void wanted_signals(sigset_t *set)
{
	struct sigaction hup;

	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGUSR2);
	if (sigaction(SIGHUP, NULL, &hup) || hup.sa_handler != SIG_IGN)
		sigaddset(set, SIGHUP);
}

int watch_init(struct watch *w, struct trouble *t)
{
	sigset_t set;
	int fd;

	memset(w, 0, sizeof(*w));
	for (uint32_t i = 0; i < sizeof(w->fds) / sizeof(w->fds[0]); i++)
		set_fd(w, i, -1);
	signal(SIGPIPE, SIG_IGN);
	wanted_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return failed("signalfd", t);
	set_fd(w, WATCH_SIGNALFD, fd);
	return 0;
}

void watch_release(struct watch *w)
{
	watch_no_rounds(w);
	close_fd(w, WATCH_ALARMFD);
	close_fd(w, WATCH_SIGNALFD);
	for (uint32_t i = WATCH_FIRST_PID; i < sizeof(w->fds) / sizeof(w->fds[0]); i++)
		if (w->fds[i].fd >= 0)
			close(w->fds[i].fd);
}

void watch_hangups(struct watch *w)
{
	w->hangups = true;
}

/* After so many ns, and again and again if asked to. */
static int set_timer(struct watch *w, uint32_t slot, uint64_t ns, bool again, struct trouble *t)
{
	const struct timespec first = { ns / 1000000000, ns % 1000000000 }, never = { 0 };
	const struct itimerspec spec = { again ? first : never, first };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd < 0 || timerfd_settime(fd, 0, &spec, NULL))
		return failed("timerfd", t);
	set_fd(w, slot, fd);
	return 0;
}

int watch_rounds(struct watch *w, uint64_t ns, int poke, struct trouble *t)
{
	if (set_timer(w, WATCH_TIMER, ns, true, t))
		return -1;
	set_fd(w, WATCH_POKE, poke);
	return 0;
}

void watch_no_rounds(struct watch *w)
{
	close_fd(w, WATCH_TIMER);
	set_fd(w, WATCH_POKE, -1);
}

int watch_alarm(struct watch *w, uint64_t ns, struct trouble *t)
{
	return set_timer(w, WATCH_ALARMFD, ns, false, t);
}

void watch_control(struct watch *w, int fd)
{
	set_fd(w, WATCH_CONTROLFD, fd);
}

void watch_guests(struct watch *w, int fd)
{
	set_fd(w, WATCH_GUESTSFD, fd);
}

void watch_nothing_else(struct watch *w)
{
	watch_guests(w, -1);
	watch_no_rounds(w);
	close_fd(w, WATCH_ALARMFD);
	watch_control(w, -1);
	watch_trigger(w, -1, -1);
}

void watch_command(struct watch *w, int pidfd)
{
	set_fd(w, WATCH_CHILD, pidfd);
}

void watch_trigger(struct watch *w, int pidfd, int feed)
{
	set_fd(w, WATCH_TRIGGERFD, pidfd);
	w->fds[WATCH_FEEDFD] = (struct pollfd){ .fd = feed, .events = POLLOUT };
}

int watch_processes(struct watch *w, const uint32_t *pids, uint32_t n, struct trouble *t)
{
	for (uint32_t i = 0; i < n; i++) {
		int fd = pidfd_open(pids[i], 0);

		if (fd < 0 && (errno == EINVAL || errno == ENOENT)) /* ENOENT from 6.9 on */
			return trouble_set(t, TROUBLE_FAILED,
					   "-p %u: a thread; name its process, see 'ps -T'",
					   pids[i]);
		if (fd < 0)
			return trouble_set(t, TROUBLE_FAILED, "-p %u: %s", pids[i],
					   strerror(errno));
		set_fd(w, WATCH_FIRST_PID + w->npids++, fd);
	}
	return 0;
}

static void count_ended(struct watch *w)
{
	for (uint32_t i = WATCH_FIRST_PID; i < sizeof(w->fds) / sizeof(w->fds[0]); i++) {
		if (w->fds[i].fd < 0 || !w->fds[i].revents)
			continue;
		close(w->fds[i].fd);
		set_fd(w, i, -1);
		w->npids--;
	}
}

/* The counter of a timerfd or eventfd is taken, so that it wakes once. */
static bool take(struct pollfd *p)
{
	eventfd_t ignored;

	return p->revents && !eventfd_read(p->fd, &ignored);
}

static void take_signals(struct watch *w)
{
	struct signalfd_siginfo info;

	while (read(w->fds[WATCH_SIGNALFD].fd, &info, sizeof(info)) > 0) {
		if (info.ssi_signo == SIGUSR2 || (info.ssi_signo == SIGHUP && w->hangups))
			w->snapshot = true;
		else
			w->signals++;
	}
}

bool watch_writable(struct watch *w, int fd)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLOUT }, w->fds[WATCH_SIGNALFD] };

	for (;;) {
		if (poll(fds, 2, -1) > 0 && fds[0].revents)
			return true;
		take_signals(w);
		if (w->signals > 1)
			return false;
	}
}

uint32_t watch_wait(struct watch *w)
{
	uint32_t events = 0, pids = w->npids;
	bool signalled = w->signals > w->told || w->snapshot;

	if (poll(w->fds, sizeof(w->fds) / sizeof(w->fds[0]), signalled ? 0 : -1) <= 0 && !signalled)
		return 0;
	if (take(&w->fds[WATCH_TIMER]) | take(&w->fds[WATCH_POKE]))
		events |= WATCH_ROUND;
	take_signals(w);
	if (w->signals > w->told)
		events |= WATCH_SIGNAL;
	w->told = w->signals;
	if (w->snapshot)
		events |= WATCH_SNAPSHOT;
	w->snapshot = false;
	if (w->fds[WATCH_CHILD].revents)
		events |= WATCH_COMMAND;
	if (take(&w->fds[WATCH_ALARMFD]))
		events |= WATCH_ALARM;
	if (w->fds[WATCH_CONTROLFD].revents)
		events |= WATCH_CONTROL;
	if (w->fds[WATCH_GUESTSFD].revents)
		events |= WATCH_GUESTS;
	if (w->fds[WATCH_TRIGGERFD].revents)
		events |= WATCH_TRIGGER;
	if (w->fds[WATCH_FEEDFD].revents)
		events |= WATCH_FEED;
	count_ended(w);
	if (pids && !w->npids)
		events |= WATCH_PROCESSES;
	return events;
}
