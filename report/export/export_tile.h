/* SPDX-License-Identifier: GPL-2.0 */
/*
 * export_tile.h - rows of a chunk as text. The next few rows of a CPU become text together, column
 * by column, so that each column's loop is short and its memory is read in order; then they wait
 * for their time. A value of any length stands between two pieces and becomes text in its row:
 *
 *	piece 0            value     piece 1
 *	1000,vm:exit,4     ,"a,b"    ,17,0x1000
 *	1042,vm:exit,4     ,c        ,18,0x1000
 */
#ifndef REPORT_EXPORT_TILE_H
#define REPORT_EXPORT_TILE_H

#include "report/export/export_texts.h"

/* Writes a row's columns and the table's tail: an exporter's row. 0 or -ENOMEM. */
int export_put_row(struct export_job *, struct export_table *, const struct replay_row *);
/* Tiles of the chunk whose cells are ready. -ENOMEM. */
int export_tiles_begin(struct export_texts *);
void export_tiles_free(struct export_texts *);

#endif
