/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "report/world/replay.h"
#include "tests/engtest.h"

struct opened {
	struct strpool *pool;
	struct world *world;
	struct replay *replay;
};

static struct opened open_both(unsigned way)
{
	const char *path = eng_synth(20000, 3);
	struct opened o = { .pool = strpool_new() };
	const struct vmt_session *s;

	cr_assert_eq(world_open(&o.world, &path, 1, o.pool), 0);
	s = o.world->sessions[0].session;
	cr_assert_eq(replay_open(&o.replay, &o.world->sessions[0],
				 (struct replay_table[]){
					 { vmt_session_table(s, VMT_T_EXIT), way },
					 { vmt_session_table(s, VMT_T_ENTRY), way },
				 },
				 2),
		     0);
	return o;
}

static void close_both(struct opened *o)
{
	replay_free(o->replay);
	world_free(o->world);
	strpool_free(o->pool);
}

static uint64_t all_rows(const struct opened *o)
{
	const struct vmt_session *s = o->world->sessions[0].session;
	uint64_t n = 0;

	for (uint32_t i = 0; i < vmt_session_nchunks(s); i++) {
		const struct vmt_chunk_info *info = vmt_chunk_info(vmt_session_chunk(s, i));

		if (info->table == (uint32_t)vmt_session_table(s, VMT_T_EXIT) ||
		    info->table == (uint32_t)vmt_session_table(s, VMT_T_ENTRY))
			n += info->rows;
	}
	return n;
}

Test(eng_replay, every_row_once_in_order)
{
	struct opened o = open_both(REPLAY_ROWS);
	struct replay_row row;
	uint64_t n = 0, last = 0;
	uint32_t cpu = 0;

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

/* Cut at many times, rows and spans agree on what lies before each. */
Test(eng_replay, cuts_part_rows_and_spans_alike)
{
	struct opened o = open_both(REPLAY_ROWS | REPLAY_SPANS);
	struct replay_row row;
	struct replay_span span;
	uint64_t cut = o.world->sessions[0].info->start.mono, rows, in_spans, n = 0;
	const uint64_t step = 3000017;

	while (replay_round(o.replay) > 0)
		for (bool more = true; more;) {
			more = (cut += step) <= replay_round_end(o.replay);
			for (in_spans = 0;
			     replay_span(o.replay, more ? cut : REPLAY_ALL, &span) > 0;)
				in_spans += span.n;
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

Test(eng_replay, a_table_that_is_not_there_has_no_rows)
{
	const char *path = eng_synth(1000, 3);
	struct strpool *pool = strpool_new();
	struct world *world;
	struct replay *r;

	cr_assert_eq(world_open(&world, &path, 1, pool), 0);
	cr_assert_eq(replay_open(&r, &world->sessions[0],
				 &(struct replay_table){ VMT_EABSENT, REPLAY_ROWS }, 1),
		     0);
	cr_expect_eq(replay_round(r), 0);
	replay_free(r);
	world_free(world);
	strpool_free(pool);
}
