/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_table.h - images as rows of a trace (format/guest_tables.h), to be written and as read.
 */
#ifndef REPORT_GUEST_TABLE_H
#define REPORT_GUEST_TABLE_H

#include "format/vmt.h"
#include "report/guest/guest_kernel.h"
#include "report/guest/slide.h"

/* ---- To be written ---- */

struct guest_rows {
	struct vmt_stage *images, *symbols;
};
int guest_rows_init(struct guest_rows *); /* -ENOMEM */
void guest_rows_release(struct guest_rows *);
int guest_rows_add_image(struct guest_rows *, uint64_t time, uint32_t vm, uint32_t number,
			 const struct guest_image *, const struct slide *); /* -ENOMEM */
int guest_rows_add_symbols(struct guest_rows *, uint64_t time, uint32_t number,
			   const struct guest_image *); /* -ENOMEM */

/* ---- As read ---- */

/* An image in a VM, or (vm 0) in all that have none. */
struct guest_placed {
	uint32_t vm;
	uint32_t image; /* in the map's images */
	struct slide slide;
};
#define GUEST_IMAGES 8192 /* most places of a session; more are no recorder's */
struct guest_map {
	uint32_t nimages;
	struct guest_image *images; /* sealed, those without symbols too */
	uint32_t *numbers;	    /* of the images, in the trace; ascending */
	uint32_t nplaced;
	struct guest_placed *placed;
};
/* What a session's first round says; rows that make no sense are passed over. -ENOMEM. */
int guest_map_read(struct guest_map *, const struct vmt_session *, const struct vmt_round_info *);
void guest_map_release(struct guest_map *);

#endif
