/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_threads.h - the threads of a foreign file: what it tells of them, and the numbers that
 * they get in the trace when an event of theirs comes, a new one whenever their names change.
 *
 * A file may not tell a thread's process: its tgid is 0 then, and the leader's name the thread's,
 * the only one there is. A process whose threads run guests is one VM.
 */
#ifndef RECORD_FOREIGN_THREADS_H
#define RECORD_FOREIGN_THREADS_H

#include <stdbool.h>

#include "record/rows.h"

struct foreign_thread {
	uint32_t tid, tgid, ppid;
	uint32_t number; /* in the table task; 0: none yet, or no more since a name changed */
	uint32_t vm;	 /* in the table vm; 0: none */
	bool there;
	char comm[VMTRACE_COMM];
};

struct foreign_threads {
	struct foreign_thread *slots;
	uint32_t room, n; /* room is a power of two */
	uint32_t numbers; /* given out */
	uint32_t *vms;	  /* processes, by number less 1 */
	uint32_t nvms;
};

/* All return 0 or -ENOMEM. */
int foreign_threads_init(struct foreign_threads *);
void foreign_threads_release(struct foreign_threads *);
/* The thread has this name from now on. tgid 0: not known. */
int foreign_threads_name(struct foreign_threads *, uint32_t tid, uint32_t tgid, const char *comm,
			 size_t size);
int foreign_threads_fork(struct foreign_threads *, uint32_t tid, uint32_t tgid, uint32_t parent,
			 uint32_t ppid);
/* "PID NAME\n" lines. */
int foreign_threads_cmdlines(struct foreign_threads *, const void *text, size_t size);
/* The thread's number; a row of `task` at that time tells it if it is new. */
int foreign_threads_number(struct foreign_threads *, uint32_t tid, struct rows *, uint64_t time,
			   uint32_t *number);
/* The same of its VM; 0 where its process is not known. */
int foreign_threads_vm(struct foreign_threads *, uint32_t tid, uint8_t isa, struct rows *,
		       uint64_t time, uint32_t *vm);

#endif
