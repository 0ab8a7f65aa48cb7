/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trigger.h - a D program that says when to take a snapshot: when it exits. `vmtrace report`, run
 * as a process of its own, reads the trace through a pipe as it is written and runs the program
 * over it, so that it means what it means everywhere.
 *
 * What the pipe does not take is queued up to a limit; a program beyond it is too slow, and let
 * go.
 */
#ifndef RECORD_TRIGGER_H
#define RECORD_TRIGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "format/vmt.h"
#include "record/trouble.h"

struct trigger {
	pid_t pid;   /* 0: none runs */
	int pidfd;   /* readable when it has ended; -1: none */
	int feed;    /* the pipe's end that it is fed by; -1: none */
	bool broken; /* it was let go */
	uint8_t *queue;
	size_t at, size, capacity, limit; /* what of the queue waits */
	struct vmt_sink sink;		  /* what is written here goes to both */
	const struct vmt_sink *other;
};

void trigger_init(struct trigger *);
/* Whether the program compiles; what is wrong with it `vmtrace report` says. 0 or -1. */
int trigger_check(const char *program, struct trouble *);
/* Limit: bytes that may wait. 0, or -1 with the trouble. */
int trigger_start(struct trigger *, const char *program, size_t limit, struct trouble *);
/* The sink that feeds it what goes to another, from a session's first byte on. */
const struct vmt_sink *trigger_sink(struct trigger *, const struct vmt_sink *other);
/* The pipe takes more. */
void trigger_feed(struct trigger *);
bool trigger_waits(const struct trigger *);
/* When it has ended: 1: it hit; 0: it was let go; -1 with the trouble. */
int trigger_ended(struct trigger *, struct trouble *);
void trigger_release(struct trigger *);

#endif
