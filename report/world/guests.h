/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guests.h - what a session's rows show of its VMs' page tables: the paging mode, and whether
 * user mode has tables of its own (isolation.h). The world reads rounds ahead into it and takes
 * them out again, so that an answer is there before the first row that needs it is given:
 *
 *	while (!guests_ready(g))
 *		guests_add(g, the session's next round)    or guests_end(g)
 *	round = guests_take(g)
 *
 * The question whether a VM isolates is open from the round with its first row of user mode
 * that could say yes, to the round that answers it, and for GUESTS_AHEAD rounds or
 * GUESTS_ROWS rows at most; meanwhile rounds from the first on are held. So the answer is a matter
 * of the rounds alone, not of when they came: the same for a file, a pipe and any number of
 * threads, and it never changes. Rows of rounds before it were of no user mode: they keep bit 12.
 *
 * Columns are read while a VM is new or its question open, and where a chunk's zone map says that
 * there is user mode of a VM that had none. Then nothing is read.
 */
#ifndef REPORT_GUESTS_H
#define REPORT_GUESTS_H

#include "report/world/isolation.h"
#include "report/world/paging.h"

#define GUESTS_AHEAD 10
#define GUESTS_ROWS (64u * VMT_CHUNK_ROWS)

struct guest {
	enum paging paging; /* as last seen while columns were read */
	enum isolation isolation;
	uint64_t isolated_from; /* rows of this time and later */
	bool is_long;		/* was seen in long mode ... */
	uint64_t long_from;	/* ... in the round that begins here, or later ones */
};

struct guests;
int guests_new(struct guests **, const struct vmt_session *); /* -ENOMEM */
void guests_free(struct guests *);			      /* and the rounds in it */
bool guests_ready(const struct guests *);
/* The round is theirs, of a failure too. 0 or -ENOMEM. */
int guests_add(struct guests *, struct vmt_round *);
/* There are no more: open questions are answered by what is known. */
void guests_end(struct guests *);
struct vmt_round *guests_take(struct guests *); /* NULL: none is left */

/* Of the rows that were given; NULL: no guests, nothing is known. */
const struct guest *guests_find(const struct guests *, uint64_t vm);
/*
 * For a VM's rows at a time (any of a round: the same). A mode that the row does not tell is
 * that of the VM. nested: of a guest's guest, of which nothing else is known.
 */
struct paging_rule guests_rule(const struct guests *, uint64_t vm, uint64_t time, enum paging,
			       bool nested);
/* All from the first to the last have one answer at this time, which may be that they isolate. */
bool guests_alike(const struct guests *, uint64_t first, uint64_t last, uint64_t time,
		  bool *isolated);

#endif
