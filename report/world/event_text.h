/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event_text.h - a tracepoint's row as the kernel's own tools print it: the record is put together
 * again from the row's columns by the format text that the session keeps, and libtraceevent prints
 * it. Where there is no format, or one that is not safe to follow, the fields are listed as
 * "name=value".
 *
 * The format comes from a file: libtraceevent's parser reads it only if it is as small and plain
 * as kernels' are, and its printer runs only if what the format prints stays within the record.
 */
#ifndef REPORT_EVENT_TEXT_H
#define REPORT_EVENT_TEXT_H

#include "report/world/cells.h"

struct event_text;
/* Of a table of tracepoints; format: as in tracefs, or NULL. NULL: no memory. */
struct event_text *event_text_new(const struct vmt_table *, const char *format);
void event_text_free(struct event_text *);
/*
 * A row as text, without what is common to all events; good until the next call. NULL: no memory.
 */
const char *event_text(struct event_text *, struct cells *, uint32_t row, size_t *len);

#endif
