/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any bytes as another tool's file: it is imported or refused in one line, and what comes of it is
 * a whole trace.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/import/foreign_reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/memtrace.h"
#include "tests/viewcheck.h"

static void damage(void *self, const struct vmt_damage *d)
{
	fuzz_die(d->what);
}

static void check_rounds(struct vmt_session *s, struct vmt_scratch *scratch)
{
	struct vmt_round *round;
	int r;

	while ((r = vmt_session_round(s, &round)) > 0) {
		fuzz_expect(viewcheck_round(round, scratch));
		vmt_round_free(round);
	}
	if (r || !vmt_session_info(s)->ended)
		fuzz_die("the trace does not end");
}

static void check_trace(const struct memfile *m)
{
	int fd = fuzz_file(m->data, m->size);
	struct vmt_scratch *scratch;
	struct vmt_session *s;
	struct vmt_reader *r;

	if (vmt_reader_open(&r, NULL, fd, VMT_READ_ALL, damage, NULL) || vmt_scratch_new(&scratch))
		fuzz_die("the trace cannot be read");
	while (vmt_reader_next(r, &s) > 0) {
		check_rounds(s, scratch);
		vmt_session_free(s);
	}
	vmt_scratch_free(scratch);
	vmt_reader_free(r);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memfile made;
	struct vmt_sink sink;
	const struct foreign_output out = { .sink = &sink, .footer = true };
	struct foreign_trace trace;
	struct session_weave weave;
	struct trouble t = { 0 };
	int fd = fuzz_file(data, size);
	char name[64];

	memfile_init(&made);
	sink = memfile_sink(&made);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (foreign_import(&trace, &weave, name, &out, &t) ? !*t.text : t.status)
		fuzz_die("a refusal without a word");
	if (weave.writer)
		check_trace(&made);
	foreign_import_release(&trace, &weave);
	memfile_release(&made);
	close(fd);
	return 0;
}
