/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"

/* ---- To be written ---- */

int guest_rows_init(struct guest_rows *r)
{
	*r = (struct guest_rows){ 0 };
	return vmt_stage_new(&r->images, &vmt_image_table) ||
			       vmt_stage_new(&r->symbols, &vmt_symbol_table)
		       ? -ENOMEM
		       : 0;
}

void guest_rows_release(struct guest_rows *r)
{
	vmt_stage_free(r->images);
	vmt_stage_free(r->symbols);
}

#define PUT(row, column, value) ((row)[(column)*VMT_STAGE_STRIDE] = (value))

int guest_rows_add_image(struct guest_rows *r, uint64_t time, uint32_t vm, uint32_t number,
			 const struct guest_image *i, const struct slide *s)
{
	uint64_t *row = vmt_stage_begin(r->images);

	if (!row)
		return -ENOMEM;
	PUT(row, IMAGE_TIME, time);
	PUT(row, IMAGE_VM, vm);
	PUT(row, IMAGE_NUMBER, number);
	PUT(row, IMAGE_KIND, i->kind);
	PUT(row, IMAGE_BASE, i->base);
	PUT(row, IMAGE_SIZE, i->size);
	PUT(row, IMAGE_SLIDE, s->slide);
	PUT(row, IMAGE_ORIGIN, s->origin);
	PUT(row, IMAGE_MATCHED, s->matched);
	PUT(row, IMAGE_COMPARED, s->compared);
	if (vmt_stage_bytes(r->images, IMAGE_BUILD_ID, i->build_id, i->build_id_size) ||
	    vmt_stage_bytes(r->images, IMAGE_NAME, i->name, strlen(i->name)))
		return -ENOMEM;
	vmt_stage_end(r->images);
	return 0;
}

static int add_symbol(struct guest_rows *r, uint64_t time, uint32_t number,
		      const struct guest_symbol *s, const char *name)
{
	uint64_t *row = vmt_stage_begin(r->symbols);

	if (!row)
		return -ENOMEM;
	PUT(row, SYMBOL_TIME, time);
	PUT(row, SYMBOL_IMAGE, number);
	PUT(row, SYMBOL_ADDRESS, s->address);
	PUT(row, SYMBOL_SIZE, s->size);
	PUT(row, SYMBOL_TYPE, s->type);
	if (vmt_stage_bytes(r->symbols, SYMBOL_NAME, name, strlen(name)))
		return -ENOMEM;
	vmt_stage_end(r->symbols);
	return 0;
}

int guest_rows_add_symbols(struct guest_rows *r, uint64_t time, uint32_t number,
			   const struct guest_image *i)
{
	int rc = 0;

	for (uint32_t n = 0; n < i->nsymbols && !rc; n++)
		rc = add_symbol(r, time, number, &i->symbols[n],
				guest_symbol_name(i, &i->symbols[n]));
	return rc;
}

/* ---- As read ---- */

#define MOST_COLUMNS IMAGE_COLUMNS

struct reading {
	struct guest_map *map;
	struct vmt_scratch *scratch[MOST_COLUMNS];
	struct vmt_view views[MOST_COLUMNS];
	bool has[MOST_COLUMNS];
};

void guest_map_release(struct guest_map *m)
{
	for (uint32_t i = 0; i < m->nimages; i++)
		guest_image_release(&m->images[i]);
	free(m->images);
	free(m->numbers);
	free(m->placed);
	*m = (struct guest_map){ 0 };
}

static bool is_bytes(const struct vmt_view *v)
{
	return v->kind == VMT_BYTES;
}

/* Columns by the name that our own table has for them; another's may lack some. */
static int read_views(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t,
		      const struct vmt_table *ours)
{
	for (uint32_t c = 0; c < ours->ncolumns; c++) {
		int column = vmt_table_find(t, ours->columns[c].name);
		int rc = column < 0 ? VMT_EABSENT
				    : vmt_chunk_read(chunk, column, r->scratch[c], &r->views[c]);

		if (rc == VMT_ENOMEM)
			return -ENOMEM;
		r->has[c] = !rc && !r->views[c].valid && r->views[c].kind != VMT_LISTS &&
			    is_bytes(&r->views[c]) == (ours->columns[c].type == VMT_VAR);
	}
	return 0;
}

static uint64_t int_at(const struct reading *r, uint32_t column, uint32_t row)
{
	uint64_t value = 0;

	if (r->has[column])
		vmt_view_flatten(&r->views[column], row, 1, &value);
	return value;
}

static const char *bytes_at(const struct reading *r, uint32_t column, uint32_t row, size_t *size)
{
	const struct vmt_view *v = &r->views[column];

	*size = r->has[column] ? v->offsets[row + 1] - v->offsets[row] : 0;
	return r->has[column] ? (const char *)v->data + v->offsets[row] : "";
}

