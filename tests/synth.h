/* SPDX-License-Identifier: GPL-2.0 */
/*
 * synth.h - a made-up host with guests, as a trace: what tests and benchmarks run on when no
 * real one is at hand. The same options give the same rows.
 *
 * Exits have 27 columns: 8 fixed ones and 19 registers, of the mixture that real guests show:
 * reasons and RIPs by Zipf's law, 200 page tables in runs of about 50, registers from constant
 * to random.
 */
#ifndef SYNTH_H
#define SYNTH_H

#include "format/vmt.h"

#define SYNTH_TICKS_PER_SECOND 2500000000ULL
#define SYNTH_START_MONO 1000000000000ULL
#define SYNTH_START_REAL 1700000000000000000ULL

struct synth_options {
	uint64_t exits; /* at least this many, to the end of a round */
	uint32_t cpus, vcpus, vms;
	uint64_t round_ns, sample_ns; /* 0: a second, 1 ms */
	uint64_t seed;
	bool killed;   /* no end: as a recorder leaves it that was killed */
	bool lossy;    /* some rows of the table lost */
	bool others;   /* every second VM is no qemu-kvm's */
	bool restless; /* each exit is another vCPU's and page table's: nothing runs */
};

enum synth_table {
	SYNTH_EXIT,
	SYNTH_ENTRY,
	SYNTH_SAMPLE,
	SYNTH_TICKS,
	SYNTH_LOST,
	SYNTH_CPU,
	SYNTH_TASK,
	SYNTH_VM,
	SYNTH_CLOCK,
	SYNTH_NAME,
	SYNTH_NR_TABLES,
};
extern const struct vmt_table synth_tables[SYNTH_NR_TABLES];

#define SYNTH_EXIT_COLUMNS 27

struct synth;
struct synth *synth_new(const struct synth_options *);
void synth_free(struct synth *);
/* One exit, its columns in the table's order; returns its CPU. CPUs take turns. */
uint32_t synth_exit(struct synth *, uint64_t row[SYNTH_EXIT_COLUMNS]);

/* Writes a whole session to the sink: 0 or a negative enum vmt_error. */
int synth_write(const struct synth_options *, const struct vmt_sink *,
		const struct vmt_writer_options *);

/* The instant on every clock; the time stamp counter began at 0. */
struct vmt_clock synth_clock(uint64_t time);

#endif
