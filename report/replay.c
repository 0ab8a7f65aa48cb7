/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/replay.h"

/* A chunk of the round. Its columns are open while rows of it are still to come. */
struct chunk_state {
	const struct vmt_chunk *chunk;
	const struct vmt_chunk_info *info;
	struct cells *cells;
	uint32_t which;
	uint32_t row_left, span_left; /* rows not yet replayed, of either way */
	uint32_t first_part;	      /* of its groups */
};

/* One CPU's rows of a chunk: a group's share of the round. */
struct part {
	uint32_t chunk, group;
	uint32_t span_next; /* rows before it were given as spans */
};

/* The parts of one table and CPU, and the row at its head. */
struct stream {
	uint32_t first, last; /* in `sorted` */
	uint32_t row, end;    /* in the first part's chunk */
	uint32_t which, cpu, seq;
	uint64_t ns, time;
	const struct vmt_view *times, *seqs;
};

struct replay {
	const struct world_session *session;
	uint32_t ntables;
	struct replay_table *tables;
	struct cells_pool *pools;
	int *seq_columns;

	uint32_t *chunks; /* of the tables, by round */
	uint32_t nchunks, next_chunk;

	uint32_t nround, room_round;
	struct chunk_state *round;
	uint32_t nparts, room_parts;
	struct part *parts;
	uint32_t *sorted; /* parts whose rows are ordered: by CPU, table, place in the file */
	uint32_t nsorted;

	struct stream *streams;
	uint32_t *heap;
	uint32_t nstreams, nheap;
	bool advance; /* the heap's first stream has given its row */

	uint32_t span_chunk, span_part; /* where replay_span() is */
	uint64_t round_end;
};

static int which_table(const struct replay *r, uint32_t table)
{
	for (uint32_t i = 0; i < r->ntables; i++)
		if (r->tables[i].table >= 0 && (uint32_t)r->tables[i].table == table)
			return i;
	return -1;
}

/* Chunks stand in the file by round already, unless it was tampered with. */
static int by_round(const void *a, const void *b, void *self)
{
	const struct vmt_session *s = self;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint32_t rx = vmt_chunk_info(vmt_session_chunk(s, x))->round;
	uint32_t ry = vmt_chunk_info(vmt_session_chunk(s, y))->round;

	if (rx != ry)
		return rx < ry ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int list_chunks(struct replay *r)
{
	const struct vmt_session *s = r->session->session;
	uint32_t n = vmt_session_nchunks(s);

	r->chunks = calloc(n + 1, sizeof(*r->chunks));
	if (!r->chunks)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		const struct vmt_chunk_info *info = vmt_chunk_info(vmt_session_chunk(s, i));

		if (which_table(r, info->table) >= 0 && info->round < r->session->info->nwatermarks)
			r->chunks[r->nchunks++] = i;
	}
	qsort_r(r->chunks, r->nchunks, sizeof(*r->chunks), by_round, (void *)s);
	return 0;
}

static int open_tables(struct replay *r, const struct replay_table *tables, uint32_t n)
{
	const struct vmt_session_info *info = r->session->info;

	r->tables = calloc(n + 1, sizeof(*r->tables));
	r->pools = calloc(n + 1, sizeof(*r->pools));
	r->seq_columns = calloc(n + 1, sizeof(*r->seq_columns));
	if (!r->tables || !r->pools || !r->seq_columns)
		return -ENOMEM;
	r->ntables = n;
	for (uint32_t i = 0; i < n; i++) {
		r->tables[i] = tables[i];
		if (tables[i].table < 0)
			continue;
		r->pools[i].ncolumns = info->tables[tables[i].table].ncolumns;
		r->seq_columns[i] = vmt_table_find(&info->tables[tables[i].table], VMT_C_SEQ);
	}
	return 0;
}

