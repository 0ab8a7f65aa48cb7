/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/guests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/room.h"
#include "report/world/cells.h"

/* A number beyond is not one that a recorder gives out. */
#define MAX_VMS (1u << 20)
/* Looking at more VMs of a chunk than this is no gain. */
#define MOST_ASKED 256
/* Beyond, it is not asked whether a VM isolates: memory is bounded. */
#define MOST_OPEN 1024
#define CPL_USER 3

/* Events whose rows carry registers. */
enum { EXIT, ENTRY, SAMPLE, TABLES };
static const char *const table_names[TABLES] = { VMT_T_EXIT, VMT_T_ENTRY, VMT_T_SAMPLE };

/* A VM whose question is open. */
struct question {
	uint64_t vm, rows; /* of the rounds since */
	uint64_t round;	   /* that it came up in */
	struct isolation_evidence *evidence;
};

enum phase { NEW, SEEN, OPEN, ANSWERED };
struct known {
	struct guest guest;
	uint8_t phase;
	uint32_t question; /* while it is open */
};

struct guests {
	const struct vmt_session *session;
	int tables[TABLES];
	struct paging_columns columns[TABLES];
	struct cells_pool pools[TABLES];
	uint32_t nknown, room_known;
	struct known *known; /* by number; 0 is all VMs without one */
	uint32_t nquestions, room_questions;
	struct question *questions;
	uint64_t not_address;
	bool modes_wanted; /* some rows have CR3 without the mode */
	bool ended;
	uint64_t begins; /* time of the round that is looked at */
	uint64_t rounds; /* added */
	uint32_t nheld;
	struct vmt_round *held[GUESTS_AHEAD + 1];
};

int guests_new(struct guests **out, const struct vmt_session *session)
{
	struct guests *g = calloc(1, sizeof(*g));

	if (!g)
		return -ENOMEM;
	g->session = session;
	g->not_address = paging_not_address(session);
	*out = g;
	return 0;
}

static void close_question(struct guests *g, uint32_t i)
{
	struct question *q = &g->questions[i];

	isolation_free(q->evidence);
	g->known[q->vm].phase = ANSWERED;
	*q = g->questions[--g->nquestions];
	if (i < g->nquestions)
		g->known[q->vm].question = i;
}

void guests_free(struct guests *g)
{
	if (!g)
		return;
	while (g->nquestions)
		close_question(g, g->nquestions - 1);
	while (g->nheld)
		vmt_round_free(g->held[--g->nheld]);
	for (uint32_t i = 0; i < TABLES; i++)
		cells_pool_release(&g->pools[i]);
	free(g->questions);
	free(g->known);
	free(g);
}

/* ---- What is known ---- */

/* NULL with 0: no recorder gives out the number. */
static int find(struct guests *g, uint64_t vm, struct known **out)
{
	*out = NULL;
	if (vm >= MAX_VMS)
		return 0;
	if (room_for((void **)&g->known, &g->room_known, sizeof(*g->known), vm + 1))
		return -ENOMEM;
	if (vm >= g->nknown) {
		memset(g->known + g->nknown, 0, (vm + 1 - g->nknown) * sizeof(*g->known));
		g->nknown = vm + 1;
	}
	*out = &g->known[vm];
	return 0;
}

const struct guest *guests_find(const struct guests *g, uint64_t vm)
{
	static const struct guest nothing;

	return g && vm < g->nknown ? &g->known[vm].guest : &nothing;
}

static bool is_isolated(const struct guest *g, uint64_t time)
{
	return g->isolation == ISOLATION_YES && time >= g->isolated_from;
}

static bool is_long(const struct guest *g, uint64_t time)
{
	return g->is_long && time >= g->long_from;
}

struct paging_rule guests_rule(const struct guests *g, uint64_t vm, uint64_t time, enum paging mode,
			       bool nested)
{
	const struct guest *guest = guests_find(g, nested ? 0 : vm);

	if (mode == PAGING_UNKNOWN && is_long(guest, time))
		mode = PAGING_4_LEVELS;
	return paging_rule(mode, is_isolated(guest, time), g ? g->not_address : 0);
}

