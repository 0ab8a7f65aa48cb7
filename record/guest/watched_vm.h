/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watched_vm.h - a VM that is looked at: its reader, when it may be asked next, and what that cost.
 *
 *	watched_vm_new
 *	watched_vm_locate	where its memory is now, or nowhere any more
 *	watched_vm_ask		a look begins
 *	watched_vm_hear		its answer becomes rows, if it has come
 *	watched_vm_free
 */
#ifndef RECORD_WATCHED_VM_H
#define RECORD_WATCHED_VM_H

#include "record/device.h"
#include "record/guest/guest_sights.h"
#include "record/guest/guest_vm.h"

/* What became of one, or of several together. */
struct guest_count {
	uint32_t met, named;   /* VMs, and those of them that told of a kernel */
	uint32_t looks;	       /* that did */
	uint64_t first, other; /* ns of CPU, at most: of the first at a kernel, and of others */
};

struct watched_vm {
	struct guest_vm guest;
	struct guest_reader reader;
	struct vm_slots slots;
	struct guest_sight sight;
	uint32_t tgid;
	bool due, gone;
	uint64_t gone_at;    /* the session's clock: no row of it is later than that round */
	uint64_t not_before; /* ns of CLOCK_MONOTONIC */
	uint32_t lost;	     /* looks in a row that nothing came of */
	uint64_t next_first; /* before that another kernel's first look is as any look */
	struct guest_count count;
	char text[GUEST_READER_TEXT]; /* of the last look: what it did not tell */
};

/* What a look is made with. */
struct looking {
	const struct device *device;
	struct guest_ledger *ledger;
	struct guest_sights *sights;
	uint32_t clock; /* enum vmtrace_clock_id */
	int epoll;	/* that readers' answers are waited for with */
};

/* NULL: no memory. */
struct watched_vm *watched_vm_new(uint16_t vm, uint32_t tgid);
void watched_vm_free(struct watched_vm *);
/* False: nowhere any more, and it is not looked at again. */
bool watched_vm_locate(struct watched_vm *, const struct looking *);
/* A look is due and can be made, but perhaps not before not_before. */
bool watched_vm_waits(const struct watched_vm *);
/* Both return 0 or a negative enum vmt_error. */
int watched_vm_ask(struct watched_vm *, const struct looking *);
int watched_vm_hear(struct watched_vm *, const struct looking *);
void guest_count_add(struct guest_count *sum, const struct guest_count *);

#endif
