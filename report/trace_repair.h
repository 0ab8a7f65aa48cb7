/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_repair.h - a whole trace of what is left of a damaged one. It is read twice: a session
 * tells at its beginning what it lacks.
 */
#ifndef REPORT_TRACE_REPAIR_H
#define REPORT_TRACE_REPAIR_H

#include <stdio.h>
#include "format/vmt.h"

struct trace_repair {
	uint64_t sessions, damages, damaged_bytes;
	struct vmt_copied copied; /* of all sessions */
};

/*
 * Copies what can be read of the file to the sink; a line to f for each thing that is damaged.
 * 0, or a negative enum vmt_error: if `writing` is set it is the sink's.
 */
int trace_repair(struct trace_repair *, const char *path, const struct vmt_sink *, FILE *f,
		 bool *writing);

#endif
