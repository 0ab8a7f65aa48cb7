/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cell_text.h - a chunk's column of bytes as D's strings, each distinct one once. Where they are
 * few they are interned, so that comparing and counting them is cheap; else they live here, until
 * the next chunk's are made: a trace may hold any number of them.
 */
#ifndef REPORT_CELL_TEXT_H
#define REPORT_CELL_TEXT_H

#include "report/world/cells.h"

struct cell_text;
struct cell_text *cell_text_new(void); /* NULL: no memory */
void cell_text_free(struct cell_text *);
/* Of a view of VMT_BYTES, each up to its first NUL; validity stays the view's. 0 or -ENOMEM. */
int cell_text_make(struct cell_text *, const struct vmt_view *, struct strpool *);
const struct vmt_view *cell_text_view(const struct cell_text *);

#endif
