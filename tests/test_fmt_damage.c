/* SPDX-License-Identifier: GPL-2.0 */
/* What is left of a trace that was cut, flipped, joined or never finished. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
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

/* The trace's text when it is whole, and that nothing is reported of it. */
static char *whole_text(const struct memfile *f, unsigned int harmless)
{
	struct memtrace t;
	char *text;

	memtrace_open(&t, f->data, f->size);
	cr_assert(eq(int, t.error, 0));
	text = memtrace_text(&t);
	cr_assert(eq(uint, t.damages, 0));
	cr_assert(eq(uint, t.harmless, harmless));
	cr_assert(eq(u32, t.all.sessions[0].nchunks, SMALL_CHUNKS));
	memtrace_close(&t);
	return text;
}

static unsigned int lines(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Every line of part that is not "damaged" is a line of whole, in order. */
static bool says_nothing_else(const char *part, const char *whole)
{
	while (*part) {
		size_t n = strchr(part, '\n') + 1 - part;

		if (n > 9 && !memcmp(part + n - 9, ":damaged\n", 9)) {
			part += n;
			continue;
		}
		while (*whole && strncmp(whole, part, n))
			whole = strchr(whole, '\n') + 1;
		if (!*whole)
			return false;
		part += n;
	}
	return true;
}

/* Right or reported: what a damaged trace says, against what it said when it was whole. */
static void judge(struct memtrace *t, const char *whole, const char *how, size_t at)
{
	char *text = memtrace_text(t);

	if (t->error)
		cr_assert(t->error == VMT_EFORMAT, "%s %zu: error %d", how, at, t->error);
	else if (strcmp(text, whole))
		cr_assert(t->damages > 0, "%s %zu: rows are missing and nobody says so", how, at);
	cr_assert(says_nothing_else(text, whole), "%s %zu: wrong values", how, at);
	free(text);
}

static void judge_session(struct memtrace *t, const char *how, size_t at)
{
	const struct vmt_session *s;
	const struct vmt_session_info *info;

	if (t->error || !t->all.nsessions)
		return;
	s = t->all.sessions[0].session;
	info = vmt_session_info(s);
	cr_assert(info->start.real == 4 && info->ntables == 2, "%s %zu: opening", how, at);
	cr_assert_str_eq(vmt_session_fact(s, "host.name"), "small", "%s %zu: fact", how, at);
	if (info->ended)
		cr_assert(info->end.real == 9500 && !strcmp(info->cause, "because"), "%s %zu: end",
			  how, at);
	else
		cr_assert(t->damages > 0, "%s %zu: no end and nobody says so", how, at);
}

static void flip_every_bit(bool footer)
{
	struct memfile f = small(footer);
	char *whole = whole_text(&f, !footer);
	struct memtrace t, flipped;
	size_t bit;
	uint8_t byte;

	memtrace_open(&t, f.data, f.size);
	for (bit = 0; bit < f.size * 8; bit++) {
		byte = f.data[bit / 8] ^ 1 << bit % 8;
		cr_assert(eq(int, pwrite(t.fd, &byte, 1, bit / 8), 1));
		memtrace_open_fd(&flipped, t.fd);
		cr_assert(eq(int, flipped.error, 0));
		judge(&flipped, whole, "bit", bit);
		judge_session(&flipped, "bit", bit);
		memtrace_close(&flipped);
		cr_assert(eq(int, pwrite(t.fd, &f.data[bit / 8], 1, bit / 8), 1));
	}
	memtrace_close(&t);
	free(whole);
	memfile_release(&f);
}

Test(fmt_damage, every_bit_flipped_with_footer)
{
	flip_every_bit(true);
}

Test(fmt_damage, every_bit_flipped_without_footer)
{
	flip_every_bit(false);
}

Test(fmt_damage, a_flipped_bit_costs_at_most_its_chunk)
{
	struct memfile f = small(false);
	char *whole = whole_text(&f, 1), *text;
	struct memtrace t;
	size_t at;

	for (at = 0; at < f.size; at++) {
		f.data[at] ^= 0x10;
		memtrace_open(&t, f.data, f.size);
		text = memtrace_text(&t);
		/* The widest chunk has ten columns. Without its last watermark a session ends
		 * before it, so its end may cost nothing but itself: END is a watermark too. */
		cr_assert(lines(text) + 10 >= lines(whole), "byte %zu: %u of %u columns", at,
			  lines(text), lines(whole));
		free(text);
		memtrace_close(&t);
		f.data[at] ^= 0x10;
	}
	free(whole);
	memfile_release(&f);
}

Test(fmt_damage, every_cut)
{
	struct memfile f = small(true);
	char *whole = whole_text(&f, 0);
	struct memtrace t;
	uint32_t chunks = 0, before = 0;
	size_t size;

	for (size = 0; size < f.size; size++) {
		memtrace_open(&t, f.data, size);
		judge(&t, whole, "cut", size);
		judge_session(&t, "cut", size);
		cr_assert(t.error || t.harmless, "cut %zu: a missing footer is told of", size);
		chunks = !t.error && t.all.nsessions ? t.all.sessions[0].nchunks : 0;
		cr_assert(chunks >= before, "cut %zu: fewer chunks than a shorter one", size);
		before = chunks;
		memtrace_close(&t);
	}
	cr_assert(eq(u32, chunks, SMALL_CHUNKS));
	free(whole);
	memfile_release(&f);
}

Test(fmt_damage, sink_fails_at_every_byte)
{
	struct memfile f = small(true);
	struct vmt_sink sink = memfile_sink(&f);
	size_t size = f.size, limit;
	struct memtrace t;
	char *text, *whole = whole_text(&f, 0);

	/* The footer's size depends on the random id: stay before it. */
	for (limit = 0; limit < size - 600; limit++) {
		f.size = 0;
		f.limit = limit;
		cr_assert(eq(int, memtrace_write_small(&sink, true), VMT_EIO));
		cr_assert(eq(sz, f.size, limit));
		memtrace_open(&t, f.data, f.size);
		text = memtrace_text(&t);
		cr_assert(says_nothing_else(text, whole), "limit %zu", limit);
		free(text);
		memtrace_close(&t);
	}
	free(whole);
	memfile_release(&f);
}

Test(fmt_damage, joined_files_are_two_sessions)
{
	struct memfile a = small(true), b = small(false), c = small(true);
	struct memtrace t;
	char *text;

	memfile_append(&a, b.data, b.size);
	memfile_append(&a, c.data, c.size);
	memtrace_open(&t, a.data, a.size);
	text = memtrace_text(&t);
	cr_assert(eq(int, t.error, 0));
	cr_assert(eq(u32, t.all.nsessions, 3));
	cr_assert(eq(uint, t.damages, 0));
	cr_assert(eq(uint, lines(text), 3 * (3 * 10 + 2 * 2)));
	free(text);
	memtrace_close(&t);
	memfile_release(&a);
	memfile_release(&b);
	memfile_release(&c);
}

Test(fmt_damage, a_file_appended_to_a_cut_one_is_whole)
{
	struct memfile a = small(true), b = small(true), joined;
	char *whole = whole_text(&b, 0);
	const struct all_session *last;
	struct memtrace t;
	size_t cut;

	for (cut = 0; cut < a.size; cut += 7) {
		memfile_init(&joined);
		memfile_append(&joined, a.data, cut);
		memfile_append(&joined, b.data, b.size);
		memtrace_open(&t, joined.data, joined.size);
		cr_assert(eq(int, t.error, 0));
		last = &t.all.sessions[t.all.nsessions - 1];
		cr_assert(last->nchunks == SMALL_CHUNKS, "cut %zu", cut);
		cr_assert(last->info->ended, "cut %zu", cut);
		memtrace_close(&t);
		memfile_release(&joined);
	}
	free(whole);
	memfile_release(&a);
	memfile_release(&b);
}

Test(fmt_damage, the_same_session_twice_counts_once)
{
	struct memfile f = small(true);
	char *whole = whole_text(&f, 0), *text;
	size_t size = f.size;
	struct memtrace t;

	memfile_append(&f, f.data, size);
	memtrace_open(&t, f.data, f.size);
	text = memtrace_text(&t);
	cr_assert(eq(u32, t.all.nsessions, 1));
	cr_assert(eq(str, text, whole));
	cr_assert(eq(uint, t.damages, 0));
	cr_assert(eq(uint, t.harmless, 1));
	free(text);
	memtrace_close(&t);
	free(whole);
	memfile_release(&f);
}

Test(fmt_damage, a_cut_copy_is_completed_by_a_whole_one)
{
	struct memfile f = small(true), joined;
	char *whole = whole_text(&f, 0), *text;
	struct memtrace t;

	memfile_init(&joined);
	memfile_append(&joined, f.data, f.size / 2);
	memfile_append(&joined, f.data, f.size);
	memtrace_open(&t, joined.data, joined.size);
	text = memtrace_text(&t);
	cr_assert(eq(u32, t.all.nsessions, 1));
	cr_assert(eq(uint, lines(text), lines(whole)));
	free(text);
	memtrace_close(&t);
	free(whole);
	memfile_release(&f);
	memfile_release(&joined);
}

Test(fmt_damage, what_is_no_trace)
{
	static const char text[] = "#!/bin/sh\necho hello\n";
	struct memtrace t;

	memtrace_open(&t, text, sizeof(text));
	cr_assert(eq(int, t.error, VMT_EFORMAT));
	cr_assert(eq(uint, t.damages + t.harmless, 0));
	memtrace_close(&t);
	memtrace_open(&t, NULL, 0);
	cr_assert(eq(int, t.error, VMT_EFORMAT));
	memtrace_close(&t);
}
