/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/engways.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/madeprog.h"

const char *const eng_ways[ENG_WAYS] = { "inorder", "threads=1", "threads=2", "threads=7" };

void eng_expect_same(const char *program, const char *path)
{
	const char *const paths[] = { path, NULL };
	struct eng_result first = eng_run(program, eng_ways[0], paths);

	cr_expect_str_eq(first.message, "");
	cr_expect_gt(strlen(first.out), 10, "%s prints: %s", program, first.out);
	for (uint32_t i = 1; i < ENG_WAYS; i++) {
		struct eng_result other = eng_run(program, eng_ways[i], paths);

		cr_expect_str_eq(first.out, other.out, "%s:\n%s: %.2000s\n%s: %.2000s", program,
				 eng_ways[0], first.out, eng_ways[i], other.out);
		cr_expect_eq(first.status, other.status);
		eng_result_free(&other);
	}
	eng_result_free(&first);
}

/* ---- Made-up programs ---- */

#define MADE_PROGRAMS 60 /* of each kind */

/* All that a run prints, stdout and stderr. */
struct told {
	int status;
	char *out, *err;
};

static struct told run_made(const char *program, const char *options, const char *path)
{
	static char room[65536];
	const char *const paths[] = { path, NULL };
	struct told told = { 0 };
	struct eng_result r;
	int saved = dup(2), file = memfd_create("stderr", MFD_CLOEXEC);
	off_t size;

	setvbuf(stderr, room, _IOFBF, sizeof(room)); /* faults are told by thousands */
	dup2(file, 2);
	r = eng_run(program, options, paths);
	fflush(stderr);
	dup2(saved, 2);
	size = lseek(file, 0, SEEK_END);
	told.status = r.status;
	told.out = r.out ? r.out : strdup(r.message);
	told.err = calloc(1, size + 1);
	cr_assert_eq(pread(file, told.err, size, 0), size);
	close(file);
	close(saved);
	return told;
}

static void told_free(struct told *t)
{
	free(t->out);
	free(t->err);
}

/* Does it compile at all? */
static bool expect_made(uint64_t number, unsigned uses, const char *path)
{
	char *program = madeprog(number, uses);
	struct told reference = run_made(program, "inorder", path);
	bool ran = reference.status >= 0;

	for (uint32_t i = 1; i < ENG_WAYS && ran; i++) {
		struct told t = run_made(program, eng_ways[i], path);

		cr_expect_eq(t.status, reference.status, "%u/%u %s", uses, (unsigned)number,
			     eng_ways[i]);
		cr_expect_str_eq(t.out, reference.out, "%s, uses %u number %u:\n%s", eng_ways[i],
				 uses, (unsigned)number, program);
		cr_expect_str_eq(t.err, reference.err, "%s, uses %u number %u:\n%s", eng_ways[i],
				 uses, (unsigned)number, program);
		told_free(&t);
	}
	told_free(&reference);
	free(program);
	return ran;
}

static void expect_same_at(const char *program, const char *path, uint32_t at,
			   const struct eng_result *first)
{
	const char *const paths[] = { path, NULL };

	for (uint32_t i = 1; i < ENG_WAYS; i++) {
		char words[64];
		struct eng_result other;

		snprintf(words, sizeof(words), "quiet %s", eng_ways[i]);
		other = eng_run(program, words, paths);
		cr_expect_str_eq(first->out, other.out, "%s, a bit at %u of 1000", eng_ways[i], at);
		eng_result_free(&other);
	}
}

uint32_t eng_expect_same_damaged(const char *program, const char *path, uint32_t from,
				 uint32_t until, uint32_t step)
{
	struct eng_result whole = eng_run(program, "quiet", (const char *const[]){ path, NULL });
	uint32_t differ = 0;

	for (uint32_t at = from; at < until; at += step) {
		const char *damaged = eng_damaged(path, at);
		struct eng_result first =
			eng_run(program, "quiet inorder", (const char *const[]){ damaged, NULL });

		expect_same_at(program, damaged, at, &first);
		differ += strcmp(first.out, whole.out) != 0;
		eng_result_free(&first);
		eng_close(damaged);
	}
	eng_result_free(&whole);
	return differ;
}

void eng_expect_made(unsigned uses, const char *most, const char *every_eighth)
{
	uint32_t ran = 0;

	for (uint32_t i = 0; i < MADE_PROGRAMS; i++)
		ran += expect_made(i, uses, i % 8 ? most : every_eighth);
	cr_expect_gt(ran, MADE_PROGRAMS * 9 / 10, "%u of %u compile", ran, MADE_PROGRAMS);
}
