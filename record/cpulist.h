/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cpulist.h - a set of CPU numbers, read from the kernel's list syntax: 0-3,8 (perf's -C and
 * the files of /sys/devices/system/cpu).
 */
#ifndef RECORD_CPULIST_H
#define RECORD_CPULIST_H

#include <stdbool.h>
#include <stdint.h>

#define CPULIST_MAX 8192 /* CONFIG_NR_CPUS_RANGE_END of x86 */

struct cpulist {
	uint64_t word[CPULIST_MAX / 64];
};

/* 0; -EINVAL: not a list; -ERANGE: a CPU number beyond CPULIST_MAX. */
int cpulist_parse(struct cpulist *, const char *text);
/* Reads a list from /sys/devices/system/cpu/NAME; a negative errno if there is none. */
int cpulist_read(struct cpulist *, const char *name);

bool cpulist_has(const struct cpulist *, uint32_t cpu);
void cpulist_add(struct cpulist *, uint32_t cpu);
uint32_t cpulist_count(const struct cpulist *);
/* The first CPU from `from` on, or CPULIST_MAX. */
uint32_t cpulist_next(const struct cpulist *, uint32_t from);

#endif
