/* SPDX-License-Identifier: GPL-2.0 */
#include "record/ring_reader.h"

#include <stddef.h>

#define WORD 8

static void skip_all(struct ring *r)
{
	r->next = r->limit;
	r->nonsense++;
}

void ring_acquire(struct ring *r)
{
	uint64_t head = __atomic_load_n(&r->head->head, __ATOMIC_ACQUIRE);

	r->limit = head & ~(uint64_t)(WORD - 1);
	if (r->limit != head || r->limit - r->next > r->bytes)
		skip_all(r);
}

/* Bytes of the record at `next`, or 0 if it can be none. */
static uint64_t record_bytes(const struct ring *r, const struct vmtrace_rec *rec)
{
	uint64_t bytes = (uint64_t)rec->words * WORD;
	uint64_t to_end = r->bytes - (r->next & (r->bytes - 1));
	uint64_t least = rec->type == VMTRACE_PAD ? WORD : sizeof(*rec);

	return bytes < least || bytes > to_end || bytes > r->limit - r->next ? 0 : bytes;
}

const struct vmtrace_rec *ring_peek(struct ring *r)
{
	while (r->next != r->limit) {
		const void *at = r->data + (r->next & (r->bytes - 1));
		const struct vmtrace_rec *rec = at;
		uint64_t bytes = record_bytes(r, rec);

		if (!bytes) {
			skip_all(r);
			return NULL;
		}
		if (rec->type != VMTRACE_PAD)
			return rec;
		r->pads++;
		r->next += bytes;
	}
	return NULL;
}

void ring_next(struct ring *r, const struct vmtrace_rec *rec)
{
	r->next += (uint64_t)rec->words * WORD;
	r->pads = 0;
}

void ring_release(struct ring *r)
{
	__atomic_store_n(&r->control->tail, r->next, __ATOMIC_RELEASE);
}
