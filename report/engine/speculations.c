/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/speculations.h"

#include <stdlib.h>

struct speculation {
	bool begun;
	struct kept_list kept;
};

struct speculations {
	uint32_t n;
	uint64_t specsize, failed, dropped;
	struct kept_list committed;
	struct speculation all[]; /* identity - 1 */
};

struct speculations *speculations_new(uint32_t nspec, uint64_t specsize)
{
	struct speculations *s = calloc(1, sizeof(*s) + (size_t)nspec * sizeof(*s->all));

	if (!s)
		return NULL;
	s->n = nspec;
	s->specsize = specsize;
	return s;
}

void speculations_free(struct speculations *s)
{
	if (!s)
		return;
	for (uint32_t i = 0; i < s->n; i++)
		kept_release(&s->all[i].kept);
	kept_release(&s->committed);
	free(s);
}

uint32_t speculations_begin(struct speculations *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (!s->all[i].begun) {
			s->all[i].begun = true;
			return i + 1;
		}
	s->failed++;
	return 0;
}

bool speculations_valid(const struct speculations *s, int64_t id)
{
	return id >= 0 && id <= s->n;
}

static struct speculation *begun(struct speculations *s, uint32_t id)
{
	return id && s->all[id - 1].begun ? &s->all[id - 1] : NULL;
}

void speculations_commit(struct speculations *s, uint32_t id)
{
	struct speculation *one = begun(s, id);

	if (!one)
		return;
	kept_append(&s->committed, &one->kept);
	one->begun = false;
}

void speculations_discard(struct speculations *s, uint32_t id)
{
	struct speculation *one = begun(s, id);

	if (!one)
		return;
	kept_release(&one->kept);
	one->begun = false;
}

bool speculations_reserve(struct speculations *s, uint32_t id, uint64_t size)
{
	const struct speculation *one = begun(s, id);

	if (!one)
		return false;
	if (one->kept.size + size <= s->specsize)
		return true;
	s->dropped++;
	return false;
}

int speculations_keep(struct speculations *s, uint32_t id, const struct wish *w, uint64_t size)
{
	struct speculation *one = begun(s, id);

	return one ? kept_add(&one->kept, w, size) : 0;
}

struct kept_list *speculations_committed(struct speculations *s)
{
	return &s->committed;
}

uint64_t speculations_failed(const struct speculations *s)
{
	return s->failed;
}

uint64_t speculations_dropped(const struct speculations *s)
{
	return s->dropped;
}