bool guests_alike(const struct guests *g, uint64_t first, uint64_t last, uint64_t time,
		  bool *isolated)
{
	const struct guest *one = guests_find(g, first);

	*isolated = is_isolated(one, time);
	if (last - first >= MOST_ASKED)
		return false;
	for (uint64_t vm = first + 1; vm <= last; vm++) {
		const struct guest *guest = guests_find(g, vm);

		if (is_isolated(guest, time) != *isolated ||
		    is_long(guest, time) != is_long(one, time))
			return false;
	}
	return true;
}

/* ---- Rows ---- */

static int open_question(struct guests *g, uint64_t vm)
{
	struct known *k = &g->known[vm];
	struct question *q;

	if (g->nquestions == MOST_OPEN) {
		k->phase = ANSWERED;
		return 0;
	}
	if (room_for((void **)&g->questions, &g->room_questions, sizeof(*g->questions),
		     g->nquestions + 1ull))
		return -ENOMEM;
	k->phase = OPEN;
	k->question = g->nquestions;
	k->guest.isolated_from = g->begins;
	q = &g->questions[g->nquestions++];
	*q = (struct question){ .vm = vm, .round = g->rounds, .evidence = isolation_new() };
	return q->evidence ? 0 : -ENOMEM;
}

static void answer(struct guests *g, struct known *k, enum isolation isolation)
{
	k->guest.isolation = isolation;
	if (k->phase == OPEN)
		close_question(g, k->question);
	k->phase = ANSWERED;
}

static void take_mode(struct guests *g, struct known *k, enum paging mode)
{
	if (mode == PAGING_UNKNOWN)
		return;
	k->guest.paging = mode;
	if (!k->guest.is_long && paging_is_long(mode)) {
		k->guest.is_long = true;
		k->guest.long_from = g->begins;
	}
}

/* Only rows with EFER tell of long mode. */
static bool wants_mode(const struct guests *g, const struct known *k, bool has_efer)
{
	return has_efer && g->modes_wanted && !k->guest.is_long;
}

static bool has_level(const struct paging_views *v, uint32_t row)
{
	return v->cpl && view_valid(v->cpl, row);
}

static bool is_user(const struct paging_views *v, uint32_t row)
{
	return has_level(v, row) && view_at(v->cpl, row) == CPL_USER;
}

/* Whose row it is; NULL: of no VM that is looked at. 0 or -ENOMEM. */
static int whose(struct guests *g, const struct paging_views *v, uint32_t row, struct known **k)
{
	*k = NULL;
	return view_valid(v->vm, row) ? find(g, view_at(v->vm, row), k) : 0;
}

static bool has_table(const struct paging_views *v, uint32_t row)
{
	return view_valid(v->cr3, row) && !paging_row_nested(v, row);
}

/* Most rows end here. */
static bool is_asked(const struct guests *g, const struct known *k, bool user, bool has_efer)
{
	return k->phase == NEW || (user && k->phase != ANSWERED) || wants_mode(g, k, has_efer);
}

/* Questions come up, and those of user mode without the bit are answered at once. */
static int ask_row(struct guests *g, const struct paging_views *v, uint32_t row)
{
	bool user = is_user(v, row);
	enum paging mode;
	struct known *k;

	if (whose(g, v, row, &k))
		return -ENOMEM;
	if (!k || !is_asked(g, k, user, v->efer) || !has_table(v, row))
		return 0;
	if (k->phase == NEW)
		k->phase = k == g->known ? ANSWERED : SEEN; /* VM 0 is several */
	mode = paging_row_mode(v, row);
	take_mode(g, k, mode);
	if (k->phase == ANSWERED || !user || !paging_isolates(mode))
		return 0;
	if (!(view_at(v->cr3, row) & PAGING_USER_TABLE))
		answer(g, k, ISOLATION_NO);
	return k->phase == SEEN ? open_question(g, k - g->known) : 0;
}

