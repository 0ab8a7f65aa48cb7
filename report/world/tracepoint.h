/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tracepoint.h - the tables of host tracepoints: what they are called, and their columns as
 * fields (docs/FORMAT.md, "Tracepoints").
 */
#ifndef REPORT_TRACEPOINT_H
#define REPORT_TRACEPOINT_H

#include "format/vmt.h"
#include "report/probe.h"

/* Its name is SYSTEM:EVENT, of letters that a kernel gives names. */
bool tracepoint_is(const struct vmt_table *);
/* The name of the field that a column is, or NULL. */
const char *tracepoint_field(const struct vmt_column *);
enum probe_field_kind tracepoint_kind(const struct vmt_column *);
/* Of the integers of a column. */
uint8_t tracepoint_int_size(const struct vmt_column *);
bool tracepoint_int_sign(const struct vmt_column *);
/* Of the same fields. */
bool tracepoint_same(const struct vmt_table *, const struct vmt_table *);
/* Not of the event's own: every tracepoint has it. */
bool tracepoint_is_common(const struct vmt_column *);
/* The probes of a session's tracepoints: 0 or -ENOMEM. */
int tracepoint_probes(const struct vmt_session_info *, struct probe_set *);

#endif
