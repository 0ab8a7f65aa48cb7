/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_epochs.h - who was in a guest, and when, from looks at it that lie apart.
 *
 *	look    begin--end              begin--end              begin--end
 *	A            from|------------------------------until|
 *	B                                                        from|---
 *
 * An entry is one thread with one set of names and page tables. That a look saw it says no more
 * than that it was there at some time of the look: an entry holds from the end of the first look
 * that saw it to the begin of the last. Whatever changed meanwhile, a CR3 that another process has
 * now, an exec, a name, makes another entry, and between the two nobody is known.
 */
#ifndef RECORD_GUEST_EPOCHS_H
#define RECORD_GUEST_EPOCHS_H

#include "record/guest/guest_linux.h"

struct guest_entry {
	struct guest_task task;
	uint32_t number; /* from 1, unique in the session */
	uint64_t from;
	uint64_t until;	     /* holds at least until then; before `from` if one look alone saw it */
	uint64_t told, gone; /* when the file was told of it, and of its end; 0: it goes on */
};

struct guest_epochs {
	uint32_t n, ngone, gone_room;
	struct guest_entry *entries; /* that go on, by the task's address */
	struct guest_entry *gone;    /* that have ended, in this order */
};

/* What a guest was found to be at a look. */
struct guest_sighting {
	const struct guest_task *tasks;
	uint32_t ntasks;
	uint64_t begin, end; /* of the look */
	uint64_t told;	     /* when the file is told */
	uint32_t *numbers;   /* the session's last number of an entry */
};

/* Who is told of changes; what a call returns but 0 ends the telling. */
struct guest_listener {
	int (*began)(void *self, const struct guest_entry *);
	int (*ended)(void *self, const struct guest_entry *);
	void *self;
};

/* Zeroed is empty. */
void guest_epochs_release(struct guest_epochs *);
/* 0, -ENOMEM, or what a listener returned. Entries that are not among the tasks have ended. */
int guest_epochs_look(struct guest_epochs *, const struct guest_sighting *,
		      const struct guest_listener *);
/* All of them have: another kernel runs there. */
int guest_epochs_end(struct guest_epochs *, uint64_t told, const struct guest_listener *);
/* Tells again of those that were told of by then and had not ended. */
int guest_epochs_tell(const struct guest_epochs *, uint64_t by, const struct guest_listener *);
/* Forgets those whose end was told before that. */
void guest_epochs_sweep(struct guest_epochs *, uint64_t before);

#endif
