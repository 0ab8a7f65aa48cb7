/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/world/names.h"

struct name {
	uint32_t set, order;
	uint64_t value;
	const struct str *text;
};

struct world_names {
	uint32_t count, room;
	uint32_t added; /* ever */
	struct name *names;
};

struct world_names *names_new(void)
{
	return calloc(1, sizeof(struct world_names));
}

void names_free(struct world_names *n)
{
	if (!n)
		return;
	free(n->names);
	free(n);
}

uint32_t names_count(const struct world_names *n)
{
	return n->count;
}

int names_add(struct world_names *n, uint32_t set, uint64_t value, const struct str *text)
{
	if (n->count == n->room) {
		uint32_t room = n->room ? n->room * 2 : 128;
		struct name *p = realloc(n->names, room * sizeof(*p));

		if (!p)
			return -ENOMEM;
		n->names = p;
		n->room = room;
	}
	n->names[n->count] = (struct name){ set, n->added++, value, text };
	n->count++;
	return 0;
}

static int compare(const struct name *a, const struct name *b)
{
	if (a->set != b->set)
		return a->set < b->set ? -1 : 1;
	return a->value < b->value ? -1 : a->value > b->value;
}

static int by_value(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = compare(x, y);

	return order ? order : x->order < y->order ? -1 : 1;
}

void names_sort(struct world_names *n)
{
	uint32_t kept = 0;

	if (n->count)
		qsort(n->names, n->count, sizeof(*n->names), by_value);
	for (uint32_t i = 0; i < n->count; i++)
		if (!kept || compare(&n->names[kept - 1], &n->names[i]))
			n->names[kept++] = n->names[i];
	n->count = kept;
}

/* The first name not below `want`. */
static uint32_t lower_bound(const struct world_names *n, const struct name *want)
{
	uint32_t low = 0, high = n->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (compare(&n->names[mid], want) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct str *names_find(const struct world_names *n, uint32_t set, uint64_t value)
{
	struct name want = { .set = set, .value = value };
	uint32_t at = lower_bound(n, &want);

	return at < n->count && !compare(&n->names[at], &want) ? n->names[at].text : NULL;
}

void names_each(const struct world_names *n, uint32_t set,
		void (*fn)(void *self, uint64_t value, const struct str *), void *self)
{
	struct name want = { .set = set };

	for (uint32_t i = lower_bound(n, &want); i < n->count && n->names[i].set == set; i++)
		fn(self, n->names[i].value, n->names[i].text);
}
