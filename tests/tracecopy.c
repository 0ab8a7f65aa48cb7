/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/tracecopy.h"

#include <stdlib.h>
#include <string.h>

struct chunk_copy {
	struct vmt_chunk_info info;
	struct vmt_view *views; /* [info.nblocks] */
};
struct session_copy {
	struct vmt_session_info info;
	struct chunk_copy *chunks;
	uint32_t nchunks, nrounds;
	struct vmt_clock *watermarks; /* [nrounds] */
};
struct tracecopy {
	struct session_copy *sessions;
	uint32_t nsessions;
};

/* ---- Copying ---- */

static void *copy(const void *data, size_t n, size_t size)
{
	void *p;

	if (!data)
		return NULL;
	p = calloc(n + !n, size);
	if (!p)
		abort();
	return memcpy(p, data, n * size);
}

#define COPY(data, n) copy(data, n, sizeof(*(data)))

static bool has_offsets(const struct vmt_view *v)
{
	return v->kind == VMT_BYTES || v->kind == VMT_LISTS;
}

/* How many elements each array of a view has: codes and data are there for their kind only. */
struct lengths {
	size_t values, ends, codes, offsets, data, valid;
};

static struct lengths lengths_of(const struct vmt_view *v)
{
	return (struct lengths){
		.values = v->kind == VMT_LISTS	 ? v->offsets[v->rows]
			  : v->kind == VMT_BYTES ? 0
						 : v->nvalues,
		.ends = v->kind == VMT_RUNS ? v->nvalues : 0,
		.codes = v->kind == VMT_DICT ? v->rows : 0,
		.offsets = has_offsets(v) ? v->rows + 1 : 0,
		.data = v->kind == VMT_BYTES ? v->offsets[v->rows] : 0,
		.valid = v->valid ? (v->rows + 63) / 64 : 0,
	};
}

static struct vmt_view copy_view(const struct vmt_view *v)
{
	struct lengths n = lengths_of(v);

	return (struct vmt_view){
		.kind = v->kind,
		.rows = v->rows,
		.nvalues = v->nvalues,
		.values = COPY(v->values, n.values),
		.ends = COPY(v->ends, n.ends),
		.codes = COPY(v->codes, n.codes),
		.offsets = COPY(v->offsets, n.offsets),
		.data = COPY(v->data, n.data),
		.valid = COPY(v->valid, n.valid),
	};
}

static void free_view(struct vmt_view *v)
{
	free((void *)v->values);
	free((void *)v->ends);
	free((void *)v->codes);
	free((void *)v->offsets);
	free((void *)v->data);
	free((void *)v->valid);
}

static struct chunk_copy copy_chunk(const struct vmt_chunk *chunk, struct vmt_scratch *scratch)
{
	struct chunk_copy c = { .info = *vmt_chunk_info(chunk) };
	struct vmt_view view;

	c.info.groups = COPY(c.info.groups, c.info.ngroups);
	c.info.blocks = COPY(c.info.blocks, c.info.nblocks);
	c.info.fixes = COPY(c.info.fixes, c.info.nfixes);
	c.views = calloc(c.info.nblocks, sizeof(*c.views));
	for (uint32_t i = 0; i < c.info.nblocks; i++) {
		if (!c.views || vmt_chunk_read(chunk, i, scratch, &view))
			abort();
		c.views[i] = copy_view(&view);
	}
	return c;
}

static struct vmt_table copy_table(const struct vmt_table *t)
{
	struct vmt_table out = *t;
	struct vmt_column *columns = COPY(t->columns, t->ncolumns);

	for (uint32_t i = 0; i < t->ncolumns; i++)
		columns[i].name = strdup(columns[i].name);
	out.columns = columns;
	out.name = strdup(t->name);
	return out;
}

static struct session_copy copy_session(const struct all_session *s, struct vmt_scratch *scratch)
{
	struct session_copy c = { .info = *s->info, .nchunks = s->nchunks, .nrounds = s->nrounds };
	struct vmt_table *tables = COPY(c.info.tables, c.info.ntables);
	struct vmt_fact *facts = COPY(c.info.facts, c.info.nfacts);

	for (uint32_t i = 0; i < c.info.ntables; i++)
		tables[i] = copy_table(&c.info.tables[i]);
	for (uint32_t i = 0; i < c.info.nfacts; i++)
		facts[i] = (struct vmt_fact){ strdup(facts[i].key), strdup(facts[i].value) };
	c.info.tables = tables;
	c.info.facts = facts;
	c.info.cause = strdup(c.info.cause);
	c.watermarks = calloc(c.nrounds + 1, sizeof(*c.watermarks));
	for (uint32_t i = 0; i < c.nrounds; i++)
		c.watermarks[i] = vmt_round_info(s->rounds[i])->end;
	c.chunks = calloc(c.nchunks + 1, sizeof(*c.chunks));
	for (uint32_t i = 0; i < c.nchunks; i++)
		c.chunks[i] = copy_chunk(s->chunks[i], scratch);
	return c;
}

