/* SPDX-License-Identifier: GPL-2.0 */
/* Whether threads keep to one CPU each within a round. */
#include <errno.h>
#include <stdlib.h>

#include "report/room.h"
#include "report/world/replay_round.h"

struct met {
	uint64_t thread;
	uint32_t cpu;
};
struct meetings {
	const struct world_session *session;
	uint64_t last; /* task, as the rows have it */
	uint32_t n, room;
	struct met *met;
};

/* Rows mostly repeat what stood before them. */
static int meet(struct meetings *m, uint64_t task, uint32_t cpu)
{
	const struct met *last = m->n ? &m->met[m->n - 1] : NULL;

	if (last && m->last == task && last->cpu == cpu)
		return 0;
	if (room_for((void **)&m->met, &m->room, sizeof(*m->met), m->n + 1ull))
		return -ENOMEM;
	m->last = task;
	m->met[m->n++] = (struct met){ world_thread(m->session, cpu, task), cpu };
	return 0;
}

static int meet_runs(struct meetings *m, const struct vmt_view *v, const struct vmt_group *g)
{
	uint32_t first = 0;
	int rc = 0;

	for (uint32_t i = 0; i < v->nvalues && !rc; first = v->ends[i++])
		if (v->ends[i] > g->first && first < g->first + g->rows)
			rc = meet(m, v->values[i], g->cpu);
	return rc;
}

static int meet_rows(struct meetings *m, const struct vmt_view *v, const struct vmt_group *g)
{
	int rc = 0;

	for (uint32_t i = g->first; i < g->first + g->rows && !rc; i++)
		rc = meet(m, view_at(v, i), g->cpu);
	return rc;
}

/* 1, 0: a row has no value; -ENOMEM. */
static int meet_part(struct replay *r, uint32_t part, int column, struct meetings *m)
{
	const struct vmt_group *g = part_group(r, part);
	struct cells *cells = replay_open_chunk(r, &r->round[r->parts[part].chunk]);
	const struct vmt_view *v = cells ? cells_view(cells, column) : NULL;
	int rc;

	if (!cells || cells->nomem)
		return -ENOMEM;
	if (!v || v->valid || v->kind == VMT_BYTES || v->kind == VMT_LISTS)
		return 0;
	rc = v->kind == VMT_RUNS ? meet_runs(m, v, g) : meet_rows(m, v, g);
	return rc ? rc : 1;
}

static int by_thread(const void *a, const void *b)
{
	const struct met *x = a, *y = b;

	return x->thread < y->thread ? -1 : x->thread > y->thread;
}

int replay_apart(struct replay *r, const int *columns)
{
	struct meetings m = { .session = r->session };
	int rc = 1;

	for (uint32_t i = 0; i < r->nsorted && rc > 0; i++) {
		uint32_t part = r->sorted[i];
		uint32_t which = r->round[r->parts[part].chunk].which;

		if (part_group(r, part)->rows)
			rc = meet_part(r, part, columns[which], &m);
	}
	if (rc > 0 && m.n)
		qsort(m.met, m.n, sizeof(*m.met), by_thread);
	for (uint32_t i = 1; i < m.n && rc > 0; i++)
		rc = m.met[i].thread != m.met[i - 1].thread || m.met[i].cpu == m.met[i - 1].cpu;
	free(m.met);
	return rc;
}
