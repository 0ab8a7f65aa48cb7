/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recorded traces with every bit flipped in turn, and cut at every byte: what is still read is
 * what was recorded, and what is not is told of.
 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/memtrace.h"
#include "tests/tracecopy.h"

#define TINY "tests/data/svm-tiny.vmt"
#define TOY "tests/data/svm-toy.vmt"
#define LINUX "tests/data/svm-linux.vmt"
#define TINY_MOST 16384
#define SOME 1000 /* of a larger trace's bits, and of its cuts */
#define MAX_THREADS 8
#define PIPE_BYTES 65536

struct victim {
	struct memfile file;
	struct tracecopy *whole;
};

/* Changes the file in a descriptor; `undo` changes it back. */
typedef void damage_fn(const struct victim *, int fd, uint64_t at, bool undo);

/* One thread's share of the damages: of the n places every step-th from the first. */
struct share {
	const struct victim *victim;
	damage_fn *damage;
	const char *how;
	const uint64_t *places;
	uint64_t n, first, step;
	unsigned int flags; /* of vmt_reader_open() */
	bool piped;
	uint64_t untold; /* nothing was lost, and no word said */
	char wrong[160]; /* what went wrong first, or "" */
	pthread_t thread;
};

static void read_file(struct memfile *out, const char *path)
{
	uint8_t buffer[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	cr_assert(f != NULL, "%s", path);
	memfile_init(out);
	while ((n = fread(buffer, 1, sizeof(buffer), f)))
		memfile_append(out, buffer, n);
	fclose(f);
}

static void victim_init(struct victim *v, const char *path)
{
	struct memtrace t;

	read_file(&v->file, path);
	memtrace_open(&t, v->file.data, v->file.size);
	cr_assert_eq(t.error, 0);
	v->whole = tracecopy_new(&t.all, t.scratch);
	cr_assert_eq(t.damages + t.harmless, 0);
	memtrace_close(&t);
}

static void victim_release(struct victim *v)
{
	tracecopy_free(v->whole);
	memfile_release(&v->file);
}

/* ---- Damages ---- */

static void flip(const struct victim *v, int fd, uint64_t bit, bool undo)
{
	uint8_t byte = v->file.data[bit / 8] ^ (undo ? 0 : 1 << bit % 8);

	if (pwrite(fd, &byte, 1, bit / 8) != 1)
		abort();
}

static void cut(const struct victim *v, int fd, uint64_t size, bool undo)
{
	if (undo ? pwrite(fd, v->file.data + size, v->file.size - size, size) < 0
		 : ftruncate(fd, size))
		abort();
}

/* ---- Judging ---- */

struct told {
	unsigned int damages, harmless;
};

static void hear(void *self, const struct vmt_damage *d)
{
	struct told *told = self;

	*(d->harmless ? &told->harmless : &told->damages) += 1;
}

/* NULL, or what is wrong with what a reader makes of the damaged file. */
static const char *judge(struct share *s, int fd, struct vmt_scratch *scratch)
{
	struct tracecopy_loss loss;
	struct told told = { 0 };
	struct alltrace trace;
	const char *wrong;

	alltrace_open(&trace, NULL, fd, s->flags, hear, &told);
	wrong = tracecopy_compare(s->victim->whole, &trace, scratch, &loss);
	alltrace_close(&trace);
	if (trace.error)
		return trace.error == VMT_EFORMAT ? wrong : vmt_strerror(trace.error);
	if (!wrong && tracecopy_lost(&loss) && !told.damages)
		wrong = "something is lost and nobody says so";
	if (!wrong && !tracecopy_lost(&loss))
		s->untold += !told.damages && !told.harmless;
	return wrong;
}

/* The same of what comes out of a pipe. */
static const char *judge_piped(struct share *s, int fd, struct vmt_scratch *scratch)
{
	uint8_t bytes[PIPE_BYTES];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	const char *wrong;
	int ends[2];

	if (n < 0 || pipe(ends) || write(ends[1], bytes, n) != n)
		abort();
	close(ends[1]);
	wrong = judge(s, ends[0], scratch);
	close(ends[0]);
	return wrong;
}

static void *work(void *self)
{
	struct share *s = self;
	int fd = memfd_create("damaged", MFD_CLOEXEC);
	struct vmt_scratch *scratch;
	const char *wrong = NULL;

	if (vmt_scratch_new(&scratch) ||
	    write(fd, s->victim->file.data, s->victim->file.size) != (ssize_t)s->victim->file.size)
		abort();
	for (uint64_t i = s->first; i < s->n && !wrong; i += s->step) {
		uint64_t at = s->places ? s->places[i] : i;

		s->damage(s->victim, fd, at, false);
		wrong = s->piped ? judge_piped(s, fd, scratch) : judge(s, fd, scratch);
		if (wrong)
			snprintf(s->wrong, sizeof(s->wrong), "%s %llu: %s", s->how,
				 (unsigned long long)at, wrong);
		s->damage(s->victim, fd, at, true);
	}
	vmt_scratch_free(scratch);
	close(fd);
	return NULL;
}

/* Damages at each of n places, or at every one below n. Returns how many nobody told of. */
static uint64_t damage_all(const struct share *how)
{
	uint32_t threads = sysconf(_SC_NPROCESSORS_ONLN);
	struct share shares[MAX_THREADS];
	uint64_t untold = 0;

	threads = threads > MAX_THREADS ? MAX_THREADS : threads;
	for (uint32_t i = 0; i < threads; i++) {
		shares[i] = *how;
		shares[i].first = i;
		shares[i].step = threads;
		cr_assert_eq(pthread_create(&shares[i].thread, NULL, work, &shares[i]), 0);
	}
	for (uint32_t i = 0; i < threads; i++) {
		pthread_join(shares[i].thread, NULL);
		untold += shares[i].untold;
		cr_expect_str_empty(shares[i].wrong, "%s", shares[i].wrong);
	}
	return untold;
}

static uint64_t every_bit(const struct victim *v, unsigned int flags)
{
	return damage_all(&(struct share){
		.victim = v, .damage = flip, .how = "bit", .n = v->file.size * 8, .flags = flags });
}

static uint64_t every_cut(const struct victim *v, bool piped)
{
	return damage_all(&(struct share){
		.victim = v, .damage = cut, .how = "cut", .n = v->file.size, .piped = piped });
}

/* ---- Every one ---- */

Test(fmt_flips, every_bit_of_a_small_trace)
{
	struct victim v;

	victim_init(&v, TINY);
	cr_assert_leq(v.file.size, TINY_MOST);
	/* No bit lies in nothing. */
	cr_expect_eq(every_bit(&v, VMT_READ_ALL), 0);
	victim_release(&v);
}

/* What the footer repeats is believed there: a flip before it may go untold, but costs nothing. */
Test(fmt_flips, every_bit_of_a_small_trace_with_its_footer)
{
	struct victim v;

	victim_init(&v, TINY);
	every_bit(&v, 0);
	victim_release(&v);
}

Test(fmt_flips, every_cut_of_a_small_trace)
{
	struct victim v;

	victim_init(&v, TINY);
	/* Not even the footer may go without a word. */
	cr_expect_eq(every_cut(&v, false), 0);
	cr_expect_eq(every_cut(&v, true), 0);
	victim_release(&v);
}

/* ---- A thousand of each ---- */

static uint64_t random_below(uint64_t *seed, uint64_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed % n;
}

static uint64_t some(const struct victim *v, damage_fn *damage, bool piped, uint64_t below)
{
	uint64_t seed = 88172645463325252, places[SOME];

	for (uint32_t i = 0; i < SOME; i++)
		places[i] = random_below(&seed, below);
	return damage_all(&(struct share){ .victim = v,
					   .damage = damage,
					   .how = damage == flip ? "bit" : "cut",
					   .places = places,
					   .n = SOME,
					   .piped = piped });
}

Test(fmt_flips, a_thousand_bits_of_a_small_trace_in_a_pipe)
{
	struct victim v;

	victim_init(&v, TINY);
	some(&v, flip, true, v.file.size * 8);
	victim_release(&v);
}

static void some_of(const char *path)
{
	struct victim v;

	victim_init(&v, path);
	some(&v, flip, false, v.file.size * 8);
	cr_expect_eq(some(&v, cut, false, v.file.size), 0);
	victim_release(&v);
}

Test(fmt_flips, a_thousand_bits_and_cuts_of_a_guest_with_an_account)
{
	some_of(TOY);
}

Test(fmt_flips, a_thousand_bits_and_cuts_of_a_linux_guest)
{
	some_of(LINUX);
}
