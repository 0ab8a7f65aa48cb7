/* SPDX-License-Identifier: GPL-2.0 */
#include "format/chunkdir.h"

#include <stdlib.h>

#include "format/codec.h"
#include "format/le.h"

#define FLAG_ZSTD 0x1
#define FLAG_VALIDITY_SHIFT 1
#define FLAG_VALIDITY 0x6
#define FLAG_KEY 0x8
#define FLAGS_KNOWN (FLAG_ZSTD | FLAG_VALIDITY | FLAG_KEY)

int chunkdir_init(struct chunkdir *d, uint32_t ngroups, uint32_t nblocks, uint32_t nfixes)
{
	*d = (struct chunkdir){
		.groups = calloc(ngroups, sizeof(*d->groups)),
		.blocks = calloc(nblocks, sizeof(*d->blocks)),
		.fixes = calloc(nfixes, sizeof(*d->fixes)),
		.hashes = calloc(nblocks, sizeof(*d->hashes)),
	};
	if (!d->groups || !d->blocks || !d->fixes || !d->hashes) {
		chunkdir_release(d);
		return VMT_ENOMEM;
	}
	d->info.groups = d->groups;
	d->info.blocks = d->blocks;
	d->info.fixes = d->fixes;
	d->info.nfixes = nfixes;
	d->info.ngroups = ngroups;
	d->info.nblocks = nblocks;
	return 0;
}

void chunkdir_release(struct chunkdir *d)
{
	free(d->groups);
	free(d->blocks);
	free(d->fixes);
	free(d->hashes);
	*d = (struct chunkdir){ 0 };
}

bool chunkdir_has_values(const struct vmt_block *b)
{
	return b->validity == VALID_ALL || b->validity == VALID_BITMAP;
}

bool chunkdir_stores(const struct vmt_block *b)
{
	return b->validity == VALID_BITMAP || (b->validity == VALID_ALL && b->codec != CODEC_CONST);
}

static void group_put(struct bytebuf *b, const struct vmt_group *g, uint64_t time0)
{
	bytebuf_put_varint(b, (uint32_t)(g->cpu + 1));
	bytebuf_put_varint(b, g->rows);
	bytebuf_put_varint(b, zigzag(g->min_time - time0));
	bytebuf_put_varint(b, g->max_time - g->min_time);
}

static void block_put(struct bytebuf *b, const struct vmt_block *k, uint64_t hash)
{
	bytebuf_put8(b, k->codec);
	bytebuf_put8(b, (k->compressed ? FLAG_ZSTD : 0) | (k->key ? FLAG_KEY : 0) |
				k->validity << FLAG_VALIDITY_SHIFT);
	if (k->key)
		bytebuf_put_varint(b, k->key);
	if (k->validity == VALID_BITMAP)
		bytebuf_put_varint(b, k->valid);
	if (chunkdir_has_values(k)) {
		bytebuf_put_varint(b, zigzag(k->min));
		bytebuf_put_varint(b, k->max - k->min);
	}
	if (!chunkdir_stores(k))
		return;
	bytebuf_put_varint(b, k->bytes);
	if (k->compressed)
		bytebuf_put_varint(b, k->raw_bytes);
	bytebuf_put64(b, hash);
}

/* The first whole; of the others what does not follow from the one before. */
static void fixes_put(struct bytebuf *b, const struct chunkdir *d)
{
	uint32_t i;

	fix_put(b, &d->fixes[0]);
	for (i = 1; i < d->info.nfixes; i++) {
		const struct vmt_fix *f = &d->fixes[i];

		bytebuf_put_varint(b, f->time0 - f[-1].time0);
		bytebuf_put32(b, f->mono_mult);
		bytebuf_put32(b, f->real_mult);
		bytebuf_put8(b, f->mono_shift);
		bytebuf_put8(b, f->real_shift);
	}
}

static int fixes_get(struct cursor *in, struct chunkdir *d)
{
	uint32_t i;

	fix_get(in, &d->fixes[0]);
	for (i = 1; i < d->info.nfixes; i++) {
		struct vmt_fix *f = &d->fixes[i];

		f->time0 = f[-1].time0 + cursor_get_varint(in);
		f->mono_mult = cursor_get32(in);
		f->real_mult = cursor_get32(in);
		f->mono_shift = cursor_get8(in);
		f->real_shift = cursor_get8(in);
		if (in->bad || f->time0 <= f[-1].time0 || f->mono_shift > FIX_MAX_SHIFT ||
		    f->real_shift > FIX_MAX_SHIFT)
			return VMT_EDAMAGE;
		f->mono0 = vmt_fix_mono(&f[-1], f->time0);
		f->real0 = vmt_fix_real(&f[-1], f->time0);
	}
	return in->bad ? VMT_EDAMAGE : 0;
}

void chunkdir_put(struct bytebuf *b, const struct chunkdir *d)
{
	uint32_t i;

	bytebuf_put_varint(b, d->info.table);
	bytebuf_put_varint(b, d->info.rows);
	bytebuf_put_varint(b, d->info.nfixes);
	bytebuf_put_varint(b, d->info.ngroups);
	fixes_put(b, d);
	for (i = 0; i < d->info.ngroups; i++)
		group_put(b, &d->groups[i], d->fixes[0].time0);
	bytebuf_put_varint(b, d->info.nblocks);
	for (i = 0; i < d->info.nblocks; i++)
		block_put(b, &d->blocks[i], d->hashes[i]);
}

