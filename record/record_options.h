/* SPDX-License-Identifier: GPL-2.0 */
/*
 * record_options.h - what the user asked `vmtrace record` for, from its arguments alone:
 * nothing here looks at the host.
 */
#ifndef RECORD_OPTIONS_H
#define RECORD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "kmod/vmtrace_uapi.h"
#include "record/cpulist.h"
#include "record/option_values.h"
#include "record/point_names.h"
#include "record/process_filter.h"
#include "record/registers.h"
#include "record/trouble.h"

#define VMM_NAME 128
#define RECORD_SCRIPTS 16

struct record_options {
	bool help;
	bool all, quiet, trace_events;
	bool with_cpus; /* cpus was given */
	struct cpulist cpus;
	uint32_t npids;
	char vmms[VMTRACE_MAX_TGIDS][VMM_NAME]; /* as -p names them */
	uint32_t pids[VMTRACE_MAX_TGIDS];	/* what that means: vmms_find() */
	uint32_t nscripts;
	struct {
		bool inlined; /* of -n: the program itself */
		const char *text;
	} scripts[RECORD_SCRIPTS];
	bool events_given, hz_given;
	uint32_t events; /* bit set of enum vmtrace_event; 0: tracepoints alone, and no module */
	struct point_names points;
	uint32_t hz;
	const char *filter; /* of exits, as --filter has it; NULL: none */
	struct process_filter processes;
	uint32_t every;	     /* n-th of these exits; 0: each */
	uint32_t regs_given; /* events whose registers -r named */
	struct reg_set regs[VMTRACE_NR_EVENTS];
	bool guest_names;     /* guests' memory is looked at, */
	uint64_t guest_every; /* ns from look to look */
	uint32_t ring_bytes;  /* 0: by the host's memory */
	int level;	      /* as struct vmt_writer_options has it */
	uint64_t round_ns;
	int64_t delay_ms;    /* before capture begins; -1: until it is enabled */
	const char *control; /* as --control has it; NULL: none */
	bool switches;	     /* --switch-output: by size, by time, or 0 and 0: by signal alone */
	struct span switch_at;
	uint32_t max_files; /* that stay; 0: all */
	uint64_t max_size;  /* bytes of a file; 0: any */
	bool overwrite;
	const char *trigger; /* D; NULL: none */
	struct span keep;    /* of --overwrite: most bytes, and how long, 0: by bytes alone */
	const char *output;  /* "-": standard output */
	char **command;	     /* NULL-terminated; NULL: none */
};

/* 0, or -1 with the trouble; argv[0] is the command's name. Strings stay argv's. */
int record_options_parse(struct record_options *, int argc, char **argv, struct trouble *);

#endif
