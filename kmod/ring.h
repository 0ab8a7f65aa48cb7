/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring.h - one CPU's ring of records.
 *
 * One producer: its CPU with interrupts off, or anybody once that CPU is known to be silent.
 * One consumer: user space, which sees three maps (vmtrace_uapi.h) and owns `tail`; whatever
 * stands there, the producer only ever decides "fits" or "does not fit" by it.
 *
 *	rec = ring_reserve(ring, type, words, tsc);	header and tsc are filled, NULL: lost
 *	...						fill in place
 *	ring_commit(ring, words);
 *
 * Two bounds spare the producer a look at `tail` for each record: up to `limit` everything
 * fits in one piece, and before `wake_at` the reader need not be woken. Beyond either the
 * slow path looks again. A record that ends within `quick` has passed both.
 *
 * Reservations do not nest: commit one before the next. What does not fit is counted and
 * told by a LOST record ahead of the next one that fits.
 */
#ifndef VMTRACE_RING_H
#define VMTRACE_RING_H

#include <linux/irq_work.h>
#include <linux/types.h>

#include "vmtrace_uapi.h"

struct eventfd_ctx;
struct page;
struct vm_area_struct;

struct ring {
	u64 head;    /* bytes; published by ring_commit, never read back from shared memory */
	u64 limit;   /* of head; 0: look at tail first, or losing */
	u64 wake_at; /* head */
	u64 quick;   /* of head: limit, but before wake_at */
	u64 mask;    /* size - 1 */
	void *data;
	struct vmtrace_ring_head *shared;
	u32 seq;
	bool losing;
	struct vmtrace_ring_control *control;
	u64 watermark;
	u64 tail;  /* as last seen */
	u64 woken; /* the tail for which the reader has been woken */
	struct irq_work wake;
	struct eventfd_ctx *eventfd;
	struct vmtrace_lost lost;
	struct page **pages; /* control, head, data */
	unsigned int nr_pages;
};

/* Pages come from CPU's node. Takes over `eventfd` (may be NULL), on failure too. */
int ring_init(struct ring *ring, unsigned int cpu, u32 bytes, u32 watermark,
	      struct eventfd_ctx *eventfd);
/* Maps outlive it: each holds its pages. */
void ring_clear(struct ring *ring);
int ring_map(struct ring *ring, struct vm_area_struct *vma, unsigned int part);
void ring_signal(struct ring *ring);

void *ring_reserve_slow(struct ring *ring, u8 type, u32 words, u64 tsc);
void ring_wake(struct ring *ring);

/* Where the next record begins, if it fits in one piece. */
static __always_inline void *ring_at(const struct ring *ring)
{
	return ring->data + (ring->head & ring->mask);
}

static __always_inline void ring_header(void *at, u8 type, u32 words, u32 seq, u64 tsc)
{
	struct vmtrace_rec *rec = at;

	*(u32 *)at = words | type << 16; /* and no flags */
	rec->seq = seq;
	rec->tsc = tsc;
}

static __always_inline void *ring_begin(struct ring *ring, void *at, u8 type, u32 words, u64 tsc)
{
	ring_header(at, type, words, ring->seq++, tsc);
	return at;
}

static __always_inline void *ring_reserve(struct ring *ring, u8 type, u32 words, u64 tsc)
{
	if (likely(ring->head + words * 8ull <= ring->limit))
		return ring_begin(ring, ring_at(ring), type, words, tsc);
	return ring_reserve_slow(ring, type, words, tsc);
}

static __always_inline void ring_publish(struct ring *ring, u64 head)
{
	ring->head = head;
	smp_store_release(&ring->shared->head, head);
}

static __always_inline void ring_commit(struct ring *ring, u32 words)
{
	ring_publish(ring, ring->head + words * 8ull);
	if (unlikely(ring->head >= ring->wake_at))
		ring_wake(ring);
}

#endif