struct tracecopy *tracecopy_new(const struct alltrace *a, struct vmt_scratch *scratch)
{
	struct tracecopy *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->nsessions = a->nsessions;
	t->sessions = calloc(t->nsessions + 1, sizeof(*t->sessions));
	for (uint32_t i = 0; i < t->nsessions; i++)
		t->sessions[i] = copy_session(&a->sessions[i], scratch);
	return t;
}

static void free_session(struct session_copy *s)
{
	for (uint32_t i = 0; i < s->nchunks; i++) {
		for (uint32_t c = 0; c < s->chunks[i].info.nblocks; c++)
			free_view(&s->chunks[i].views[c]);
		free(s->chunks[i].views);
		free((void *)s->chunks[i].info.groups);
		free((void *)s->chunks[i].info.blocks);
		free((void *)s->chunks[i].info.fixes);
	}
	for (uint32_t i = 0; i < s->info.ntables; i++) {
		for (uint32_t c = 0; c < s->info.tables[i].ncolumns; c++)
			free((char *)s->info.tables[i].columns[c].name);
		free((void *)s->info.tables[i].columns);
		free((char *)s->info.tables[i].name);
	}
	for (uint32_t i = 0; i < s->info.nfacts; i++) {
		free((char *)s->info.facts[i].key);
		free((char *)s->info.facts[i].value);
	}
	free((void *)s->info.tables);
	free((void *)s->info.facts);
	free((char *)s->info.cause);
	free(s->watermarks);
	free(s->chunks);
}

void tracecopy_free(struct tracecopy *t)
{
	for (uint32_t i = 0; i < t->nsessions; i++)
		free_session(&t->sessions[i]);
	free(t->sessions);
	free(t);
}

/* ---- Comparing ---- */

#define SAME(a, b, n) (!(n) || !memcmp(a, b, (n) * sizeof(*(a))))

/* Decoding is a function of the bytes, so a block that holds gives the very view it gave. */
static bool same_view(const struct vmt_view *a, const struct vmt_view *b)
{
	struct lengths n = lengths_of(a);

	return a->kind == b->kind && a->rows == b->rows && a->nvalues == b->nvalues &&
	       !a->valid == !b->valid && SAME(a->offsets, b->offsets, n.offsets) &&
	       SAME(a->values, b->values, n.values) && SAME(a->ends, b->ends, n.ends) &&
	       SAME(a->codes, b->codes, n.codes) && SAME(a->data, b->data, n.data) &&
	       SAME(a->valid, b->valid, n.valid);
}

static bool same_fix(const struct vmt_fix *a, const struct vmt_fix *b)
{
	return a->time0 == b->time0 && a->mono0 == b->mono0 && a->real0 == b->real0 &&
	       a->mono_mult == b->mono_mult && a->real_mult == b->real_mult &&
	       a->mono_shift == b->mono_shift && a->real_shift == b->real_shift;
}

static bool same_block(const struct vmt_block *a, const struct vmt_block *b)
{
	return a->codec == b->codec && a->compressed == b->compressed &&
	       a->validity == b->validity && a->key == b->key && a->valid == b->valid &&
	       a->min == b->min && a->max == b->max && a->offset == b->offset &&
	       a->bytes == b->bytes && a->raw_bytes == b->raw_bytes;
}

static bool same_chunk(const struct vmt_chunk_info *a, const struct vmt_chunk_info *b)
{
	if (a->table != b->table || a->rows != b->rows || a->ngroups != b->ngroups ||
	    a->nblocks != b->nblocks || a->nfixes != b->nfixes)
		return false;
	for (uint32_t i = 0; i < a->nfixes; i++)
		if (!same_fix(&a->fixes[i], &b->fixes[i]))
			return false;
	for (uint32_t i = 0; i < a->nblocks; i++)
		if (!same_block(&a->blocks[i], &b->blocks[i]))
			return false;
	return SAME(a->groups, b->groups, a->ngroups);
}

static const char *compare_chunk(const struct chunk_copy *whole, const struct vmt_chunk *chunk,
				 struct vmt_scratch *scratch, struct tracecopy_loss *loss)
{
	struct vmt_view view;

