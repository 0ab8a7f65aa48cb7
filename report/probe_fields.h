/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probe_fields.h - the fields of one tracepoint in several sessions, whose kernels may differ.
 */
#ifndef REPORT_PROBE_FIELDS_H
#define REPORT_PROBE_FIELDS_H

#include "report/arena.h"
#include "report/probe.h"

/*
 * Gives the probe the fields that it lacks, and those that it has the wider type. What it had stays
 * in the arena. 0 or -ENOMEM.
 */
int probe_fields_join(struct arena *, struct probe *, const struct probe_field *, uint32_t n);
/* A field by its name, or NULL. */
const struct probe_field *probe_field_find(const struct probe *, const char *name);
/* What two fields of a name are together, as fields of one event or of several. */
void probe_field_widen(struct probe_field *, const struct probe_field *by);

#endif
