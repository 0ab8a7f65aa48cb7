/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_vm.h - one VM's guest as looks at it have found it, and what of that the file was told.
 *
 *	guest_vm_take	an answer's rows: the look, images that are new or lie elsewhere, threads
 *			that began or ended
 *	guest_vm_fail	a look that came to nothing
 *	guest_vm_tell	what held at a time, once more, for a session that begins there
 *
 * Rows are staged at the look's end, or where the round begins if that is later, never before one
 * that is staged already. Symbols are no small thing: they go to the writer at once, while readers
 * drain the rings, and not when a round is due.
 */
#ifndef RECORD_GUEST_VM_H
#define RECORD_GUEST_VM_H

#include "record/guest/guest_reader.h"
#include "record/guest/guest_rows_put.h"
#include "record/round.h"

/* What all VMs of a session share. */
struct guest_ledger {
	struct sealer *sealer;
	struct guest_images images;
	uint32_t entries; /* the last one's number */
	uint64_t floor;	  /* time of the last row */
	uint64_t limit;	  /* no row is later: the session's end */
};

struct guest_vm {
	uint16_t vm;
	uint64_t kernel;  /* as the reader numbers it; 0: none is known */
	uint64_t symbols; /* that are known, too */
	uint32_t image;	  /* number of the kernel's; 0: none */
	struct guest_epochs epochs;
	struct guest_places places;
	struct told_look *looks; /* that a session may begin with: the last is the newest */
	uint32_t nlooks, looks_room;
	char **banners; /* what its kernels called themselves, the last one's last */
	uint32_t nbanners;
};

void guest_vm_release(struct guest_vm *);
/*
 * Both return 0 or a negative enum vmt_error. since: what this thread had cost when it began to
 * hear the answer (ns of CPU time), which counts as the look's.
 */
int guest_vm_take(struct guest_vm *, struct guest_ledger *, const struct guest_answer *,
		  uint64_t since);
int guest_vm_fail(struct guest_vm *, struct guest_ledger *, const char *why);
/* 0 or -ENOMEM. */
int guest_vm_tell(const struct guest_vm *, const struct guest_ledger *, struct rows *, uint64_t by);
void guest_vm_sweep(struct guest_vm *, uint64_t before);

#endif