int replay_open(struct replay **out, const struct world_session *session,
		const struct replay_table *tables, uint32_t n)
{
	struct replay *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->session = session;
	if (open_tables(r, tables, n) || list_chunks(r)) {
		replay_free(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

static void close_chunk(struct replay *r, struct chunk_state *c)
{
	cells_close(&r->pools[c->which], c->cells);
	c->cells = NULL;
}

void replay_free(struct replay *r)
{
	if (!r)
		return;
	for (uint32_t i = 0; i < r->nround; i++)
		close_chunk(r, &r->round[i]);
	for (uint32_t i = 0; i < r->ntables; i++)
		cells_pool_release(&r->pools[i]);
	free(r->tables);
	free(r->pools);
	free(r->seq_columns);
	free(r->chunks);
	free(r->round);
	free(r->parts);
	free(r->sorted);
	free(r->streams);
	free(r->heap);
	free(r);
}

/* ---- A round's chunks ---- */

/* At least n items of `size` bytes; -ENOMEM. */
static int make_room(void **items, uint32_t *room, size_t size, uint64_t n)
{
	uint64_t want = *room ? *room : 16;
	void *p;

	if (n <= *room)
		return 0;
	while (want < n)
		want *= 2;
	if (want > UINT32_MAX)
		return -ENOMEM;
	p = realloc(*items, want * size);
	if (!p)
		return -ENOMEM;
	*items = p;
	*room = want;
	return 0;
}

static int add_chunk(struct replay *r, uint32_t index)
{
	const struct vmt_chunk *chunk = vmt_session_chunk(r->session->session, index);
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	int which = which_table(r, info->table);
	unsigned way = r->tables[which].way;

	if (make_room((void **)&r->round, &r->room_round, sizeof(*r->round), r->nround + 1ull) ||
	    make_room((void **)&r->parts, &r->room_parts, sizeof(*r->parts),
		      (uint64_t)r->nparts + info->ngroups))
		return -ENOMEM;
	r->round[r->nround] = (struct chunk_state){
		.chunk = chunk,
		.info = info,
		.which = which,
		.row_left = way & REPLAY_ROWS ? info->rows : 0,
		.span_left = way & REPLAY_SPANS ? info->rows : 0,
		.first_part = r->nparts,
	};
	for (uint32_t g = 0; g < info->ngroups; g++) {
		uint64_t last = vmt_fix_mono(&info->fix, info->groups[g].max_time);

		if (last > r->round_end)
			r->round_end = last;
		r->parts[r->nparts++] = (struct part){
			.chunk = r->nround,
			.group = g,
			.span_next = info->groups[g].first,
		};
	}
	r->nround++;
	return 0;
}

static const struct vmt_group *part_group(const struct replay *r, uint32_t part)
{
	const struct part *p = &r->parts[part];

	return &r->round[p->chunk].info->groups[p->group];
}

static int by_stream(const void *a, const void *b, void *self)
{
	const struct replay *r = self;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct vmt_group *gx = part_group(r, x), *gy = part_group(r, y);
	uint32_t wx = r->round[r->parts[x].chunk].which, wy = r->round[r->parts[y].chunk].which;

	if (gx->cpu != gy->cpu)
		return gx->cpu < gy->cpu ? -1 : 1;
	if (wx != wy)
		return wx < wy ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int sort_parts(struct replay *r)
{
	free(r->sorted);
	r->sorted = calloc(r->nparts + 1, sizeof(*r->sorted));
	if (!r->sorted)
		return -ENOMEM;
	r->nsorted = 0;
	for (uint32_t i = 0; i < r->nparts; i++)
		if (r->round[r->parts[i].chunk].row_left)
			r->sorted[r->nsorted++] = i;
	qsort_r(r->sorted, r->nsorted, sizeof(*r->sorted), by_stream, r);
	return 0;
}

static struct cells *open_chunk(struct replay *r, struct chunk_state *c)
{
	if (!c->cells)
		c->cells = cells_open(&r->pools[c->which], c->chunk);
	return c->cells;
}

static void used_chunk(struct replay *r, struct chunk_state *c)
{
	if (!c->row_left && !c->span_left)
		close_chunk(r, c);
}

/* ---- Rows in order ---- */

static bool before(const struct stream *a, const struct stream *b)
{
	if (a->ns != b->ns)
		return a->ns < b->ns;
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu;
	if (a->seq != b->seq)
		return (int32_t)(a->seq - b->seq) < 0;
	return a->which < b->which;
}

static void read_head(struct replay *r, struct stream *s)
{
	const struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];

	s->time = view_at(s->times, s->row);
	s->ns = vmt_fix_mono(&c->info->fix, s->time);
	s->seq = s->seqs ? view_at(s->seqs, s->row) : 0;
}

/*
 * Goes to the first row of the stream's next part that can be ordered: a part whose times
 * are damaged is lost. 1, 0 at the stream's end, -ENOMEM.
 */
static int begin_part(struct replay *r, struct stream *s)
{
	for (; s->first < s->last; s->first++) {
		const struct vmt_group *g = part_group(r, r->sorted[s->first]);
		struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];
		struct cells *cells = open_chunk(r, c);

		if (!cells)
			return -ENOMEM;
		s->times = cells_indexed(cells, 0);
		s->seqs = cells_indexed(cells, r->seq_columns[s->which]);
		if (cells->nomem)
			return -ENOMEM;
		if (s->times && g->rows) {
			s->row = g->first;
			s->end = g->first + g->rows;
			read_head(r, s);
			return 1;
		}
		c->row_left -= g->rows;
		used_chunk(r, c);
	}
	return 0;
}

/* The next row of a stream: 1, 0, -ENOMEM. */
static int advance(struct replay *r, struct stream *s)
{
	struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];

	c->row_left--;
	if (++s->row < s->end) {
		read_head(r, s);
		return 1;
	}
	used_chunk(r, c);
	s->first++;
	return begin_part(r, s);
}

static void sift_down(struct replay *r, uint32_t at)
{
	uint32_t moved = r->heap[at];

	for (;;) {
		uint32_t child = at * 2 + 1;

		if (child >= r->nheap)
			break;
		if (child + 1 < r->nheap &&
		    before(&r->streams[r->heap[child + 1]], &r->streams[r->heap[child]]))
			child++;
		if (!before(&r->streams[r->heap[child]], &r->streams[moved]))
			break;
		r->heap[at] = r->heap[child];
		at = child;
	}
	r->heap[at] = moved;
}

static bool same_stream(const struct replay *r, uint32_t x, uint32_t y)
{
	return part_group(r, x)->cpu == part_group(r, y)->cpu &&
	       r->round[r->parts[x].chunk].which == r->round[r->parts[y].chunk].which;
}

static int begin_streams(struct replay *r)
{
	free(r->streams);
	free(r->heap);
	r->streams = calloc(r->nsorted + 1, sizeof(*r->streams));
	r->heap = calloc(r->nsorted + 1, sizeof(*r->heap));
	r->nstreams = r->nheap = 0;
	r->advance = false;
	if (!r->streams || !r->heap)
		return -ENOMEM;
	for (uint32_t i = 0; i < r->nsorted;) {
		struct stream *s = &r->streams[r->nstreams];
		int rc;

		s->first = i;
		s->cpu = part_group(r, r->sorted[i])->cpu;
		s->which = r->round[r->parts[r->sorted[i]].chunk].which;
		while (i < r->nsorted && same_stream(r, r->sorted[s->first], r->sorted[i]))
			i++;
		s->last = i;
		rc = begin_part(r, s);
		if (rc < 0)
			return rc;
		if (rc)
			r->heap[r->nheap++] = r->nstreams++;
	}
	for (uint32_t i = r->nheap / 2; i-- > 0;)
		sift_down(r, i);
	return 0;
}

int replay_round(struct replay *r)
{
	uint32_t round;

	for (uint32_t i = 0; i < r->nround; i++)
		close_chunk(r, &r->round[i]);
	r->nround = r->nparts = 0;
	r->round_end = 0;
	r->span_chunk = r->span_part = 0;
	if (r->next_chunk == r->nchunks)
		return 0;
	round = vmt_chunk_info(vmt_session_chunk(r->session->session, r->chunks[r->next_chunk]))
			->round;
	while (r->next_chunk < r->nchunks) {
		uint32_t index = r->chunks[r->next_chunk];

		if (vmt_chunk_info(vmt_session_chunk(r->session->session, index))->round != round)
			break;
		if (add_chunk(r, index))
			return -ENOMEM;
		r->next_chunk++;
	}
	if (sort_parts(r) || begin_streams(r))
		return -ENOMEM;
	return 1;
}

uint64_t replay_round_end(const struct replay *r)
{
	return r->round_end;
}

int replay_row(struct replay *r, uint64_t limit, struct replay_row *row)
{
	const struct stream *s;

	if (r->advance) {
		int rc = advance(r, &r->streams[r->heap[0]]);

		if (rc < 0)
			return rc;
		r->advance = false;
		if (!rc)
			r->heap[0] = r->heap[--r->nheap];
		if (r->nheap)
			sift_down(r, 0);
	}
	if (!r->nheap)
		return 0;
	s = &r->streams[r->heap[0]];
	if (limit != REPLAY_ALL && s->ns >= limit)
		return 0;
	row->which = s->which;
	row->cpu = s->cpu;
	row->row = s->row;
	row->ns = s->ns;
	row->time = s->time;
	row->cells = r->round[r->parts[r->sorted[s->first]].chunk].cells;
	r->advance = true;
	return 1;
}

/* ---- Spans ---- */

/* The first row of the part at or behind the limit. */
static uint32_t cut_row(const struct vmt_chunk_info *info, const struct vmt_view *times,
			uint32_t low, uint32_t high, uint64_t limit)
{
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (vmt_fix_mono(&info->fix, view_at(times, mid)) < limit)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Where the part's rows before the limit end; -ENOMEM through cells->nomem. */
static uint32_t part_end(struct chunk_state *c, const struct part *p, uint64_t limit)
{
	const struct vmt_group *g = &c->info->groups[p->group];
	uint32_t end = g->first + g->rows;
	const struct vmt_view *times;

	if (limit == REPLAY_ALL || vmt_fix_mono(&c->info->fix, g->max_time) < limit)
		return end;
	if (vmt_fix_mono(&c->info->fix, g->min_time) >= limit)
		return p->span_next;
	times = cells_indexed(c->cells, 0);
	return times ? cut_row(c->info, times, p->span_next, end, limit) : end;
}

/* The next span of a chunk before the limit: 1, 0, -ENOMEM. */
static int chunk_span(struct replay *r, struct chunk_state *c, uint64_t limit,
		      struct replay_span *span)
{
	if (!open_chunk(r, c))
		return -ENOMEM;
	while (r->span_part < c->info->ngroups) {
		struct part *p = &r->parts[c->first_part + r->span_part++];
		uint32_t end = part_end(c, p, limit), first = p->span_next;

		if (c->cells->nomem)
			return -ENOMEM;
		if (end == first)
			continue;
		p->span_next = end;
		c->span_left -= end - first;
		*span = (struct replay_span){
			.which = c->which,
			.cpu = c->info->groups[p->group].cpu,
			.first = first,
			.n = end - first,
			.cells = c->cells,
		};
		return 1;
	}
	return 0;
}

int replay_span(struct replay *r, uint64_t limit, struct replay_span *span)
{
	while (r->span_chunk < r->nround) {
		struct chunk_state *c = &r->round[r->span_chunk];
		int rc = c->span_left ? chunk_span(r, c, limit, span) : 0;

		if (rc)
			return rc;
		used_chunk(r, c);
		r->span_chunk++;
		r->span_part = 0;
	}
	r->span_chunk = 0;
	r->span_part = 0;
	return 0;
}
