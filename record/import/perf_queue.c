/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/perf_queue.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void perf_queue_release(struct perf_queue *q)
{
	free(q->list);
	free(q->spare);
	free(q->data);
	*q = (struct perf_queue){ 0 };
}

static int grow_list(struct perf_queue *q)
{
	uint32_t room = q->room * 2 + 1024;
	struct perf_queued *list = realloc(q->list, room * sizeof(*list)), *spare;

	if (!list)
		return -ENOMEM;
	q->list = list;
	spare = realloc(q->spare, room * sizeof(*spare));
	if (!spare)
		return -ENOMEM;
	q->spare = spare;
	q->room = room;
	return 0;
}

static int grow_data(struct perf_queue *q, size_t size)
{
	size_t room = (q->used + size) * 2;
	uint8_t *data = realloc(q->data, room);

	if (!data)
		return -ENOMEM;
	q->data = data;
	q->data_room = room;
	return 0;
}

int perf_queue_add(struct perf_queue *q, const struct perf_queued *e, const void *data)
{
	if (q->n == q->room && grow_list(q))
		return -ENOMEM;
	if (q->used + e->size > q->data_room && grow_data(q, e->size))
		return -ENOMEM;
	q->list[q->n] = *e;
	q->list[q->n++].data = q->used;
	if (e->size)
		memcpy(q->data + q->used, data, e->size);
	/* records are read as words, too */
	q->used += (e->size + 7) & ~(size_t)7;
	return 0;
}

/* ---- Order ---- */

typedef bool before_fn(const struct perf_queued *a, const struct perf_queued *b);

static bool earlier(const struct perf_queued *a, const struct perf_queued *b)
{
	return a->time < b->time;
}

static bool lower_cpu(const struct perf_queued *a, const struct perf_queued *b)
{
	return a->cpu < b->cpu;
}

static uint32_t run_end(const struct perf_queued *list, uint32_t from, uint32_t n,
			before_fn *before)
{
	uint32_t i = from + 1;

	while (i < n && !before(&list[i], &list[i - 1]))
		i++;
	return i < n ? i : n;
}

static void merge(const struct perf_queued *a, uint32_t na, const struct perf_queued *b,
		  uint32_t nb, struct perf_queued *to, before_fn *before)
{
	while (na && nb) {
		bool second = before(b, a);

		*to++ = second ? *b++ : *a++;
		na -= !second;
		nb -= second;
	}
	memcpy(to, na ? a : b, (na + nb) * sizeof(*to));
}

/* Runs that are in order are merged in pairs until there is one; one is what most rounds are. */
static void sort(struct perf_queue *q, uint32_t n, before_fn *before)
{
	struct perf_queued *swap;

	while (n && run_end(q->list, 0, n, before) < n) {
		for (uint32_t from = 0; from < n;) {
			uint32_t middle = run_end(q->list, from, n, before);
			uint32_t end = middle < n ? run_end(q->list, middle, n, before) : n;

			merge(q->list + from, middle - from, q->list + middle, end - middle,
			      q->spare + from, before);
			from = end;
		}
		memcpy(q->spare + n, q->list + n, (q->n - n) * sizeof(*q->list));
		swap = q->list;
		q->list = q->spare;
		q->spare = swap;
	}
}

void perf_queue_sort(struct perf_queue *q)
{
	sort(q, q->n, earlier);
}

void perf_queue_group(struct perf_queue *q, uint32_t n)
{
	sort(q, n, lower_cpu);
}

uint32_t perf_queue_until(const struct perf_queue *q, uint64_t t)
{
	uint32_t low = 0, high = q->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (q->list[middle].time <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What stays is copied together. */
void perf_queue_drop(struct perf_queue *q, uint32_t n)
{
	size_t used = 0;
	uint8_t *data;

	q->n -= n;
	if (!q->n) {
		q->used = 0;
		return;
	}
	memmove(q->list, q->list + n, q->n * sizeof(*q->list));
	/* They may lie in any order; where memory is short they stay where they are. */
	data = malloc(q->data_room);
	if (!data)
		return;
	for (uint32_t i = 0; i < q->n; i++) {
		struct perf_queued *e = &q->list[i];

		memcpy(data + used, q->data + e->data, e->size);
		e->data = used;
		used += (e->size + 7) & ~(size_t)7;
	}
	free(q->data);
	q->data = data;
	q->used = used;
}
