/* SPDX-License-Identifier: GPL-2.0 */
/*
 * task_book.h - numbers for the threads that tracepoints are of, by their tid. A thread that the
 * module has told of has the module's number, so that its exits and its tracepoints are one
 * thread's; another gets an odd one, and what /proc says of it when it is first met.
 *
 *	round	streams ask for numbers, the module's are noted
 *	seal	what is new is told, as rows at the round's first instant: before any use of it
 *	next	who is met again is looked at again: a name that changed is a new number
 *
 * Readers ask, the writer tells. Answers hold for an epoch, and may be kept as long as that.
 */
#ifndef RECORD_TASK_BOOK_H
#define RECORD_TASK_BOOK_H

#include <pthread.h>

#include "record/roster.h"

#define TASK_OWN UINT32_MAX /* a thread of this recorder */

struct booked {
	uint32_t tid, number; /* number 0: free */
	uint32_t epoch;	      /* when it was last looked at */
	bool by_module;
	uint64_t start; /* of its process */
	char comm[VMTRACE_COMM];
};

struct task_book {
	const char *proc;    /* NULL: its pids are not those of records */
	const char *tracing; /* the directory of saved_cmdlines; NULL: none */
	struct roster *roster;

	pthread_mutex_t lock;
	uint32_t epoch;	 /* atomic */
	uint32_t before; /* the last number given out */
	uint32_t n, room;
	struct booked *booked; /* open addressing, linear, at most half full */
	uint32_t npending, pending_room;
	struct vmtrace_task *pending; /* not told yet */
	char *saved;		      /* text of saved_cmdlines, of saved_epoch */
	uint32_t saved_epoch;
	uint32_t nown, own_room;
	uint32_t *own;
};

void task_book_init(struct task_book *, struct roster *, const char *proc, const char *tracing);
void task_book_release(struct task_book *);
/* This process's threads as they are now; their numbers are TASK_OWN. */
void task_book_own(struct task_book *);
/* The number of a thread; 0: no memory. */
uint32_t task_book_number(struct task_book *, uint32_t tid);
/* A TASK of the module, its number shifted. 0 or -ENOMEM. */
int task_book_adopt(struct task_book *, const struct vmtrace_task *);
/* What was not told yet becomes rows at time t, and the roster's. 0 or -ENOMEM. */
int task_book_tell(struct task_book *, struct rows *, uint64_t t);
/* A round has ended. */
void task_book_next(struct task_book *);

static inline uint32_t task_book_epoch(const struct task_book *b)
{
	return __atomic_load_n(&b->epoch, __ATOMIC_ACQUIRE);
}

#endif
