/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_census.h - who ran in a session's guests, as its recorder read it from their memory: the
 * entries of guest_task, each a thread with its names, and the times for which they hold. Rounds
 * are added in order and then settled before anybody is asked for.
 *
 * A process is found by the page table that it has in user mode, a thread by its kernel stack,
 * where entries that hold at that time agree on it:
 *
 *	GUEST_BY_TABLE	key: the table's address, in user mode
 *	GUEST_BY_ENTRY	the same on the way into an isolated kernel, which has tables of its own
 *	GUEST_BY_STACK	key: an address in the stack, RSP - 1
 *
 * What no recorder would tell is no entry: numbers that come twice, times that end before they
 * begin, stacks that do not lie as kernels lay them.
 */
#ifndef REPORT_GUEST_CENSUS_H
#define REPORT_GUEST_CENSUS_H

#include "format/vmt.h"
#include "report/value.h"

enum guest_by { GUEST_BY_TABLE, GUEST_BY_ENTRY, GUEST_BY_STACK };

struct guest_process {
	uint32_t pid;		/* of its first thread */
	const struct str *name; /* that one's; interned */
};
struct guest_entry {
	uint32_t vm, number, pid, tgid, ppid, stack_size;
	uint8_t flags;	      /* VMT_GUEST_* */
	bool ended;	      /* a row says so; else it goes on */
	bool wrong;	      /* it is none */
	uint64_t from, until; /* on the session's clock */
	uint64_t root, user_root, stack;
	const struct str *comm;
	uint32_t process; /* guest_census_process() */
};

/* A stack's pages, and nothing smaller, are somebody's. */
#define GUEST_STACK_PAGE 12

struct guest_census;
int guest_census_new(struct guest_census **, struct strpool *); /* -ENOMEM */
void guest_census_free(struct guest_census *);
int guest_census_add(struct guest_census *, const struct vmt_session *,
		     const struct vmt_round_info *); /* -ENOMEM */
/* Nobody asks for times up to this one any more: those that ended go. */
void guest_census_forget(struct guest_census *, uint64_t time);
int guest_census_settle(struct guest_census *); /* -ENOMEM */
/* Counts the settlings that changed something: an answer is good as long as this stays. */
uint32_t guest_census_version(const struct guest_census *);

/* In whose user mode is the kernel isolated from? Else GUEST_BY_ENTRY finds nobody. */
bool guest_census_isolates(const struct guest_census *, uint64_t vm);
/*
 * The number of the process, 0: it is unknown. It is so for this key (by stack: for its page) at
 * the times *from to *until, which hold the one asked for.
 */
uint32_t guest_census_find(const struct guest_census *, uint64_t vm, enum guest_by, uint64_t key,
			   uint64_t time, uint64_t *from, uint64_t *until);
/* Who a row is of, as those rules have it: a guest's row in long mode, not of a guest's guest. */
struct guest_whom {
	uint64_t vm, time, cpl;
	uint64_t table, rsp; /* table: CR3's address alone */
	bool has_table, has_rsp;
};
uint32_t guest_census_whom(const struct guest_census *, const struct guest_whom *);
/* Of a number: NULL for 0. Until the next settling. */
const struct guest_process *guest_census_process(const struct guest_census *, uint32_t number);

uint32_t guest_census_count(const struct guest_census *);
const struct guest_entry *guest_census_entry(const struct guest_census *, uint32_t i);

#endif