/* What rows show of questions that are open. */
static int weigh_row(struct guests *g, const struct paging_views *v, uint32_t row)
{
	enum paging mode;
	struct known *k;
	uint64_t table;

	if (whose(g, v, row, &k))
		return -ENOMEM;
	if (!k || k->phase != OPEN || !has_table(v, row) || !has_level(v, row))
		return 0;
	mode = paging_row_mode(v, row);
	if (mode == PAGING_UNKNOWN && k->guest.is_long)
		mode = k->guest.paging;
	if (!paging_isolates(mode))
		return 0;
	table = paging_table(paging_rule(mode, false, 0), view_at(v->cr3, row));
	isolation_add(g->questions[k->question].evidence, table, is_user(v, row));
	return 0;
}

/* ---- Chunks ---- */

/* Does the zone map leave room for a value that is so large, and be it of one row? */
static bool reaches(const struct vmt_chunk_info *info, int column, uint64_t least)
{
	const struct vmt_block *b = column < 0 ? NULL : &info->blocks[column];

	return b && b->valid && b->max >= least;
}

/* Two looks are taken at a round, for chunks come in no order that would help. */
struct look {
	bool (*wants)(const struct guests *, const struct known *, const struct paging_columns *,
		      const struct vmt_chunk_info *);
	int (*row)(struct guests *, const struct paging_views *, uint32_t row);
};

static bool ask_wants(const struct guests *g, const struct known *k, const struct paging_columns *c,
		      const struct vmt_chunk_info *info)
{
	if (k->phase == NEW || wants_mode(g, k, reaches(info, c->efer, 1)))
		return true;
	return (k->phase == SEEN || k->phase == OPEN) && reaches(info, c->cpl, CPL_USER);
}

static bool weigh_wants(const struct guests *g, const struct known *k,
			const struct paging_columns *c, const struct vmt_chunk_info *info)
{
	return k->phase == OPEN;
}

static const struct look ask = { ask_wants, ask_row }, weigh = { weigh_wants, weigh_row };

static bool is_wanted(const struct guests *g, const struct look *look,
		      const struct paging_columns *c, const struct vmt_chunk_info *info,
		      uint64_t vm)
{
	static const struct known new;

	return vm < MAX_VMS && look->wants(g, vm < g->nknown ? &g->known[vm] : &new, c, info);
}

/* By the numbers between the least and the most, of which not all need be there. */
static bool chunk_wanted(const struct guests *g, const struct look *look,
			 const struct paging_columns *c, const struct vmt_chunk_info *info)
{
	const struct vmt_block *vms = c->vm < 0 ? NULL : &info->blocks[c->vm];
	bool wanted = false;

	if (!vms || c->cr3 < 0 || !info->blocks[c->cr3].valid)
		return false;
	if (vms->max - vms->min >= MOST_ASKED)
		return true;
	for (uint64_t vm = vms->min; vm <= vms->max && !wanted; vm++)
		wanted = is_wanted(g, look, c, info, vm);
	return wanted;
}

/* By those that are there. */
static bool cells_wanted(const struct guests *g, const struct look *look,
			 const struct paging_columns *c, struct cells *cells)
{
	const struct vmt_view *v = cells_view(cells, c->vm);
	bool wanted = false;

	if (!v || v->kind == VMT_BYTES || v->kind == VMT_LISTS)
		return false;
	for (uint32_t i = 0; i < (v->kind == VMT_FLAT ? v->rows : v->nvalues) && !wanted; i++)
		if (!i || v->values[i] != v->values[i - 1])
			wanted = is_wanted(g, look, c, cells->info, v->values[i]);
	return wanted;
}

static int take_cells(struct guests *g, const struct look *look, const struct paging_columns *c,
		      struct cells *cells)
{
	struct paging_views v;
	int rc = 0;

	paging_views_get(&v, c, cells);
	/* Damaged columns show nothing. */
	for (uint32_t row = 0; v.vm && v.cr3 && row < cells->info->rows && !rc; row++)
		rc = look->row(g, &v, row);
	return rc;
}

