/* SPDX-License-Identifier: GPL-2.0 */
#include "record/task_verdicts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void task_verdicts_init(struct task_verdicts *v, const struct process_filter *filter)
{
	memset(v, 0, sizeof(*v));
	v->filter = filter;
}

void task_verdicts_release(struct task_verdicts *v)
{
	for (uint32_t i = 0; i < VERDICT_PAGES; i++)
		free(v->pages[i]);
	memset(v, 0, sizeof(*v));
}

static uint8_t *page_of(const struct task_verdicts *v, uint32_t task)
{
	return __atomic_load_n(&v->pages[task / VERDICT_PAGE], __ATOMIC_ACQUIRE);
}

/* NULL: no memory. Of two who make the same one the first is believed. */
static uint8_t *make_page(struct task_verdicts *v, uint32_t task)
{
	uint8_t *page = calloc(1, VERDICT_PAGE), *there = NULL;

	if (!page || __atomic_compare_exchange_n(&v->pages[task / VERDICT_PAGE], &there, page,
						 false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return page;
	free(page);
	return there;
}

static bool is_kept(uint32_t task)
{
	return task && task < VERDICT_PAGES * VERDICT_PAGE;
}

/* Where one's verdict is; NULL: no memory. */
static uint8_t *place_of(struct task_verdicts *v, uint32_t task)
{
	uint8_t *page = page_of(v, task) ?: make_page(v, task);

	return page ? &page[task % VERDICT_PAGE] : NULL;
}

/* Without memory nothing is said here: whoever asks will find out. */
void task_verdicts_add(struct task_verdicts *v, const struct vmtrace_task *task)
{
	uint8_t *place = is_kept(task->task) ? place_of(v, task->task) : NULL;
	bool takes = process_filter_takes(v->filter, task);

	if (place)
		__atomic_store_n(place, takes ? VERDICT_TAKE : VERDICT_LEAVE, __ATOMIC_RELAXED);
}

enum verdict task_verdicts_of(const struct task_verdicts *v, uint32_t task)
{
	const uint8_t *page;

	if (!is_kept(task))
		return VERDICT_TAKE;
	page = page_of(v, task);
	return page ? __atomic_load_n(&page[task % VERDICT_PAGE], __ATOMIC_RELAXED) : VERDICT_NONE;
}

int task_verdicts_trust(struct task_verdicts *v, uint32_t task)
{
	uint8_t *place = is_kept(task) ? place_of(v, task) : NULL, none = VERDICT_NONE;

	if (place)
		__atomic_compare_exchange_n(place, &none, VERDICT_TAKE, false, __ATOMIC_RELAXED,
					    __ATOMIC_RELAXED);
	return place || !is_kept(task) ? 0 : -ENOMEM;
}
