/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"
#include "report/room.h"

#define MOST_COLUMNS IMAGE_COLUMNS
_Static_assert((int)MOST_COLUMNS >= (int)LOOK_COLUMNS && (int)MOST_COLUMNS >= (int)SYMBOL_COLUMNS,
	       "every table fits");

struct reading {
	struct guest_map *map;
	uint32_t nevents, room_events;
	struct guest_event *events;
	bool symbols; /* some were added */
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
	free(m->running);
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

struct guest_image *guest_map_image(const struct guest_map *m, uint32_t number)
{
	uint32_t at = place_of(m, number);

	return is_known(m, at, number) ? &m->images[at] : NULL;
}

static int add_event(struct reading *r, const struct guest_event *e)
{
	if (room_for((void **)&r->events, &r->room_events, sizeof(*e), r->nevents + 1ull))
		return -ENOMEM;
	r->events[r->nevents++] = *e;
	return 0;
}

/* Those that were read from memory wait for the round's looks. */
static int place(struct reading *r, uint32_t row, uint32_t image)
{
	const struct slide slide = {
		.slide = int_at(r, IMAGE_SLIDE, row),
		.origin = int_at(r, IMAGE_ORIGIN, row),
		.matched = int_at(r, IMAGE_MATCHED, row),
		.compared = int_at(r, IMAGE_COMPARED, row),
	};
	uint32_t vm = int_at(r, IMAGE_VM, row);

	if (slide.origin == VMT_SLIDE_MEMORY)
		return add_event(r, &(struct guest_event){
					    .time = int_at(r, IMAGE_TIME, row),
					    .vm = vm,
					    .number = r->map->numbers[image],
					    .gone = !int_at(r, IMAGE_SIZE, row),
					    .slide = slide,
				    });
	return guest_placing_add(
		r->map, &(struct guest_placed){
				.vm = vm, .image = image, .slide = slide, .until = GUEST_ALWAYS });
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
	return place(r, row, at);
}

static int take_symbol(struct reading *r, uint32_t row)
{
	uint32_t number = int_at(r, SYMBOL_IMAGE, row), at = place_of(r->map, number);
	size_t size;
	const char *name = bytes_at(r, SYMBOL_NAME, row, &size);
	int rc;

	if (!is_known(r->map, at, number))
		return 0;
	r->symbols = true;
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

static int take_look(struct reading *r, uint32_t row)
{
	/* where that is damaged it would say that there is no kernel */
	if (!r->has[LOOK_VM] || !r->has[LOOK_BEGIN] || !r->has[LOOK_END] || !r->has[LOOK_IMAGE])
		return 0;
	return add_event(r, &(struct guest_event){
				    .time = int_at(r, LOOK_BEGIN, row),
				    .end = int_at(r, LOOK_END, row),
				    .vm = int_at(r, LOOK_VM, row),
				    .number = int_at(r, LOOK_IMAGE, row),
				    .look = true,
			    });
}

static int take_tables(struct reading *r, const struct vmt_session *s,
		       const struct vmt_round_info *round)
{
	int rc = 0;

	for (uint32_t i = 0; i < MOST_COLUMNS && !rc; i++)
		rc = vmt_scratch_new(&r->scratch[i]) ? -ENOMEM : 0;
	rc = rc ?: take_table(r, s, round, &vmt_image_table, take_image);
	rc = rc ?: take_table(r, s, round, &vmt_symbol_table, take_symbol);
	rc = rc ?: take_table(r, s, round, &vmt_guest_look_table, take_look);
	for (uint32_t i = 0; i < MOST_COLUMNS; i++)
		vmt_scratch_free(r->scratch[i]);
	return rc;
}

int guest_map_add(struct guest_map *m, const struct vmt_session *s,
		  const struct vmt_round_info *round)
{
	struct reading r = { .map = m };
	int rc;

	m->changed = false;
	rc = take_tables(&r, s, round) ?: guest_placing_apply(m, r.events, r.nevents);
	free(r.events);
	for (uint32_t i = 0; r.symbols && i < m->nimages; i++)
		guest_image_seal(&m->images[i]);
	m->changed |= r.symbols;
	return rc;
}
