/* SPDX-License-Identifier: GPL-2.0 */
/*
 * command.h - the user's command, run while capture is on. It is looked up before anything
 * is opened, so that a misspelt one costs no trace, and started when capture runs.
 */
#ifndef RECORD_COMMAND_H
#define RECORD_COMMAND_H

#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

#include "record/trouble.h"

struct command {
	pid_t pid; /* 0: not started or waited for */
	int pidfd; /* readable when it has ended; -1: none */
};

/* 0 if argv0 is a program of PATH; -1 with TROUBLE_NOCOMMAND or TROUBLE_NOEXEC. */
int command_find(const char *argv0, struct trouble *);
/* A child must not inherit what this process blocks and ignores for itself. An errno or 0. */
int command_signals(posix_spawnattr_t *, short flags);
/*
 * Runs it with default signals, nothing blocked; to_stderr: standard output carries the trace.
 * Descendants that lose their parent become this process's children.
 */
int command_start(struct command *, char **argv, bool to_stderr, struct trouble *);
/* Daemons of the command that have ended are this process's to bury, but for `other`: once a round.
 */
void command_reap_orphans(const struct command *, pid_t other);
/* Waits for it. Its exit status, or 128 + the signal that killed it. */
int command_wait(struct command *);
void command_signal(const struct command *, int signal);
void command_release(struct command *);

#endif
