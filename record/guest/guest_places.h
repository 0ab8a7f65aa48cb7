/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_places.h - which images lie in one VM, and where, over time: the table `image`.
 *
 * A look tells all that are there. One that lies elsewhere now, or another of its name, follows
 * the one before in the file; of one that is there no more the file is told that, too.
 */
#ifndef RECORD_GUEST_PLACES_H
#define RECORD_GUEST_PLACES_H

#include "record/guest/guest_images.h"

struct guest_place {
	uint32_t image; /* its number */
	uint64_t slide;
	uint64_t told, gone; /* when the file was told of it, and of its end; 0: it is there */
	bool seen;	     /* by the look that is told of now */
};

struct guest_places {
	uint32_t n, room;
	struct guest_place *places; /* in the order in which they were told */
};

/* Where its rows go. */
struct place_listener {
	int (*placed)(void *self, const struct guest_place *);
	/* Of a name: there is none any more. */
	int (*left)(void *self, const struct guest_place *);
	void *self;
};

/* Zeroed is empty. */
void guest_places_release(struct guest_places *);
/* The look that begins to tell has seen none so far. */
void guest_places_begin(struct guest_places *);
/* One is there. 0, -ENOMEM, or what the listener returned. */
int guest_places_see(struct guest_places *, const struct guest_images *, uint32_t image,
		     uint64_t slide, uint64_t told, const struct place_listener *);
/* That was all: others are gone. */
int guest_places_end(struct guest_places *, uint64_t told, const struct place_listener *);
/* Tells again of those that were told of by then and were there. */
int guest_places_tell(const struct guest_places *, uint64_t by, const struct place_listener *);
void guest_places_sweep(struct guest_places *, uint64_t before);

#endif
