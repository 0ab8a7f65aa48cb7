/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_reader.h - looks at one VM's guest, made by a process of their own.
 *
 * What a guest's memory holds is the guest's: it is read and taken apart in a child, this program
 * run anew, which keeps what it has learnt from look to look. It has bounds on its memory, and is
 * killed at the deadline of a look or when it dies by itself; the next look starts another. So a
 * guest that lies costs a look, never the caller, who does not wait for it anywhere:
 *
 *	guest_reader_init
 *	guest_reader_ask	a look begins; there is one at a time
 *	guest_reader_answer	again when `fd` has something to read, or the deadline has passed
 *	...
 *	guest_reader_release
 *
 * Requests and answers lie in two files in memory; the socket only says that one is there. What
 * the child answers is checked and copied before it is believed.
 */
#ifndef RECORD_GUEST_READER_H
#define RECORD_GUEST_READER_H

#include <sys/types.h>

#include "kmod/vmtrace_uapi.h"
#include "record/guest/guest_linux.h"

#define GUEST_READER_NS 5000000000ull /* a look's deadline, where nobody asks for another */
#define GUEST_READER_TEXT 512

struct guest_request {
	uint32_t tgid;		 /* the VMM's */
	uint32_t clock;		 /* enum vmtrace_clock_id, that the answer's times are of */
	uint64_t cr3, cr4, efer; /* of one record that was taken at CPL 0 */
	uint64_t limit;		 /* the reader's, which fills it in */
	bool modules;		 /* which there are is to be read again */
	uint64_t symbols;	 /* answer.symbols_id of what the caller has already; 0: nothing */
	uint32_t nslots;
	const struct vmtrace_slot *slots; /* the caller's, not kept */
};

/* Lives until the reader's next call. */
struct guest_answer {
	uint64_t kernel; /* which: another if it was booted anew; 0: none was found */
	struct guest_linux_facts facts;
	/* of the kernel and its modules, with what was asked for; 0: not known */
	uint64_t symbols_id;
	/* These where request.symbols is another: else nobody wants them. */
	uint32_t nimages;
	const struct guest_linux_image *images;
	struct guest_symbols symbols; /* of one image behind the other; not to be released */
	bool tasks_whole;	      /* these are all of them; else each is right by itself */
	uint32_t ntasks;
	const struct guest_task *tasks;
	uint64_t begin, end;		/* of the look, on request.clock */
	uint64_t reads, bytes, missing; /* as struct guest_memory counts them, of this look */
	uint64_t cost;			/* ns of the child's CPU time */
	char error[GUEST_READER_TEXT];	/* what is not known and why; "": all is known */
};

struct guest_reader {
	int fd;		   /* to be polled for reading while `asked`; -1: no child */
	bool asked;	   /* a look is being made */
	uint64_t deadline; /* of it: ns of CLOCK_MONOTONIC */
	uint64_t limit;	   /* ns that a look may take */
	pid_t pid;	   /* the child's, for who counts or leaves it out; 0: none */
	int pidfd;
	int request, answer; /* the files */
	void *room;	     /* the last answer's */
};

/* `limit`: ns that a look may take, 0: GUEST_READER_NS. */
void guest_reader_init(struct guest_reader *, uint64_t limit);
/*
 * 0; -EBUSY: one is asked already, or a child that was killed is dying yet; another negative errno:
 * no child could be started. Never blocks.
 */
int guest_reader_ask(struct guest_reader *, const struct guest_request *);
/*
 * 1: here it is; 0: not yet; negative: it will not come, and `error` alone is filled and says why:
 * -ETIME at the deadline, -ECHILD if the child died, -EPROTO if the answer made no sense. The child
 * is gone then. Never blocks.
 */
int guest_reader_answer(struct guest_reader *, struct guest_answer *);
/* Kills the child, if there is one. Whoever reaps this process's children may have reaped it. */
void guest_reader_release(struct guest_reader *);

#endif
