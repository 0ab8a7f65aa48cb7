/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guesttrace.h - traces with guests' names, told row by row: what a recorder that looks at
 * guests' memory writes, and what one that lies would. All that was told is kept, so that who ran
 * can be worked out in another way.
 */
#ifndef GUESTTRACE_H
#define GUESTTRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "format/vmt.h"

/* An exit, or a sample; a ns is a tick of the clock. */
enum guesttrace_register { GT_CR3 = 1, GT_RSP = 2, GT_RIP = 4, GT_CPL = 8, GT_EFER = 16 };
struct guesttrace_row {
	bool sample;
	uint32_t vm, flags;
	uint64_t cpl, cr3, rsp, rip, efer; /* efer 0: of long mode */
	uint32_t absent;		   /* enum guesttrace_register */
	uint64_t time;			   /* filled in */
	uint32_t round;			   /* filled in */
	/* By guesttrace_make(), whose it is in truth; NULL: nobody's; pid -2: several share it. */
	const char *name;
	int32_t pid;
};
struct guesttrace_look {
	uint32_t vm, image, tasks;
	uint64_t begin, end;
	uint32_t round; /* filled in */
};
struct guesttrace_task {
	uint32_t vm, entry, pid, tgid, ppid, stack_size, flags;
	uint64_t from, root, user_root, stack;
	const char *comm, *leader;
	uint32_t round; /* filled in */
};
struct guesttrace_end {
	uint32_t entry;
	uint64_t until;
	uint32_t round; /* filled in */
};
struct guesttrace_image {
	uint32_t vm, number, kind, origin;
	uint64_t base, size, slide;
	const char *name;
};

struct guesttrace {
	uint64_t now; /* time of the last row */
	uint32_t round;
	struct guesttrace_parts *parts;
	uint32_t nrows, nlooks, ntasks, nends;
	struct guesttrace_row *rows;
	struct guesttrace_look *looks;
	struct guesttrace_task *tasks;
	struct guesttrace_end *ends;
};

/* A program that tells of every event whose it is. */
#define GUESTTRACE_PRINT "vm:::exit, profile-1000 { printf(\"%s %d\\n\", guestcomm, guestpid); }"

void guesttrace_begin(struct guesttrace *);
/* An event at the next tick of the clock. */
void guesttrace_row(struct guesttrace *, struct guesttrace_row);
/* Facts at the present tick. */
void guesttrace_look(struct guesttrace *, struct guesttrace_look);
void guesttrace_task(struct guesttrace *, struct guesttrace_task);
void guesttrace_gone(struct guesttrace *, uint32_t entry, uint64_t until);
void guesttrace_image(struct guesttrace *, struct guesttrace_image);
void guesttrace_symbol(struct guesttrace *, uint32_t image, uint64_t address, const char *name);
void guesttrace_round(struct guesttrace *);
/* A path that is good until the process ends. What was told stays. */
const char *guesttrace_end(struct guesttrace *);
void guesttrace_release(struct guesttrace *);

/*
 * A recording of so many rounds of two VMs, whose threads come and go, with all that is allowed
 * and, if it lies, more. The same seed gives the same.
 */
void guesttrace_make(struct guesttrace *, uint64_t seed, uint32_t rounds, uint32_t rows, bool lies);

#endif
