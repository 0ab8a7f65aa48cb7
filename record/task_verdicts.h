/* SPDX-License-Identifier: GPL-2.0 */
/*
 * task_verdicts.h - whether the events of a session's tasks become rows, by the tasks' numbers. A
 * number stands for a thread under a name, so what is said of it holds for good.
 *
 * Readers ask for each event, while others add what their rings tell: neither waits.
 */
#ifndef RECORD_TASK_VERDICTS_H
#define RECORD_TASK_VERDICTS_H

#include "record/process_filter.h"

#define VERDICT_PAGES 4096
#define VERDICT_PAGE 4096

enum verdict { VERDICT_NONE, VERDICT_TAKE, VERDICT_LEAVE };

struct task_verdicts {
	const struct process_filter *filter;
	uint8_t *pages[VERDICT_PAGES]; /* of enum verdict */
};

void task_verdicts_init(struct task_verdicts *, const struct process_filter *);
void task_verdicts_release(struct task_verdicts *);
/* Of a TASK, which is believed. */
void task_verdicts_add(struct task_verdicts *, const struct vmtrace_task *);
/* NONE: its TASK has not been met. What is nobody's, or beyond what is kept here, is taken. */
enum verdict task_verdicts_of(const struct task_verdicts *, uint32_t task);
/* Takes one of which nothing is said, until its TASK is met, if it ever is. 0 or -ENOMEM. */
int task_verdicts_trust(struct task_verdicts *, uint32_t task);

#endif
