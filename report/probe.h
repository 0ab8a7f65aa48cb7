/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probe.h - the probes that programs can name. The set is made once per run from what the
 * traces hold (their exit reasons by name) and grows while a program is compiled: tick-N
 * and profile-N come into being when they are named, and dtrace's own few of them when a
 * pattern is.
 */
#ifndef REPORT_PROBE_H
#define REPORT_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum probe_kind {
	PROBE_BEGIN,
	PROBE_END,
	PROBE_ERROR,
	PROBE_TICK,    /* period: ns */
	PROBE_PROFILE, /* rate as a fraction: num/den per second */
	PROBE_EXIT,    /* isa and reason */
	PROBE_ENTRY,   /* isa */
	PROBE_EVENT,   /* rows of a table of the trace: a tracepoint, module:name */
	PROBE_NR_KINDS,
};

/*
 * How arguments are numbered on an exit or entry: our own, or that of the kvm-* aliases of
 * d-language 1.4 (vexit: arg0 = rip, arg1 = reason).
 */
enum probe_args { ARGS_VM, ARGS_VEXIT, ARGS_VCPU /* arg0 = the vCPU's number */ };

/* In place of a reason: every exit whose reason has no probe of its own. */
#define PROBE_REASON_OTHER 0xfffffffeu
/* Every exit, whatever its reason: the kvm-* aliases. */
#define PROBE_REASON_ANY 0xfffffffdu

/* A field of a tracepoint, as args->NAME is in D. */
enum probe_field_kind {
	PROBE_FIELD_INT,
	PROBE_FIELD_TEXT,
	PROBE_FIELD_LIST,  /* of integers */
	PROBE_FIELD_OTHER, /* bytes that D has no type for */
	PROBE_FIELD_MIXED, /* what it is depends on the session */
};
struct probe_field {
	const char *name;
	enum probe_field_kind kind;
	uint8_t size; /* of its integers, in bytes */
	bool sign;
	bool varies; /* sessions have it in several sizes, of which this is the widest */
};

struct probe {
	uint32_t id; /* from 1, as printed: BEGIN 1, END 2, ERROR 3 */
	const char *provider, *module, *function, *name;
	enum probe_kind kind;
	enum probe_args args;
	uint8_t isa;	   /* VMT_ISA_* */
	uint32_t reason;   /* PROBE_EXIT; or PROBE_REASON_* */
	uint64_t period;   /* PROBE_TICK: ns */
	uint64_t num, den; /* PROBE_PROFILE: num / den times a second */
	uint32_t nfields;  /* PROBE_EVENT: all that some session has */
	const struct probe_field *fields;
	bool unseen; /* no trace is there to tell the fields: any may be named */
};

struct probe_set;
struct probe_set *probe_set_new(void); /* with BEGIN, END and ERROR; NULL: no memory */
void probe_set_free(struct probe_set *);
/* Adds vm:ISA:NAME:exit and its aliases; vm:ISA::entry and its aliases. 0 or -ENOMEM. */
int probe_set_add_exit(struct probe_set *, uint8_t isa, uint32_t reason, const char *name);
int probe_set_add_entry(struct probe_set *, uint8_t isa);
/* Adds tracepoint:SYSTEM::EVENT, or what this session's fields add to it. 0 or -ENOMEM. */
int probe_set_add_event(struct probe_set *, const char *system, const char *event,
			const struct probe_field *, uint32_t n);
/* Whatever tracepoints are named there are: what they match comes into being as it is written. */
void probe_set_any_event(struct probe_set *);
/* The fastest rate at which samples were taken, as a fraction; profile-N beyond is refused. */
void probe_set_rate(struct probe_set *, uint64_t num, uint64_t den);

uint32_t probe_set_count(const struct probe_set *);
const struct probe *probe_set_at(const struct probe_set *, uint32_t index);

enum probe_error {
	PROBE_NO_MATCH = -1,
	PROBE_BAD = -2,	 /* malformed: five fields, a bad class */
	PROBE_FAST = -3, /* profile-N beyond the recorded rate: message names it */
	PROBE_NOMEM = -4,
};
/* Cuts "provider:module:function:name" in place, filled from the right. false: five fields. */
bool probe_split(char *text, const char *fields[4]);
/*
 * Matches "provider:module:function:name" (filled from the right, globs in each field) and
 * calls found() for each probe in id order. Returns how many, or an enum probe_error, with
 * a reason in message[].
 */
int probe_set_match(struct probe_set *, const char *description,
		    void (*found)(void *self, uint32_t index), void *self, char *message,
		    uint32_t size);

#endif