/* CPUs ascend, rows sum up, times are in order. */
static int groups_get(struct cursor *in, struct chunkdir *d, uint64_t time0)
{
	uint32_t i, first = 0;
	uint64_t cpu, least = 0;

	for (i = 0; i < d->info.ngroups; i++) {
		struct vmt_group *g = &d->groups[i];

		cpu = cursor_get_upto(in, UINT32_MAX);
		g->cpu = cpu - 1;
		g->first = first;
		g->rows = cursor_get_upto(in, d->info.rows - first);
		g->min_time = time0 + unzigzag(cursor_get_varint(in));
		g->max_time = g->min_time + cursor_get_varint(in);
		if (in->bad || !g->rows || g->cpu < least || g->max_time < g->min_time)
			return VMT_EDAMAGE;
		least = (uint64_t)g->cpu + 1;
		first += g->rows;
	}
	return first == d->info.rows ? 0 : VMT_EDAMAGE;
}

static bool in_order(const struct vmt_block *b, uint8_t type)
{
	return codec_type_signed(type) ? (int64_t)b->min <= (int64_t)b->max : b->min <= b->max;
}

static int block_get(struct cursor *in, uint32_t rows, uint8_t type, struct vmt_block *b,
		     uint64_t *hash)
{
	uint8_t flags;

	b->codec = cursor_get8(in);
	flags = cursor_get8(in);
	b->compressed = flags & FLAG_ZSTD;
	b->validity = (flags & FLAG_VALIDITY) >> FLAG_VALIDITY_SHIFT;
	if (in->bad || (flags & ~FLAGS_KNOWN) ||
	    ((b->validity == VALID_NONE || b->validity == VALID_BITMAP) && !(type & VMT_NULLABLE)))
		return VMT_EDAMAGE;
	if (flags & FLAG_KEY) {
		b->key = cursor_get_upto(in, VMT_MAX_COLUMNS - 1);
		if (!b->key || !chunkdir_stores(b) || !codec_type_integer(type))
			return VMT_EDAMAGE;
	}
	b->valid = b->validity == VALID_ALL ? rows : 0;
	if (b->validity == VALID_BITMAP) {
		b->valid = cursor_get_upto(in, rows - 1);
		if (!b->valid)
			return VMT_EDAMAGE;
	}
	if (chunkdir_has_values(b)) {
		b->min = unzigzag(cursor_get_varint(in));
		b->max = b->min + cursor_get_varint(in);
	}
	if (chunkdir_stores(b)) {
		b->bytes = cursor_get_upto(in, CHUNKDIR_MAX_RAW);
		b->raw_bytes = b->compressed ? cursor_get_upto(in, CHUNKDIR_MAX_RAW) : b->bytes;
		*hash = cursor_get64(in);
	}
	return in->bad || !in_order(b, type) ? VMT_EDAMAGE : 0;
}

/* A key is an integer column that has values, in its own order; the time is nobody's key. */
static int check_keys(const struct vmt_table *t, const struct chunkdir *d)
{
	uint32_t i;

	if (d->blocks[0].key)
		return VMT_EDAMAGE;
	for (i = 1; i < d->info.nblocks; i++) {
		uint32_t key = d->blocks[i].key;

		if (key && (key >= d->info.nblocks || d->blocks[key].key ||
			    !chunkdir_has_values(&d->blocks[key]) ||
			    !codec_type_integer(t->columns[key].type)))
			return VMT_EDAMAGE;
	}
	return 0;
}

/* Gives every block its place; they must fill the section to the byte. */
static int place_blocks(struct chunkdir *d, const struct section *s)
{
	uint64_t inside = section_blocks(s), frames = section_frames(s);
	uint32_t i;

	for (i = 0; i < d->info.nblocks; i++) {
		uint64_t *at = d->blocks[i].compressed ? &frames : &inside;

		d->blocks[i].offset = s->offset + *at;
		*at += d->blocks[i].bytes;
	}
	return inside == section_frames(s) && frames == s->total ? 0 : VMT_EDAMAGE;
}

static int blocks_get(struct cursor *in, const struct vmt_table *t, struct chunkdir *d)
{
	uint32_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (block_get(in, d->info.rows, t->columns[i].type, &d->blocks[i], &d->hashes[i]))
			return VMT_EDAMAGE;
	return cursor_done(in) ? 0 : VMT_EDAMAGE;
}

int chunkdir_get(const struct section *s, const struct schema *schema, struct chunkdir *out)
{
	struct cursor in = cursor_of(s->body, s->body_size);
	const struct vmt_table *table;
	struct vmt_chunk_info head = { .offset = s->offset, .bytes = s->total };
	struct chunkdir d;
	int error;

	head.table = cursor_get_upto(&in, schema->ntables - 1);
	head.rows = cursor_get_upto(&in, VMT_CHUNK_ROWS);
	head.nfixes = cursor_get_upto(&in, CHUNKDIR_MAX_FIXES);
	head.ngroups = cursor_get_upto(&in, head.rows);
	if (in.bad || !head.nfixes || !head.ngroups)
		return VMT_EDAMAGE;
	table = &schema->tables[head.table];
	error = chunkdir_init(&d, head.ngroups, table->ncolumns, head.nfixes);
	if (error)
		return error;
	head.nblocks = d.info.nblocks;
	head.groups = d.groups;
	head.blocks = d.blocks;
	head.fixes = d.fixes;
	d.info = head;
	if (fixes_get(&in, &d) || groups_get(&in, &d, d.fixes[0].time0) ||
	    cursor_get_varint(&in) != table->ncolumns || blocks_get(&in, table, &d) ||
	    check_keys(table, &d) || place_blocks(&d, s)) {
		chunkdir_release(&d);
		return VMT_EDAMAGE;
	}
	*out = d;
	return 0;
}