static int take_chunk(struct guests *g, const struct look *look, uint32_t table,
		      const struct vmt_chunk *chunk)
{
	const struct paging_columns *c = &g->columns[table];
	struct cells *cells;
	int rc;

	if (!chunk_wanted(g, look, c, vmt_chunk_info(chunk)))
		return 0;
	cells = cells_open(&g->pools[table], chunk);
	if (!cells)
		return -ENOMEM;
	rc = 0;
	if (cells_wanted(g, look, c, cells))
		rc = take_cells(g, look, c, cells);
	if (cells->nomem)
		rc = -ENOMEM;
	cells_close(&g->pools[table], cells);
	return rc;
}

/* ---- Rounds ---- */

/* A session may declare tables as it goes on. */
static void find_tables(struct guests *g)
{
	const struct vmt_session_info *info = vmt_session_info(g->session);

	g->modes_wanted = false;
	for (uint32_t i = 0; i < TABLES; i++) {
		struct paging_columns *c = &g->columns[i];

		g->tables[i] = vmt_session_table(g->session, table_names[i]);
		if (g->tables[i] < 0)
			continue;
		paging_columns_init(c, &info->tables[g->tables[i]]);
		g->pools[i].ncolumns = info->tables[g->tables[i]].ncolumns;
		g->modes_wanted |= c->cr3 >= 0 && c->efer < 0;
	}
}

static int take_chunks(struct guests *g, const struct look *look,
		       const struct vmt_round_info *round)
{
	int rc = 0;

	for (uint32_t i = 0; i < round->nchunks && !rc; i++) {
		const struct vmt_chunk_info *info = vmt_chunk_info(round->chunks[i]);

		for (uint32_t t = 0; t < TABLES && !rc; t++)
			if (g->tables[t] >= 0 && info->table == (uint32_t)g->tables[t])
				rc = take_chunk(g, look, t, round->chunks[i]);
	}
	return rc;
}

static uint64_t rows_of(const struct vmt_round_info *round)
{
	uint64_t rows = 0;

	for (uint32_t i = 0; i < round->nchunks; i++)
		rows += vmt_chunk_info(round->chunks[i])->rows;
	return rows;
}

/* Those that can be answered now, and those that have waited long enough. */
static void judge(struct guests *g, uint64_t rows)
{
	for (uint32_t i = g->nquestions; i-- > 0;) {
		struct question *q = &g->questions[i];
		enum isolation isolation;
		bool last;

		q->rows += rows;
		last = g->ended || g->rounds - q->round >= GUESTS_AHEAD || q->rows >= GUESTS_ROWS;
		isolation = isolation_judge(q->evidence, last);
		if (isolation || last)
			answer(g, &g->known[q->vm], isolation);
	}
}

/* Which of the rounds a question waits for, in numbers of rounds added. */
static uint64_t first_open(const struct guests *g)
{
	uint64_t first = UINT64_MAX;

	for (uint32_t i = 0; i < g->nquestions; i++)
		first = g->questions[i].round < first ? g->questions[i].round : first;
	return first;
}

bool guests_ready(const struct guests *g)
{
	return g->ended || (g->nheld && g->rounds - g->nheld < first_open(g));
}

int guests_add(struct guests *g, struct vmt_round *round)
{
	const struct vmt_round_info *info = vmt_round_info(round);
	int rc;

	g->held[g->nheld++] = round;
	find_tables(g);
	rc = take_chunks(g, &ask, info);
	if (!rc && g->nquestions)
		rc = take_chunks(g, &weigh, info);
	g->rounds++;
	judge(g, rows_of(info));
	g->begins = info->end.time + 1;
	return rc;
}

void guests_end(struct guests *g)
{
	g->ended = true;
	judge(g, 0);
}

struct vmt_round *guests_take(struct guests *g)
{
	struct vmt_round *round = g->nheld ? g->held[0] : NULL;

	if (round)
		memmove(g->held, g->held + 1, --g->nheld * sizeof(*g->held));
	return round;
}
