/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "report/world/replay.h"
#include "report/world/span_list.h"
#include "tests/alltrace.h"
#include "tests/engtest.h"

struct opened {
	struct strpool *pool;
	struct world *world;
	struct replay *replay;
	struct span_list *spans;
	struct stretch stretch;
	const char *path;
};

static struct opened open_both(void)
{
	struct opened o = { .pool = strpool_new(), .path = eng_synth(20000, 3) };
	const struct vmt_session *s;
	int tables[2];

	cr_assert_eq(world_open(&o.world, &o.path, 1, o.pool), 0);
	s = o.world->sessions[0].session;
	tables[0] = vmt_session_table(s, VMT_T_EXIT);
	tables[1] = vmt_session_table(s, VMT_T_ENTRY);
	cr_assert_eq(replay_open(&o.replay, &o.world->sessions[0], tables, 2, 0), 0);
	cr_assert_eq(span_list_open(&o.spans, &o.world->sessions[0], tables, 2), 0);
	cr_assert_eq(stretch_init(&o.stretch, &o.world->sessions[0]), 0);
	return o;
}

/* The next rounds, for rows and spans. */
static bool next_stretch(struct opened *o)
{
	int rc = stretch_next(&o->stretch);

	cr_assert_geq(rc, 0);
	if (rc) {
		replay_stretch(o->replay, &o->stretch);
		cr_assert_eq(span_list_stretch(o->spans, &o->stretch), 0);
	}
	return rc;
}

static void close_both(struct opened *o)
{
	stretch_release(&o->stretch);
	replay_free(o->replay);
	span_list_free(o->spans);
	world_free(o->world);
	strpool_free(o->pool);
}

static uint64_t all_rows(const struct opened *o)
{
	const struct vmt_session *s = o->world->sessions[0].session;
	struct alltrace trace;
	uint64_t n = 0;

	alltrace_open(&trace, o->path, -1, 0, NULL, NULL);
	for (uint32_t i = 0; i < trace.sessions[0].nchunks; i++) {
		const struct vmt_chunk_info *info = vmt_chunk_info(trace.sessions[0].chunks[i]);

		if (info->table == (uint32_t)vmt_session_table(s, VMT_T_EXIT) ||
		    info->table == (uint32_t)vmt_session_table(s, VMT_T_ENTRY))
			n += info->rows;
	}
	alltrace_close(&trace);
	return n;
}

Test(eng_replay, every_row_once_in_order)
{
	struct opened o = open_both();
	struct replay_row row;
	uint64_t n = 0, last = 0;
	uint32_t cpu = 0;

	cr_assert(next_stretch(&o));
	while (replay_round(o.replay) > 0)
		while (replay_row(o.replay, REPLAY_ALL, &row) > 0) {
			cr_assert(row.ns > last || (row.ns == last && row.cpu >= cpu));
			cr_assert_leq(row.ns, replay_round_end(o.replay));
			last = row.ns;
			cpu = row.cpu;
			n++;
		}
	cr_expect_eq(n, all_rows(&o));
	cr_expect_gt(n, 40000);
	close_both(&o);
}

/* How many rows are due of the list before a cut; in one group of a chunk time ascends. */
static uint64_t take_spans(struct span_list *l, uint64_t round, uint64_t before)
{
	uint32_t chunks = span_list_due(l, round, before);
	uint64_t n = 0;

	for (uint32_t i = chunks; i-- > 0;) {
		struct span_chunk *c = span_list_take(l, i);

		cr_assert_not_null(c);
		for (uint32_t g = 0; g < c->info->ngroups; g++) {
			struct span span;

			cr_assert_eq(span_rows(c, g, &span), 0);
			n += span.n;
		}
		span_list_give(l, c);
	}
	return n;
}

/* Cut at many times, rows and spans agree on what lies before each. */
Test(eng_replay, cuts_part_rows_and_spans_alike)
{
	struct opened o = open_both();
	struct replay_row row;
	uint64_t cut = o.world->sessions[0].info->start.mono, rows, in_spans, n = 0;
	const uint64_t step = 3000017;

	cr_assert(next_stretch(&o));
	while (replay_round(o.replay) > 0)
		for (bool more = true; more;) {
			more = (cut += step) <= replay_round_end(o.replay);
			in_spans = take_spans(o.spans, replay_round_number(o.replay),
					      more ? cut : SPAN_ALL);
			for (rows = 0; replay_row(o.replay, more ? cut : REPLAY_ALL, &row) > 0;
			     rows++)
				if (more)
					cr_assert_lt(row.ns, cut);
			cr_assert_eq(rows, in_spans);
			n += rows;
			cut -= more ? 0 : step;
		}
	cr_expect_eq(n, all_rows(&o));
	close_both(&o);
}

/* Without rounds, by time alone; every row is due once. */
Test(eng_replay, spans_of_all_rounds)
{
	struct opened o = open_both();
	uint64_t cut = o.world->sessions[0].info->start.mono, n = 0, last = 0;

	cr_assert(next_stretch(&o));
	for (uint32_t i = 0; i < 20; i++) {
		uint64_t more = take_spans(o.spans, SPAN_LAST_ROUND, cut += 7000013);

		n += more;
		last = more ? i : last;
	}
	cr_expect_gt(last, 5);
	n += take_spans(o.spans, SPAN_LAST_ROUND, SPAN_ALL);
	cr_expect_eq(n, all_rows(&o));
	cr_expect_eq(take_spans(o.spans, SPAN_LAST_ROUND, SPAN_ALL), 0);
	close_both(&o);
}

Test(eng_replay, a_table_that_is_not_there_has_no_rows)
{
	const char *path = eng_synth(1000, 3);
	struct strpool *pool = strpool_new();
	struct stretch stretch;
	struct world *world;
	struct replay *r;

	cr_assert_eq(world_open(&world, &path, 1, pool), 0);
	cr_assert_eq(replay_open(&r, &world->sessions[0], &(int){ VMT_EABSENT }, 1, 0), 0);
	cr_assert_eq(stretch_init(&stretch, &world->sessions[0]), 0);
	cr_assert_eq(stretch_next(&stretch), 1);
	replay_stretch(r, &stretch);
	cr_expect_eq(replay_round(r), 0);
	stretch_release(&stretch);
	replay_free(r);
	world_free(world);
	strpool_free(pool);
}
