/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/span_list.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct span_list {
	uint32_t ntables;
	int *tables;
	struct cells_pool *pools; /* by table, under the lock */
	pthread_mutex_t lock;

	uint32_t n, room, first; /* all before the first are finished */
	struct span_chunk *chunks;
	uint32_t *due;
};

static int which_table(const struct span_list *l, uint32_t table)
{
	for (uint32_t i = 0; i < l->ntables; i++)
		if (l->tables[i] >= 0 && (uint32_t)l->tables[i] == table)
			return i;
	return -1;
}

static void add_chunk(struct span_list *l, const struct vmt_chunk *chunk, uint64_t round)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	struct span_chunk *c = &l->chunks[l->n];
	int which = which_table(l, info->table);

	if (which < 0)
		return;
	*c = (struct span_chunk){ .which = which, .chunk = chunk, .info = info, .round = round };
	c->first_ns = UINT64_MAX;
	for (uint32_t g = 0; g < info->ngroups; g++) {
		uint64_t first = vmt_chunk_mono(info, info->groups[g].min_time);
		uint64_t last = vmt_chunk_mono(info, info->groups[g].max_time);

		c->first_ns = first < c->first_ns ? first : c->first_ns;
		if (last >= c->last_ns) {
			c->last_ns = last;
			c->last_real = vmt_chunk_real(info, info->groups[g].max_time);
		}
	}
	l->n++;
}

static void clear(struct span_list *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		cells_close(&l->pools[l->chunks[i].which], l->chunks[i].cells);
		free(l->chunks[i].taken);
	}
	l->n = l->first = 0;
}

static int make_room(struct span_list *l, const struct stretch *stretch)
{
	size_t n = 1;
	void *chunks, *due;

	for (uint32_t i = 0; i < stretch->n; i++)
		n += vmt_round_info(stretch->rounds[i])->nchunks;
	if (n <= l->room)
		return 0;
	chunks = reallocarray(l->chunks, n, sizeof(*l->chunks));
	l->chunks = chunks ? chunks : l->chunks;
	due = reallocarray(l->due, n, sizeof(*l->due));
	l->due = due ? due : l->due;
	if (!chunks || !due)
		return -ENOMEM;
	l->room = n;
	return 0;
}

int span_list_stretch(struct span_list *l, const struct stretch *stretch)
{
	uint64_t later = UINT64_MAX;

	clear(l);
	if (make_room(l, stretch))
		return -ENOMEM;
	for (uint32_t r = 0; r < stretch->n; r++) {
		const struct vmt_round_info *info = vmt_round_info(stretch->rounds[r]);

		for (uint32_t i = 0; i < info->nchunks; i++)
			add_chunk(l, info->chunks[i], info->index);
	}
	for (uint32_t i = l->n; i-- > 0;) {
		later = l->chunks[i].first_ns < later ? l->chunks[i].first_ns : later;
		l->chunks[i].later_ns = later;
	}
	return 0;
}

int span_list_open(struct span_list **out, const struct world_session *session, const int *tables,
		   uint32_t n)
{
	struct span_list *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	pthread_mutex_init(&l->lock, NULL);
	l->tables = calloc(n + 1, sizeof(*l->tables));
	l->pools = calloc(n + 1, sizeof(*l->pools));
	if (!l->tables || !l->pools)
		goto fail;
	l->ntables = n;
	for (uint32_t i = 0; i < n; i++) {
		l->tables[i] = tables[i];
		if (tables[i] >= 0)
			l->pools[i].ncolumns = session->info->tables[tables[i]].ncolumns;
	}
	*out = l;
	return 0;
fail:
	span_list_free(l);
	return -ENOMEM;
}

void span_list_free(struct span_list *l)
{
	if (!l)
		return;
	clear(l);
	for (uint32_t i = 0; i < l->ntables; i++)
		cells_pool_release(&l->pools[i]);
	pthread_mutex_destroy(&l->lock);
	free(l->chunks);
	free(l->due);
	free(l->tables);
	free(l->pools);
	free(l);
}

const struct cells_pool *span_list_read(const struct span_list *l, uint32_t which)
{
	return &l->pools[which];
}

static bool is_before(uint64_t ns, uint64_t cut)
{
	return ns < cut || cut == SPAN_ALL;
}

uint32_t span_list_due(struct span_list *l, uint64_t round, uint64_t before)
{
	uint32_t n = 0;

	while (l->first < l->n && l->chunks[l->first].finished)
		l->first++;
	for (uint32_t i = l->first; i < l->n && is_before(l->chunks[i].later_ns, before); i++) {
		struct span_chunk *c = &l->chunks[i];

		if (c->round > round)
			break;
		if (c->finished || !is_before(c->first_ns, before))
			continue;
		c->before = before;
		c->finished = is_before(c->last_ns, before);
		c->whole = c->finished && !c->taken;
		l->due[n++] = i;
	}
	return n;
}

const struct span_chunk *span_list_at(const struct span_list *l, uint32_t i)
{
	return &l->chunks[l->due[i]];
}

struct span_chunk *span_list_take(struct span_list *l, uint32_t i)
{
	struct span_chunk *c = &l->chunks[l->due[i]];

	if (!c->finished && !c->taken) {
		c->taken = calloc(c->info->ngroups + 1, sizeof(*c->taken));
		if (!c->taken)
			return NULL;
	}
	if (!c->cells) {
		pthread_mutex_lock(&l->lock);
		c->cells = cells_open(&l->pools[c->which], c->chunk);
		pthread_mutex_unlock(&l->lock);
	}
	return c->cells ? c : NULL;
}

void span_list_give(struct span_list *l, struct span_chunk *c)
{
	if (!c->finished)
		return;
	pthread_mutex_lock(&l->lock);
	cells_close(&l->pools[c->which], c->cells);
	pthread_mutex_unlock(&l->lock);
	c->cells = NULL;
}

/* The first row of low .. high - 1 at or behind the cut, else high. */
static uint32_t cut_row(const struct span_chunk *c, const struct vmt_view *times, uint32_t low,
			uint32_t high)
{
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (vmt_chunk_mono(c->info, view_at(times, mid)) < c->before)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Where the group's rows before the cut end; where times are damaged all rows are at the first. */
static uint32_t group_end(struct span_chunk *c, const struct vmt_group *g, uint32_t first)
{
	uint32_t end = g->first + g->rows;
	const struct vmt_view *times;

	if (c->finished || vmt_chunk_mono(c->info, g->max_time) < c->before)
		return end;
	if (vmt_chunk_mono(c->info, g->min_time) >= c->before)
		return first;
	times = cells_indexed(c->cells, 0);
	return times ? cut_row(c, times, first, end) : end;
}

int span_rows(struct span_chunk *c, uint32_t group, struct span *span)
{
	const struct vmt_group *g = &c->info->groups[group];
	uint32_t first = g->first + (c->taken ? c->taken[group] : 0), end = group_end(c, g, first);

	if (c->cells->nomem)
		return -ENOMEM;
	if (c->taken)
		c->taken[group] = end - g->first;
	*span = (struct span){ .cpu = g->cpu, .first = first, .n = end - first };
	return 0;
}
