/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_map.h - the images that a trace holds, and where and when they lie in its VMs. Rounds are
 * added in order, all of them before the first question or as they come by a pipe.
 *
 * What was added to a trace holds always. A kernel that the recorder found in a guest's memory
 * holds from its row's time on, a VM's first from the beginning, until a look finds another or
 * none: then it held until the begin of the last look that found it. So do the modules that were
 * told with it or since, each until a row tells of another by its name, or (size 0) of none.
 */
#ifndef REPORT_GUEST_MAP_H
#define REPORT_GUEST_MAP_H

#include "format/vmt.h"
#include "report/guest/guest_kernel.h"
#include "report/guest/slide.h"

/* An image in a VM, or (vm 0) in all that have none. */
struct guest_placed {
	uint32_t vm;
	uint32_t image;	 /* in the map's images */
	uint32_t closed; /* with which closing of its VM it ended; 0: with none */
	struct slide slide;
	uint64_t from, until; /* on the session's clock */
};
#define GUEST_ALWAYS UINT64_MAX	    /* until: from 0 on, and at times that are not known */
#define GUEST_OPEN (UINT64_MAX - 1) /* until: nothing is known against it */
#define GUEST_IMAGES 8192	    /* most places of a session; more are no recorder's */

struct guest_running; /* a VM's kernel as of the last round */
struct guest_map {
	uint32_t nimages;
	struct guest_image *images; /* sealed, those without symbols too */
	uint32_t *numbers;	    /* of the images, in the trace; ascending */
	uint32_t nplaced;
	struct guest_placed *placed;
	uint32_t nrunning, room_running;
	struct guest_running *running; /* by VM */
	bool changed;		       /* by the last round added */
};
/* What a round says, of a map that is zeroed at first; rows that make no sense are passed over.
 * -ENOMEM. */
int guest_map_add(struct guest_map *, const struct vmt_session *, const struct vmt_round_info *);
void guest_map_release(struct guest_map *);

/* ---- Places in time (guest_placing.c) ---- */

/* A row of `image` that was read from memory, or a look at a VM. */
struct guest_event {
	uint64_t time, end; /* of a look: its begin and end */
	uint32_t vm, order;
	uint32_t number; /* the image's; of a look: 0 none */
	bool look, gone; /* gone: none of its name is there */
	struct slide slide;
};
/* Those of a round, which it sorts. -ENOMEM. */
int guest_placing_apply(struct guest_map *, struct guest_event *, uint32_t n);
/* An image that was added: it holds always, and of a VM's images of one name the last counts.
 * -ENOMEM. */
int guest_placing_add(struct guest_map *, const struct guest_placed *);
/* The image of a number, or NULL. */
struct guest_image *guest_map_image(const struct guest_map *, uint32_t number);

#endif
