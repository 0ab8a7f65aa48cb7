/* SPDX-License-Identifier: GPL-2.0 */
/*
 * control.h - words that a running recorder is told through a FIFO or a descriptor, in perf's
 * protocol: a word a line, answered by "ack" once it is done.
 */
#ifndef RECORD_CONTROL_H
#define RECORD_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "record/trouble.h"

enum control_word {
	CONTROL_NONE, /* nothing more has come */
	CONTROL_ENABLE,
	CONTROL_DISABLE,
	CONTROL_PING,
	CONTROL_SNAPSHOT,
	CONTROL_STOP,
	CONTROL_NR_WORDS,
};

struct control {
	int command, ack; /* descriptors; -1: none */
	bool own;	  /* opened here */
	uint32_t n;	  /* of the word that is coming */
	char word[32];
};

void control_init(struct control *);
/* "fifo:CTL[,ACK]" or "fd:N[,M]". 0, or -1 with the trouble; release it either way. */
int control_open(struct control *, const char *spec, struct trouble *);
/* The next word that has come; one that is none is told on standard error and passed over. */
enum control_word control_next(struct control *);
void control_ack(const struct control *);
void control_release(struct control *);

#endif