	if (!same_chunk(&whole->info, vmt_chunk_info(chunk)))
		return "a chunk's head is another";
	for (uint32_t i = 0; i < whole->info.nblocks; i++) {
		if (vmt_chunk_read(chunk, i, scratch, &view))
			loss->columns++;
		else if (!same_view(&whole->views[i], &view))
			return "a column's values are others";
	}
	return NULL;
}

static const char *compare_chunks(const struct session_copy *whole, const struct all_session *s,
				  struct vmt_scratch *scratch, struct tracecopy_loss *loss)
{
	const char *other = NULL;
	uint32_t at = 0;

	for (uint32_t i = 0; i < s->nchunks && !other; i++) {
		const struct vmt_chunk *chunk = s->chunks[i];

		for (; at < whole->nchunks; at++, loss->chunks++)
			if (whole->chunks[at].info.offset == vmt_chunk_info(chunk)->offset)
				break;
		if (at == whole->nchunks)
			return "there is a chunk that was not there";
		other = compare_chunk(&whole->chunks[at++], chunk, scratch, loss);
	}
	loss->chunks += whole->nchunks - at;
	return other;
}

static bool same_tables(const struct vmt_session_info *a, const struct vmt_session_info *b)
{
	if (a->ntables != b->ntables)
		return false;
	for (uint32_t i = 0; i < a->ntables; i++) {
		const struct vmt_table *x = &a->tables[i], *y = &b->tables[i];

		if (strcmp(x->name, y->name) || x->flags != y->flags || x->ncolumns != y->ncolumns)
			return false;
		for (uint32_t c = 0; c < x->ncolumns; c++) {
			const struct vmt_column *p = &x->columns[c], *q = &y->columns[c];

			if (strcmp(p->name, q->name) || p->type != q->type || p->sem != q->sem ||
			    p->size != q->size || p->arg != q->arg)
				return false;
		}
	}
	return true;
}

static bool same_facts(const struct vmt_session_info *a, const struct vmt_session_info *b)
{
	if (a->nfacts != b->nfacts)
		return false;
	for (uint32_t i = 0; i < a->nfacts; i++)
		if (strcmp(a->facts[i].key, b->facts[i].key) ||
		    strcmp(a->facts[i].value, b->facts[i].value))
			return false;
	return true;
}

/* Watermarks that are there were there; the others are counted. */
static const char *compare_watermarks(const struct session_copy *whole, const struct all_session *s,
				      struct tracecopy_loss *loss)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < s->nrounds; i++, at++) {
		const struct vmt_clock *end = &vmt_round_info(s->rounds[i])->end;

		for (; at < whole->nrounds && !SAME(&whole->watermarks[at], end, 1); at++)
			loss->watermarks++;
		if (at == whole->nrounds)
			return "there is a watermark that was not there";
	}
	loss->watermarks += whole->nrounds - at;
	return NULL;
}

static const char *compare_session(const struct session_copy *whole, const struct all_session *s,
				   struct vmt_scratch *scratch, struct tracecopy_loss *loss)
{
	const struct vmt_session_info *a = &whole->info, *b = s->info;

	if (!same_tables(a, b) || !same_facts(a, b) || a->ticks_per_second != b->ticks_per_second ||
	    !SAME(&a->start, &b->start, 1))
		return "a session's head is another";
	if (b->ended && (!a->ended || strcmp(a->cause, b->cause) || !SAME(&a->end, &b->end, 1)))
		return "a session's end is another";
	loss->end |= a->ended && !b->ended;
	return compare_watermarks(whole, s, loss) ?: compare_chunks(whole, s, scratch, loss);
}

static const struct session_copy *find(const struct tracecopy *t, const uint8_t id[16])
{
	for (uint32_t i = 0; i < t->nsessions; i++)
		if (!memcmp(t->sessions[i].info.id, id, 16))
			return &t->sessions[i];
	return NULL;
}

const char *tracecopy_compare(const struct tracecopy *t, const struct alltrace *a,
			      struct vmt_scratch *scratch, struct tracecopy_loss *loss)
{
	const char *other = NULL;

	*loss = (struct tracecopy_loss){ .sessions = t->nsessions - a->nsessions };
	if (a->nsessions > t->nsessions)
		return "there is a session that was not there";
	for (uint32_t i = 0; i < a->nsessions && !other; i++) {
		const struct all_session *s = &a->sessions[i];
		const struct session_copy *whole = find(t, s->info->id);

		other = whole ? compare_session(whole, s, scratch, loss)
			      : "a session's id is another";
	}
	return other;
}

bool tracecopy_lost(const struct tracecopy_loss *l)
{
	return l->sessions || l->chunks || l->columns || l->watermarks || l->end;
}
