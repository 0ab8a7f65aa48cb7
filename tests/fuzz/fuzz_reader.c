/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a trace, in a file and in a pipe: every session, fact, table and column of it. */
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/viewcheck.h"

static void ignore(void *self, const struct vmt_damage *d)
{
	fuzz_expect(d->what ? NULL : "damage without a word");
}

/* Texts end, ids ascend: what vmt_session_info() promises. */
static void check_session(const struct vmt_session *s)
{
	const struct vmt_session_info *info = vmt_session_info(s);

	for (uint32_t i = 0; i < info->nfacts; i++)
		if (!vmt_session_fact(s, info->facts[i].key))
			fuzz_die("a fact cannot be found");
	for (uint32_t i = 0; i < info->ntables; i++) {
		const struct vmt_table *t = &info->tables[i];

		if (vmt_session_table(s, t->name) < 0)
			fuzz_die("a table cannot be found");
		for (uint32_t c = 0; c < t->ncolumns; c++)
			if (vmt_table_find(t, t->columns[c].name) < 0)
				fuzz_die("a column cannot be found");
	}
	fuzz_expect(info->cause ? NULL : "an end without a cause");
}

/* What a pipe holds without a reader. */
#define PIPE_BYTES 65536

static void check_rounds(struct vmt_session *s, struct vmt_scratch *scratch)
{
	struct vmt_round *round;
	uint64_t last = 0;

	while (vmt_session_round(s, &round) > 0) {
		const struct vmt_round_info *info = vmt_round_info(round);

		if (info->end.time < last)
			fuzz_die("watermarks do not ascend");
		last = info->end.time;
		fuzz_expect(viewcheck_round(round, scratch));
		vmt_round_free(round);
	}
	check_session(s);
}

static void check_trace(int fd, unsigned int flags)
{
	struct vmt_scratch *scratch = NULL;
	struct vmt_reader *r = NULL;
	struct vmt_session *s;

	if (!vmt_reader_open(&r, NULL, fd, flags, ignore, NULL) && !vmt_scratch_new(&scratch))
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
	int ends[2];

	check_trace(fuzz_file(data, size), 0);
	check_trace(fuzz_file(data, size), VMT_READ_ALL);
	if (size > PIPE_BYTES || pipe(ends))
		return 0;
	if (write(ends[1], data, size) != (ssize_t)size)
		fuzz_die("a pipe holds less than it should");
	close(ends[1]);
	check_trace(ends[0], 0);
	return 0;
}
