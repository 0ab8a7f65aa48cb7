/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exit_filter.h - which exits become rows: by reason, and of those every n-th of a CPU. An entry
 * goes with the exit that it follows. The module captures all; what is left out here costs
 * neither compression nor file.
 */
#ifndef RECORD_EXIT_FILTER_H
#define RECORD_EXIT_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "kmod/vmtrace_uapi.h"
#include "record/trouble.h"

#define EXIT_FILTER_REASONS 2048 /* codes of SVM and VMX that have names are below it */

struct exit_filter {
	const char *text; /* "reason==CPUID,MSR" or "reason!=HLT"; NULL: any reason */
	uint32_t every;	  /* 0, 1: each */
	bool negated;	  /* wanted are those that are not named */
	uint64_t named[EXIT_FILTER_REASONS / 64];
};

/* Of one CPU. */
struct exit_filter_state {
	uint32_t passed; /* by reason, since the last that was taken */
	bool any;	 /* an exit was seen; it was: */
	bool taken;
	uint64_t ids;
	uint32_t exits;
};

/* Whether the text can be meant on some host: names are looked up in both tables. 0 or -1. */
int exit_filter_check(const char *text, struct trouble *);
/* Looks the names up for this host. -1: it has none of such a name. */
int exit_filter_init(struct exit_filter *, const char *text, uint32_t every, uint32_t isa,
		     struct trouble *);
/* Whether it leaves anything out. */
bool exit_filter_is_on(const struct exit_filter *);
/* An EXIT's or ENTRY's fate, in the order of its CPU. */
bool exit_filter_takes(const struct exit_filter *, struct exit_filter_state *,
		       const struct vmtrace_vcpu *);

#endif
