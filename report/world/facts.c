/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <string.h>

#include "report/world/facts.h"

bool facts_has(const struct facts_row *r, uint32_t column)
{
	const struct vmt_view *v = &r->views[column];

	return r->row < v->rows && (!v->valid || v->valid[r->row / 64] >> r->row % 64 & 1);
}

uint64_t facts_int(const struct facts_row *r, uint32_t column)
{
	const struct vmt_view *v = &r->views[column];
	uint64_t value;

	if (!facts_has(r, column) || v->kind == VMT_BYTES || v->kind == VMT_LISTS)
		return 0;
	vmt_view_flatten(v, r->row, 1, &value);
	return value;
}

const struct str *facts_text(const struct facts_row *r, uint32_t column, struct strpool *pool)
{
	const struct vmt_view *v = &r->views[column];

	if (!facts_has(r, column) || v->kind != VMT_BYTES)
		return strpool_get(pool, "", 0);
	return strpool_get(pool, (const char *)v->data + v->offsets[r->row],
			   v->offsets[r->row + 1] - v->offsets[r->row]);
}

static int each_row(const struct vmt_chunk_info *info, struct facts_row *r,
		    int (*fn)(void *self, const struct facts_row *), void *self)
{
	for (uint32_t g = 0; g < info->ngroups; g++) {
		r->cpu = info->groups[g].cpu;
		for (uint32_t i = 0; i < info->groups[g].rows; i++) {
			int rc;

			r->row = info->groups[g].first + i;
			rc = fn(self, r);
			if (rc)
				return rc;
		}
	}
	return 0;
}

static int each_chunk(const struct vmt_chunk *chunk, const int *index, uint32_t ncolumns,
		      struct vmt_scratch **scratch, int (*fn)(void *self, const struct facts_row *),
		      void *self)
{
	struct facts_row r;

	memset(&r, 0, sizeof(r));
	for (uint32_t c = 0; c < ncolumns; c++) {
		struct vmt_view view;
		int rc = index[c] < 0 ? VMT_EABSENT
				      : vmt_chunk_read(chunk, index[c], scratch[c], &view);

		if (rc == VMT_ENOMEM)
			return -ENOMEM;
		if (!rc)
			r.views[c] = view;
	}
	return each_row(vmt_chunk_info(chunk), &r, fn, self);
}

static int each_chunk_of(const struct vmt_session *s, const struct vmt_round_info *round, int t,
			 const char *const *columns, uint32_t ncolumns,
			 int (*fn)(void *self, const struct facts_row *), void *self)
{
	struct vmt_scratch *scratch[FACTS_COLUMNS] = { NULL };
	int index[FACTS_COLUMNS], rc = 0;

	for (uint32_t c = 0; c < ncolumns && !rc; c++) {
		index[c] = vmt_table_find(&vmt_session_info(s)->tables[t], columns[c]);
		rc = vmt_scratch_new(&scratch[c]) ? -ENOMEM : 0;
	}
	for (uint32_t i = 0; i < round->nchunks && !rc; i++)
		if (vmt_chunk_info(round->chunks[i])->table == (uint32_t)t)
			rc = each_chunk(round->chunks[i], index, ncolumns, scratch, fn, self);
	for (uint32_t c = 0; c < ncolumns; c++)
		vmt_scratch_free(scratch[c]);
	return rc;
}

static bool has_chunk(const struct vmt_round_info *round, int table)
{
	for (uint32_t i = 0; i < round->nchunks; i++)
		if (vmt_chunk_info(round->chunks[i])->table == (uint32_t)table)
			return true;
	return false;
}

int facts_each(const struct vmt_session *s, const struct vmt_round_info *round, const char *table,
	       const char *const *columns, uint32_t ncolumns,
	       int (*fn)(void *self, const struct facts_row *), void *self)
{
	int t = vmt_session_table(s, table);

	if (t < 0 || !has_chunk(round, t))
		return 0;
	return each_chunk_of(s, round, t, columns, ncolumns, fn, self);
}
