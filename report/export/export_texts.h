/* SPDX-License-Identifier: GPL-2.0 */
/*
 * export_texts.h - the columns of an open chunk as text, each with its lead. What stands in many
 * rows, a run's value or a dictionary's, is text that rows copy; what stands in all of them is one
 * text with its neighbours; of the rest it is told how it becomes text row by row.
 */
#ifndef REPORT_EXPORT_TEXTS_H
#define REPORT_EXPORT_TEXTS_H

#include "report/export/export.h"

#define EXPORT_MARKS sizeof(struct export_texts *) /* of the replay's cells, which name theirs */

struct export_cell {
	const struct export_column *column;
	enum {
		EXPORT_FIXED,	/* the same text in all rows */
		EXPORT_CODED,	/* the text in the row's slot */
		EXPORT_STAMP,	/* a number: the row's own time, in ns */
		EXPORT_ITS_CPU, /* a number */
		EXPORT_NUMBER,	/* the view's */
		EXPORT_VALUE,	/* of any length */
	} way;
	uint32_t most; /* bytes of the text, its lead included; of a value unknown */
	const struct vmt_view *view;
	/*
	 * EXPORT_FIXED: len bytes. EXPORT_CODED: slots of 1 << shift bytes, a length and as many.
	 * EXPORT_SLACK bytes behind the last can be read.
	 */
	char *text;
	uint32_t len, shift, room;
	const uint32_t *codes; /* slots of rows */
	uint32_t room_codes;
	uint32_t *own_codes;
};

struct export_tile;

/* Of one chunk while it is open; then of the next that its cells are lent to. */
struct export_texts {
	struct export_texts *next;
	const struct cells *cells;
	uint32_t ncolumns, ncells;
	struct export_cell *room; /* for all columns; the first ncells are in use */
	uint32_t nvalues;
	struct export_cell **values; /* the EXPORT_VALUE ones, in order */
	/* export_tile.c: the chunk's rows */
	uint32_t width, ntiles, room_tiles;
	struct export_tile *tiles;
};

/* Those of an open chunk; NULL: no memory. */
struct export_texts *export_texts_of(struct export_job *, struct export_table *, struct cells *);
void export_texts_free(struct export_texts *);

#endif
