/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_watch.h - looks at the guests of a capture while it runs, for --guest-names.
 *
 *	guest_watch_start	capture has begun: records are listened to
 *	guest_watch_act		`fd` has something to read: looks begin, answers become rows
 *	guest_watch_last	before capture stops, guest_watch_finish behind it: one look more
 *	guest_watch_release
 *
 * A VM is looked at as soon as a record of its kernel is met, then at an interval, a little before
 * a round ends, and when a CR3 is met that was not before. Each has a reader of its own, a process;
 * nobody waits for it but guest_watch_finish, and that not for long. What a look cost is waited
 * for many times over before the next, so that all looks at a guest take a small share of a CPU.
 */
#ifndef RECORD_GUEST_WATCH_H
#define RECORD_GUEST_WATCH_H

#include "record/guest/watched_vm.h"
#include "record/roster.h"

#define GUEST_WATCH_VMS 64 /* looked at at once: a process each */

struct guest_watch {
	int fd; /* to be polled for reading; -1: no guest is looked at */
	int ticker, alarm;
	struct roster *roster;
	struct track *tracks;
	uint32_t ntracks;
	struct guest_sights sights;
	struct guest_ledger ledger;
	struct looking with;
	struct watched_vm **vms;
	uint32_t nvms, room;
	struct guest_count forgotten; /* of VMs that are gone */
	uint64_t sniff; /* ns until the rings are looked into again for a first record */
	bool crowded;	/* there were more VMs than are looked at */
};

/* What of a capture is needed, all the caller's. */
struct guest_source {
	const struct device *device;
	struct roster *roster;
	struct sealer *sealer;
	uint32_t clock;
	struct track *tracks;
	uint32_t ntracks;
	const struct reg_set *regs; /* [VMTRACE_NR_EVENTS], accepted */
	uint64_t every, round;	    /* ns */
};

/* fd -1: what guest_watch_release() takes, and all others, which do nothing then. */
void guest_watch_init(struct guest_watch *);
/* 0 or a negative errno; release it either way. Tracks are not drained yet. */
int guest_watch_start(struct guest_watch *, const struct guest_source *);
/* 0 or a negative enum vmt_error; the next two as well. */
int guest_watch_act(struct guest_watch *);
int guest_watch_last(struct guest_watch *);
/* No row is later than the time at which the session ends. */
int guest_watch_finish(struct guest_watch *, uint64_t end);
/* What held at a time, as rows of a session that begins there. 0 or -ENOMEM. */
int guest_watch_tell(const struct guest_watch *, struct rows *, uint64_t by);
/* What was over before that is not asked for any more. */
void guest_watch_sweep(struct guest_watch *, uint64_t before);
/* Readers are children: whether a process is one of them. */
bool guest_watch_has(const struct guest_watch *, pid_t);
void guest_watch_release(struct guest_watch *);

#endif
