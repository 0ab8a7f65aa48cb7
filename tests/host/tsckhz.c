/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tsckhz: prints the frequency of this machine's time-stamp counter in kHz. QEMU hands the counter
 * to the emulated host, whose kernel would calibrate it in 50 ms against emulated timers and, on a
 * busy machine, be wrong by a factor of three.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

#define APART_NS 50000000
#define TRIES 50

struct instant {
	uint64_t tsc, ns;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

/* of some readings between two of the clock, the one with the least time between them */
static struct instant read_both(void)
{
	struct instant best = { 0 };
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = now_ns(), tsc = __rdtsc(), after = now_ns();

		if (after - before < least) {
			least = after - before;
			best = (struct instant){ tsc, before + least / 2 };
		}
	}
	return best;
}

int main(void)
{
	struct timespec apart = { .tv_nsec = APART_NS };
	struct instant a, b;

	a = read_both();
	nanosleep(&apart, NULL);
	b = read_both();
	printf("%lu\n", (b.tsc - a.tsc) * 1000000 / (b.ns - a.ns));
	return 0;
}
