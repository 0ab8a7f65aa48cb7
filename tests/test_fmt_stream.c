/* SPDX-License-Identifier: GPL-2.0 */
/* What comes by a pipe is what a file says, whole or not. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/memtrace.h"

static struct memfile small(bool footer)
{
	struct memfile f;
	struct vmt_sink sink;

	memfile_init(&f);
	sink = memfile_sink(&f);
	cr_assert(eq(int, memtrace_write_small(&sink, footer), 0));
	return f;
}

static bool same_kind(unsigned int a, unsigned int b)
{
	return !a == !b;
}

/* The same rows, the same error, and as much damage or as little. */
static void compare(const uint8_t *data, size_t size, const char *how, size_t at)
{
	struct memtrace file, piped;
	char *x, *y;

	memtrace_open(&file, data, size);
	memtrace_open_pipe(&piped, data, size);
	cr_assert(file.error == piped.error, "%s %zu: errors %d, %d", how, at, file.error,
		  piped.error);
	x = memtrace_text(&file);
	y = memtrace_text(&piped);
	cr_assert(strcmp(x, y) == 0, "%s %zu: rows differ", how, at);
	cr_assert(same_kind(file.damages, piped.damages), "%s %zu: damage %u, %u", how, at,
		  file.damages, piped.damages);
	cr_assert(file.error || file.damages || same_kind(file.harmless, piped.harmless),
		  "%s %zu: notes %u, %u", how, at, file.harmless, piped.harmless);
	free(x);
	free(y);
	memtrace_close(&file);
	memtrace_close(&piped);
}

Test(fmt_stream, every_cut)
{
	for (int footer = 0; footer < 2; footer++) {
		struct memfile f = small(footer);

		for (size_t cut = 0; cut <= f.size; cut++)
			compare(f.data, cut, "cut", cut);
		memfile_release(&f);
	}
}

/* Without a footer, which would tell a file what a flipped directory said. */
Test(fmt_stream, every_byte_changed)
{
	struct memfile f = small(false);

	for (size_t at = 0; at < f.size; at++) {
		f.data[at] ^= 0x10;
		compare(f.data, f.size, "byte", at);
		f.data[at] ^= 0x10;
	}
	memfile_release(&f);
}

Test(fmt_stream, joined_files_cut_anywhere)
{
	struct memfile a = small(true), b = small(true), joined;

	for (size_t cut = 0; cut <= a.size; cut += 3) {
		memfile_init(&joined);
		memfile_append(&joined, a.data, cut);
		memfile_append(&joined, b.data, b.size);
		compare(joined.data, joined.size, "joined behind", cut);
		memfile_release(&joined);
	}
	memfile_release(&a);
	memfile_release(&b);
}

Test(fmt_stream, a_session_that_comes_twice)
{
	struct memfile f = small(true), other = small(true), joined;

	memfile_init(&joined);
	memfile_append(&joined, f.data, f.size);
	memfile_append(&joined, f.data, f.size);
	compare(joined.data, joined.size, "twice", 0);
	memfile_append(&joined, other.data, other.size);
	memfile_append(&joined, f.data, f.size);
	compare(joined.data, joined.size, "three times", 0);
	memfile_release(&joined);
	memfile_release(&f);
	memfile_release(&other);
}

/* A round is given out when its watermark has come, though the pipe stays open. */
Test(fmt_stream, rounds_come_as_they_are_complete, .timeout = 20)
{
	struct memfile f = small(true);
	const struct vmt_round_info *first;
	struct memtrace whole;
	struct vmt_session *s;
	struct vmt_reader *r;
	size_t until;
	int ends[2];

	/* The second round's first section stands behind the first's watermark and repeats. */
	memtrace_open(&whole, f.data, f.size);
	first = vmt_round_info(whole.all.sessions[0].rounds[1]);
	until = vmt_chunk_info(first->chunks[0])->offset;
	memtrace_close(&whole);
	cr_assert(eq(int, pipe(ends), 0));
	cr_assert(eq(sz, write(ends[1], f.data, until), until));
	cr_assert(eq(int, vmt_reader_open(&r, NULL, ends[0], 0, NULL, NULL), 0));
	cr_assert(vmt_reader_streams(r));
	cr_assert(eq(int, vmt_reader_next(r, &s), 1));
	cr_expect(eq(u32, vmt_session_peek(s)->nchunks, 2));
	cr_expect(eq(u64, vmt_session_info(s)->end.time, 1000));
	close(ends[1]);
	vmt_session_free(s);
	vmt_reader_free(r);
	close(ends[0]);
	memfile_release(&f);
}

static void nothing(int signal)
{
}

Test(fmt_stream, a_signal_ends_the_wait, .timeout = 20)
{
	struct sigaction action = { .sa_handler = nothing };
	struct vmt_reader *r;
	int ends[2];

	cr_assert(eq(int, pipe(ends), 0));
	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 20000);
	cr_expect(eq(int, vmt_reader_open(&r, NULL, ends[0], 0, NULL, NULL), VMT_EIO));
	ualarm(0, 0);
	cr_expect(eq(int, errno, EINTR));
	close(ends[0]);
	close(ends[1]);
}
