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
	int (*import)(struct foreign_trace *, struct session_weave *, const struct foreign_output *,
		      struct trouble *);
};

extern const struct foreign_reader trace_dat_reader, perf_data_reader;

/*
 * Everything, from the file's name to the end of the session. 0, or -1 with the trouble: if
 * weave.writer is there, what was read before is a whole trace, which says so. Both structs are
 * released either way.
 */
int foreign_import(struct foreign_trace *, struct session_weave *, const char *name,
		   const struct foreign_output *, struct trouble *);
void foreign_import_release(struct foreign_trace *, struct session_weave *);

#endif
