/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_reader.h - the kinds of files that can be imported.
 *
 * A reader fills the trace from what the file says of itself, opens the weave and gives it every
 * event, the last round's too; ending the session is the caller's. 0, or -1 with the trouble: what
 * was given before stays.
 */
#ifndef RECORD_FOREIGN_READER_H
#define RECORD_FOREIGN_READER_H

#include "record/import/session_weave.h"

struct foreign_reader {
	const char *kind; /* "trace.dat" */
	bool (*knows)(const uint8_t *head, size_t size);
	int (*import)(struct foreign_trace *, struct session_weave *,
		      const struct foreign_output *, struct trouble *);
};

extern const struct foreign_reader trace_dat_reader, perf_data_reader;

#define FOREIGN_HEAD 16 /* bytes that tell a file's kind */

#endif
