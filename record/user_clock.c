/* SPDX-License-Identifier: GPL-2.0 */
#include "record/user_clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CLOCKSOURCES "/sys/devices/system/clocksource/clocksource0/available_clocksource"
#define TRIES 8

#if defined(__x86_64__) || defined(__i386__)
#define HAS_TSC true
static uint64_t read_tsc(void)
{
	/* Reads before it are done: as the kernel's rdtsc_ordered(). */
	__builtin_ia32_lfence();
	return __builtin_ia32_rdtsc();
}
#else
#define HAS_TSC false
static uint64_t read_tsc(void)
{
	return 0;
}
#endif

uint64_t user_clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* A TSC that was found unstable is not listed any more. */
uint32_t user_clock_choose(void)
{
	char line[256] = "";
	FILE *f = HAS_TSC ? fopen(CLOCKSOURCES, "re") : NULL;
	bool listed = f && fgets(line, sizeof(line), f) && strstr(line, "tsc");

	if (f)
		fclose(f);
	return listed ? VMTRACE_CLOCK_TSC : VMTRACE_CLOCK_MONOTONIC;
}

/* The TSC and CLOCK_MONOTONIC of one instant: of some tries that which took least. */
static void read_pair(struct vmtrace_clock *now)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = read_tsc(), mono = user_clock_ns(CLOCK_MONOTONIC),
			 after = read_tsc();

		if (after - before >= least)
			continue;
		least = after - before;
		now->tsc = before + least / 2;
		now->mono = mono;
	}
}

/* How far another clock is ahead of CLOCK_MONOTONIC. */
static uint64_t ahead(clockid_t clock)
{
	uint64_t before = user_clock_ns(CLOCK_MONOTONIC), then = user_clock_ns(clock),
		 after = user_clock_ns(CLOCK_MONOTONIC);

	return then - (before + (after - before) / 2);
}

void user_clock_now(uint32_t clock, struct vmtrace_clock *now)
{
	if (clock == VMTRACE_CLOCK_TSC)
		read_pair(now);
	else
		now->tsc = now->mono = user_clock_ns(CLOCK_MONOTONIC);
	now->boot = now->mono + ahead(CLOCK_BOOTTIME);
	now->real = now->mono + ahead(CLOCK_REALTIME);
}

uint32_t user_clock_khz(void)
{
	const struct timespec while_measured = { .tv_nsec = 20000000 };
	struct vmtrace_clock first, last;

	read_pair(&first);
	nanosleep(&while_measured, NULL);
	read_pair(&last);
	return ((unsigned __int128)(last.tsc - first.tsc) * 1000000) / (last.mono - first.mono);
}
