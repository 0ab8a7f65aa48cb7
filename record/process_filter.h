/* SPDX-License-Identifier: GPL-2.0 */
/*
 * process_filter.h - whose events become rows: those of processes, or vCPU threads, that one of
 * some tests holds for. By pid alone the module can tell them apart itself; names come and go.
 */
#ifndef RECORD_PROCESS_FILTER_H
#define RECORD_PROCESS_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "kmod/vmtrace_uapi.h"
#include "record/trouble.h"

#define PROCESS_TESTS VMTRACE_MAX_TGIDS
#define PROCESS_PATTERN 64

enum process_key { PROCESS_EXECNAME, PROCESS_PID, PROCESS_TID, PROCESS_NR_KEYS };

struct process_test {
	enum process_key key;
	uint32_t id;
	char name[PROCESS_PATTERN]; /* of EXECNAME: the shell's patterns */
};

struct process_filter {
	uint32_t n; /* 0: every process's */
	struct process_test tests[PROCESS_TESTS];
};

/* Whether a text of --filter is about processes: "execname==a,b*", "pid==12", "tid==13". */
bool process_filter_is(const char *text);
/* Adds what such a text names. 0, or -1 with the trouble. */
int process_filter_add(struct process_filter *, const char *text, struct trouble *);
bool process_filter_takes(const struct process_filter *, const struct vmtrace_task *);
/* The pids where it is about pids alone, and how many; else 0. */
uint32_t process_filter_pids(const struct process_filter *, uint32_t pids[PROCESS_TESTS]);
/* "execname==a,b*; pid==12", as much of it as has room. */
const char *process_filter_text(const struct process_filter *, char *buffer, uint32_t size);

#endif
