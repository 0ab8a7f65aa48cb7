/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/foreign_reader.h"

static const struct foreign_reader *const readers[] = { &trace_dat_reader, &perf_data_reader };

#define HEAD 16 /* bytes that tell a file's kind */

/* NULL with the trouble. */
static const struct foreign_reader *find_reader(const struct foreign_file *file,
						struct trouble *trouble)
{
	size_t size = file->size < HEAD ? file->size : HEAD;
	uint8_t head[HEAD];

	if (foreign_read(file, 0, head, size, trouble))
		return NULL;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i]->knows(head, size))
			return readers[i];
	trouble_set(trouble, TROUBLE_FAILED,
		    "%s: is neither a trace.dat of trace-cmd nor a perf.data of perf", file->name);
	return NULL;
}

int foreign_import(struct foreign_trace *trace, struct session_weave *weave, const char *name,
		   const struct foreign_output *out, struct trouble *t)
{
	const struct foreign_reader *reader;
	int r;

	*trace = (struct foreign_trace){ 0 };
	*weave = (struct session_weave){ 0 };
	if (foreign_open(&trace->file, name, t))
		return -1;
	if (foreign_threads_init(&trace->threads))
		return foreign_no_memory(&trace->file, t);
	reader = find_reader(&trace->file, t);
	if (!reader)
		return -1;
	r = reader->import(trace, weave, out, t);
	if (weave->writer && weave_end(weave, t->text, t))
		return -1;
	return r;
}

void foreign_import_release(struct foreign_trace *trace, struct session_weave *weave)
{
	weave_release(weave);
	foreign_threads_release(&trace->threads);
	foreign_events_release(&trace->events);
	foreign_close(&trace->file);
}
