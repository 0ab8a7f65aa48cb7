/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "ring.h"

/* Room for `words` in one piece behind head, a PAD closing the ring's end; NULL: none. */
static void *ring_place(struct ring *ring, u32 words)
{
	u64 size = ring->mask + 1, at = ring->head & ring->mask, end = size - at;
	u64 pad = words * 8ull > end ? end : 0;
	struct vmtrace_rec *rec;

	if (ring->head + pad + words * 8ull - ring->tail > size)
		return NULL;
	if (!pad)
		return ring->data + at;
	rec = ring->data + at; /* of a PAD that is one word long, only the header exists */
	rec->words = pad / 8;
	rec->type = VMTRACE_PAD;
	rec->flags = 0;
	rec->seq = ring->seq++;
	ring->head += pad;
	return ring->data;
}

/* Lost records take their sequence numbers here, so that a PAD ahead of it follows the last. */
static bool ring_tell_lost(struct ring *ring)
{
	struct vmtrace_lost *lost = ring_place(ring, sizeof(*lost) / 8);
	unsigned int i;

	if (!lost)
		return false;
	for (i = 0; i < VMTRACE_NR_TYPES; i++)
		ring->seq += ring->lost.count[i];
	*lost = ring->lost;
	ring_begin(ring, lost, VMTRACE_LOST, sizeof(*lost) / 8, ring->lost.rec.tsc);
	ring_commit(ring, sizeof(*lost) / 8);
	memset(&ring->lost, 0, sizeof(ring->lost));
	ring->losing = false;
	return true;
}

static void ring_lose(struct ring *ring, u8 type, u64 tsc)
{
	struct vmtrace_lost *lost = &ring->lost;

	if (!ring->losing) {
		lost->rec.words = sizeof(*lost) / 8;
		lost->rec.type = VMTRACE_LOST;
		lost->first = tsc;
		ring->losing = true;
	}
	lost->rec.tsc = tsc;
	lost->count[type]++;
}

/* Up to where records fit without wrapping; whatever the reader made of tail. */
static u64 ring_limit(const struct ring *ring)
{
	u64 size = ring->mask + 1, lap = (ring->head | ring->mask) + 1;

	if (ring->losing || ring->head - ring->tail > size)
		return 0;
	return min(lap, ring->tail + size);
}

static void ring_bound(struct ring *ring)
{
	ring->quick = min(ring->limit, ring->wake_at - 1);
}

void *ring_reserve_slow(struct ring *ring, u8 type, u32 words, u64 tsc)
{
	void *at = NULL;

	ring->tail = smp_load_acquire(&ring->control->tail);
	if (!ring->losing || ring_tell_lost(ring))
		at = ring_place(ring, words);
	if (!at)
		ring_lose(ring, type, tsc);
	ring->limit = ring_limit(ring);
	ring_bound(ring);
	return at ? ring_begin(ring, at, type, words, tsc) : NULL;
}

/*
 * One wake-up for each value of tail: a reader that has not moved need not hear it again, but
 * once it has, it must.
 */
void ring_wake(struct ring *ring)
{
	u64 tail = smp_load_acquire(&ring->control->tail);

	ring->wake_at = ring->head + ring->watermark / 8;
	if (ring->head - tail < ring->watermark) {
		ring->wake_at = tail + ring->watermark;
	} else if (ring->woken != tail) {
		ring->woken = tail;
		irq_work_queue(&ring->wake);
	}
	ring_bound(ring);
}

void ring_signal(struct ring *ring)
{
	if (ring->eventfd)
		vt_eventfd_signal(ring->eventfd);
}

static void ring_work(struct irq_work *work)
{
	ring_signal(container_of(work, struct ring, wake));
}

/* No ring takes more than half of what is left: at the last page others would be killed. */
static int ring_alloc(struct ring *ring, unsigned int cpu, unsigned int nr_pages)
{
	gfp_t gfp = GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	struct page *page;
	void *at;

	if (si_mem_available() / 2 < nr_pages)
		return -ENOMEM;
	ring->pages = kvcalloc(nr_pages, sizeof(*ring->pages), GFP_KERNEL_ACCOUNT);
	if (!ring->pages)
		return -ENOMEM;
	while (ring->nr_pages < nr_pages) {
		page = alloc_pages_node(cpu_to_node(cpu), gfp, 0);
		if (!page)
			return -ENOMEM;
		ring->pages[ring->nr_pages++] = page;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	at = vmap(ring->pages, nr_pages, VM_MAP, PAGE_KERNEL);
	if (!at)
		return -ENOMEM;
	ring->control = at;
	ring->shared = at + PAGE_SIZE;
	ring->data = at + 2 * PAGE_SIZE;
	return 0;
}

int ring_init(struct ring *ring, unsigned int cpu, u32 bytes, u32 watermark,
	      struct eventfd_ctx *eventfd)
{
	int err;

	memset(ring, 0, sizeof(*ring));
	ring->mask = bytes - 1;
	ring->limit = bytes;
	ring->watermark = watermark;
	ring->wake_at = eventfd ? watermark : U64_MAX;
	ring->woken = U64_MAX;
	ring_bound(ring);
	ring->eventfd = eventfd;
	/* not a hard one: on PREEMPT_RT eventfd_signal() may sleep */
	init_irq_work(&ring->wake, ring_work);
	err = ring_alloc(ring, cpu, 2 + bytes / PAGE_SIZE);
	if (err)
		ring_clear(ring);
	return err;
}

void ring_clear(struct ring *ring)
{
	irq_work_sync(&ring->wake);
	if (ring->eventfd)
		eventfd_ctx_put(ring->eventfd);
	if (ring->control)
		vunmap(ring->control);
	while (ring->nr_pages)
		__free_page(ring->pages[--ring->nr_pages]);
	kvfree(ring->pages);
	memset(ring, 0, sizeof(*ring));
}

int ring_map(struct ring *ring, struct vm_area_struct *vma, unsigned int part)
{
	unsigned long pages = part == VMTRACE_DATA ? ring->nr_pages - 2 : 1;
	bool writable = part == VMTRACE_CONTROL;

	if (vma_pages(vma) != pages || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC || (!writable && vma->vm_flags & VM_WRITE))
		return -EPERM;
	vt_vm_flags_mod(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP,
			VM_MAYEXEC | (writable ? 0 : VM_MAYWRITE));
	return vm_map_pages_zero(vma, ring->pages + part, pages); /* in the order of the parts */
}
