/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_symbols.h - a copy of a trace that holds a kernel's symbols as well: its images where
 * they lie in each VM, and their names once a session.
 */
#ifndef REPORT_TRACE_SYMBOLS_H
#define REPORT_TRACE_SYMBOLS_H

#include "format/vmt.h"
#include "report/guest/guest_given.h"

/*
 * The trace as it was looked at (guest_given_find) goes to the sink. A negative enum vmt_error:
 * if `writing` is set it is the sink's, VMT_EDAMAGE if the trace changed meanwhile.
 */
int trace_symbols(const struct guest_given *, const char *path, const struct vmt_sink *,
		  bool *writing);

#endif
