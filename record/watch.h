/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - what the recorder waits for: the next round, signals, and the end of its command
 * or of the processes that it was pointed at.
 */
#ifndef RECORD_WATCH_H
#define RECORD_WATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "kmod/vmtrace_uapi.h"
#include "record/trouble.h"

enum watch_event {
	WATCH_ROUND = 1,     /* it is time, or the backlog is worth a chunk */
	WATCH_SIGNAL = 2,    /* SIGINT, SIGTERM, or SIGHUP without nohup */
	WATCH_COMMAND = 4,   /* the command has ended */
	WATCH_PROCESSES = 8, /* the last of the processes has ended */
	WATCH_SNAPSHOT = 16, /* SIGUSR2, or SIGHUP where that was asked for */
	WATCH_TRIGGER = 32,  /* the trigger's process has ended */
	WATCH_FEED = 64,     /* its pipe takes more */
	WATCH_ALARM = 128,   /* the delay is over */
	WATCH_CONTROL = 256, /* somebody has something to say */
	WATCH_GUESTS = 512,  /* guests are to be looked at, or one has been */
};

enum {
	WATCH_TIMER,
	WATCH_POKE,
	WATCH_SIGNALFD,
	WATCH_CHILD,
	WATCH_TRIGGERFD,
	WATCH_FEEDFD,
	WATCH_ALARMFD,
	WATCH_CONTROLFD,
	WATCH_GUESTSFD,
	WATCH_FIRST_PID
};

struct watch {
	uint32_t npids;	  /* that still run */
	uint32_t signals; /* that came, and of those the ones that watch_wait() told of */
	uint32_t told;
	bool snapshot, hangups; /* one is asked for; SIGHUP asks for one */
	struct pollfd fds[WATCH_FIRST_PID + VMTRACE_MAX_TGIDS];
};

/* Blocks the signals for good and ignores SIGPIPE. All return 0, or -1 with the trouble. */
int watch_init(struct watch *, struct trouble *);
void watch_release(struct watch *);
/* From here on SIGHUP asks for a snapshot, as SIGUSR2 does, and ends nothing. */
void watch_hangups(struct watch *);
/* Rounds begin: every `ns`, and when the eventfd `poke` says so. */
int watch_rounds(struct watch *, uint64_t ns, int poke, struct trouble *);
void watch_no_rounds(struct watch *);
/* But for signals, the command and processes. */
void watch_nothing_else(struct watch *);
/* pidfd stays the caller's. */
void watch_command(struct watch *, int pidfd);
/* In so many ns WATCH_ALARM comes, once. */
int watch_alarm(struct watch *, uint64_t ns, struct trouble *);
/* fd stays the caller's; -1: no more. */
void watch_control(struct watch *, int fd);
void watch_guests(struct watch *, int fd);
/* The trigger's process, and its pipe while something waits for it; -1: not. */
void watch_trigger(struct watch *, int pidfd, int feed);
/* -1 too if one of them is no process. */
int watch_processes(struct watch *, const uint32_t *pids, uint32_t n, struct trouble *);
/*
 * Sleeps until the descriptor, a pipe's, takes 4,096 bytes at once. False: it does not, and a
 * second signal says not to wait any longer.
 */
bool watch_writable(struct watch *, int fd);
/* Sleeps until something happens. A bit set of enum watch_event. */
uint32_t watch_wait(struct watch *);

#endif
