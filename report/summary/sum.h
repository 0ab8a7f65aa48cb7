/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sum.h - a session summed up: what summary.c prints, gathered in one pass in time order.
 * Everything is in tables from keys to the structs below.
 *
 * An exit's time reaches to the vCPU's next entry. The exit counter that both records carry
 * tells whether something between them is missing; such a pair is left out, never guessed.
 */
#ifndef REPORT_SUM_H
#define REPORT_SUM_H

#include "report/agg/agg_table.h"
#include "report/summary/latency.h"
#include "report/world/world.h"

struct sum_exit { /* keys: vm, reason */
	uint64_t count;
	struct latency latency;
};

struct sum_vcpu { /* keys: vm, vcpu */
	uint64_t exits, untraced;
	uint64_t guest_ns, handled_ns, idle_ns;
	uint64_t task;
	/* the last exit and entry, while they wait for the record that ends them */
	uint64_t exit_ns, entry_ns;
	uint32_t exit_counter, entry_counter;
	uint32_t exit, detail; /* entries of those tables, + 1 */
	bool in_exit, in_guest, counted;
};

enum sum_kind { SUM_MSR, SUM_PORT, SUM_CPUID, SUM_PAGE, SUM_KINDS };
struct sum_detail { /* keys: vm, enum sum_kind, number, access ('r', 'w', 'x' or 0) */
	uint64_t count, ns;
};

struct sum_space { /* keys: vm, 0 and a page table, or 1 and a process (guest_census.h) */
	uint64_t user, kernel, unknown;
};

struct sum_vm { /* key: vm */
	uint64_t exits, nested, samples;
};

struct sum_loss { /* keys: stream, cause */
	uint64_t count, first, last;
};

struct sum_ticks { /* key: cpu */
	uint64_t none, host, guest, ticks;
	uint64_t before; /* ticks of the capture before this session */
};

struct sum {
	const struct world_session *session;
	bool filtered;	/* exits of a vCPU were left out on purpose */
	bool chosen;	/* so was what ran under other names */
	bool continues; /* the capture began before the session did */
	bool early;	/* exits are stamped before the host's interrupts, else behind them */
	bool placed;	/* which of it the trace says */
	bool uncounted; /* it has no counter of exits: those that follow one another pair */
	uint32_t idle;	/* the reason of an idle guest's exits: HLT */
	uint64_t exits, entries, samples;
	uint64_t self;	/* exits that the sampler caused */
	uint64_t pairs; /* exits whose entry is known */
	struct agg_table exit, vcpu, detail, space, vm, loss, ticks;
};

/* -ENOMEM; what is in *sum is released by sum_release() in any case. */
int sum_gather(struct sum *, struct world_session *);
void sum_release(struct sum *);

#endif