/* Where an image's number is, or would be, among those known. */
static uint32_t place_of(const struct guest_map *m, uint32_t number)
{
	uint32_t low = 0, high = m->nimages;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (m->numbers[mid] < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_known(const struct guest_map *m, uint32_t at, uint32_t number)
{
	return at < m->nimages && m->numbers[at] == number;
}

static int insert_image(struct guest_map *m, uint32_t at, uint32_t number,
			const struct guest_image *image)
{
	struct guest_image *images = realloc(m->images, (m->nimages + 1) * sizeof(*images));
	uint32_t *numbers;

	if (!images)
		return -ENOMEM;
	m->images = images;
	numbers = realloc(m->numbers, (m->nimages + 1) * sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	m->numbers = numbers;
	memmove(&images[at + 1], &images[at], (m->nimages - at) * sizeof(*images));
	memmove(&numbers[at + 1], &numbers[at], (m->nimages - at) * sizeof(*numbers));
	images[at] = *image;
	numbers[at] = number;
	m->nimages++;
	for (uint32_t i = 0; i < m->nplaced; i++)
		m->placed[i].image += m->placed[i].image >= at;
	return 0;
}

/* 0; -EINVAL: the row makes no sense; -ENOMEM. */
static int make_image(const struct reading *r, uint32_t row, struct guest_image *image)
{
	size_t name_size, id_size;
	const char *name = bytes_at(r, IMAGE_NAME, row, &name_size);
	const char *id = bytes_at(r, IMAGE_BUILD_ID, row, &id_size);
	int rc = guest_image_init(image, int_at(r, IMAGE_KIND, row), name, name_size);

	if (rc)
		return rc;
	image->base = int_at(r, IMAGE_BASE, row);
	image->size = int_at(r, IMAGE_SIZE, row);
	image->build_id_size = id_size <= GUEST_BUILD_ID ? id_size : 0;
	memcpy(image->build_id, id, image->build_id_size);
	return 0;
}

static int place(struct guest_map *m, const struct guest_placed *p)
{
	struct guest_placed *more;

	/* of a VM's images of one name the last counts */
	for (uint32_t i = 0; i < m->nplaced; i++)
		if (m->placed[i].vm == p->vm &&
		    !strcmp(m->images[m->placed[i].image].name, m->images[p->image].name)) {
			m->placed[i] = *p;
			return 0;
		}
	more = realloc(m->placed, (m->nplaced + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[m->nplaced++] = *p;
	m->placed = more;
	return 0;
}

static int take_image(struct reading *r, uint32_t row)
{
	struct guest_map *m = r->map;
	uint64_t number = int_at(r, IMAGE_NUMBER, row);
	uint32_t at = place_of(m, number);
	struct guest_image image;
	int rc;

	if (!number || number > UINT32_MAX || m->nplaced == GUEST_IMAGES)
		return 0;
	if (!is_known(m, at, number)) {
		rc = make_image(r, row, &image);
		if (!rc && (rc = insert_image(m, at, number, &image)))
			guest_image_release(&image);
		if (rc)
			return rc == -ENOMEM ? rc : 0;
	}
	return place(m, &(struct guest_placed){
				.vm = int_at(r, IMAGE_VM, row),
				.image = at,
				.slide = {
					.slide = int_at(r, IMAGE_SLIDE, row),
					.origin = int_at(r, IMAGE_ORIGIN, row),
					.matched = int_at(r, IMAGE_MATCHED, row),
					.compared = int_at(r, IMAGE_COMPARED, row),
				},
			});
}

static int take_symbol(struct reading *r, uint32_t row)
{
	uint32_t number = int_at(r, SYMBOL_IMAGE, row), at = place_of(r->map, number);
	size_t size;
	const char *name = bytes_at(r, SYMBOL_NAME, row, &size);
	int rc;

	if (!is_known(r->map, at, number))
		return 0;
	rc = guest_image_add(&r->map->images[at], int_at(r, SYMBOL_ADDRESS, row),
			     int_at(r, SYMBOL_SIZE, row), int_at(r, SYMBOL_TYPE, row), name, size);
	return rc == -ENOMEM ? rc : 0;
}

static int take_chunk(struct reading *r, const struct vmt_chunk *chunk, const struct vmt_table *t,
		      const struct vmt_table *ours, int (*take)(struct reading *, uint32_t))
{
	uint32_t rows = vmt_chunk_info(chunk)->rows;
	int rc = read_views(r, chunk, t, ours);

	for (uint32_t i = 0; i < rows && !rc; i++)
		rc = take(r, i);
	return rc;
}

static int take_table(struct reading *r, const struct vmt_session *s,
		      const struct vmt_round_info *round, const struct vmt_table *ours,
		      int (*take)(struct reading *, uint32_t))
{
	int table = vmt_session_table(s, ours->name), rc = 0;

	for (uint32_t i = 0; table >= 0 && i < round->nchunks && !rc; i++)
		if (vmt_chunk_info(round->chunks[i])->table == (uint32_t)table)
			rc = take_chunk(r, round->chunks[i], &vmt_session_info(s)->tables[table],
					ours, take);
	return rc;
}

int guest_map_read(struct guest_map *m, const struct vmt_session *s,
		   const struct vmt_round_info *round)
{
	struct reading r = { .map = m };
	int rc = 0;

	*m = (struct guest_map){ 0 };
	for (uint32_t i = 0; i < MOST_COLUMNS && !rc; i++)
		rc = vmt_scratch_new(&r.scratch[i]) ? -ENOMEM : 0;
	rc = rc ?: take_table(&r, s, round, &vmt_image_table, take_image);
	rc = rc ?: take_table(&r, s, round, &vmt_symbol_table, take_symbol);
	for (uint32_t i = 0; i < MOST_COLUMNS; i++)
		vmt_scratch_free(r.scratch[i]);
	for (uint32_t i = 0; i < m->nimages; i++)
		guest_image_seal(&m->images[i]);
	return rc;
}
