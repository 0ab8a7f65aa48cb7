/* SPDX-License-Identifier: GPL-2.0 */
/* Any bytes as a trace: every session, fact, table, chunk and column of it. */
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
	for (uint32_t i = 1; i < info->nwatermarks; i++)
		if (info->watermarks[i] < info->watermarks[i - 1])
			fuzz_die("watermarks do not ascend");
	fuzz_expect(info->cause ? NULL : "an end without a cause");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vmt_scratch *scratch = NULL;
	struct vmt_reader *r = NULL;
	int fd = fuzz_file(data, size);

	if (!vmt_reader_open(&r, NULL, fd, ignore, NULL) && !vmt_scratch_new(&scratch)) {
		for (uint32_t i = 0; i < vmt_reader_nsessions(r); i++)
			check_session(vmt_reader_session(r, i));
		fuzz_expect(viewcheck_trace(r, scratch));
	}
	vmt_scratch_free(scratch);
	vmt_reader_free(r);
	close(fd);
	return 0;
}
