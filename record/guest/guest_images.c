/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_images.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "record/row_put.h"

static void free_image(struct kept_image *k)
{
	if (!k)
		return;
	guest_symbols_release(&k->symbols);
	free(k);
}

void guest_images_release(struct guest_images *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		free_image(g->images[i]);
	free(g->images);
	memset(g, 0, sizeof(*g));
}

/* ---- To be kept ---- */

/* A kernel's variables per CPU are offsets and no addresses; sections may be gone already. */
static bool lies_in(const struct guest_linux_image *i, uint64_t address)
{
	return address - i->base <= i->size;
}

static int copy_symbols(struct kept_image *k, const struct found_image *f)
{
	const struct guest_symbols *s = f->symbols;
	uint32_t last = f->first + f->image->nsymbols, text;
	int error;

	if (last == f->first)
		return 0;
	text = guest_symbols_end(s, last) - guest_symbols_end(s, f->first);
	error = guest_symbols_reserve(&k->symbols, f->image->nsymbols, text);
	for (uint32_t i = f->first; i < last && !error; i++) {
		struct guest_symbol_row row = s->rows[i];

		if (!lies_in(f->image, row.address))
			continue;
		row.address -= f->slide;
		error = guest_symbols_add(&k->symbols, &row, guest_symbols_text(s, i),
					  guest_symbols_length(s, i));
	}
	return error;
}

/* NULL: no memory. */
static struct kept_image *make_image(const struct found_image *f)
{
	struct kept_image *k = calloc(1, sizeof(*k));

	if (!k)
		return NULL;
	k->facts = *f->image;
	k->facts.base -= f->slide;
	k->module = f->module;
	if (copy_symbols(k, f)) {
		free_image(k);
		return NULL;
	}
	k->facts.nsymbols = k->symbols.n;
	return k;
}

static bool same_symbols(const struct guest_symbols *a, const struct guest_symbols *b)
{
	return a->n == b->n && a->text_size == b->text_size &&
	       (!a->n || (!memcmp(a->rows, b->rows, a->n * sizeof(*a->rows)) &&
			  !memcmp(a->text, b->text, a->text_size)));
}

static bool same_image(const struct kept_image *a, const struct kept_image *b)
{
	const struct guest_linux_image *x = &a->facts, *y = &b->facts;

	return x->base == y->base && x->size == y->size && x->build_id_size == y->build_id_size &&
	       !memcmp(x->build_id, y->build_id, x->build_id_size) && !strcmp(x->name, y->name) &&
	       same_symbols(&a->symbols, &b->symbols);
}

static int grow(struct guest_images *g)
{
	uint32_t room = g->room ? 2 * g->room : 16;
	struct kept_image **images;

	if (g->n < g->room)
		return 0;
	images = reallocarray(g->images, room, sizeof(*images));
	if (!images)
		return -ENOMEM;
	g->images = images;
	g->room = room;
	return 0;
}

/* Takes it over. */
static int64_t keep(struct guest_images *g, struct kept_image *k)
{
	if (g->n == GUEST_IMAGES || g->nsymbols + k->facts.nsymbols > GUEST_IMAGES_SYMBOLS) {
		free_image(k);
		return 0;
	}
	if (grow(g)) {
		free_image(k);
		return -ENOMEM;
	}
	g->images[g->n++] = k;
	g->nsymbols += k->facts.nsymbols;
	return k->number = g->n;
}

int64_t guest_images_add(struct guest_images *g, const struct found_image *f)
{
	struct kept_image *k = make_image(f);

	if (!k)
		return -ENOMEM;
	for (uint32_t i = 0; i < g->n; i++)
		if (same_image(g->images[i], k)) {
			free_image(k);
			return g->images[i]->number;
		}
	return keep(g, k);
}

struct kept_image *guest_images_get(const struct guest_images *g, uint32_t number)
{
	return g->images[number - 1];
}

/* ---- Into the file ---- */

int kept_image_rows(const struct kept_image *k, uint64_t time, struct vmt_stage *stage)
{
	const struct guest_symbols *s = &k->symbols;
	int error = 0;

	for (uint32_t i = 0; i < s->n && !error; i++) {
		const struct guest_symbol_row *row = &s->rows[i];

		error = ADD(stage, time, k->number, row->address, row->size, row->type);
		error = end_row(stage, error
					       ?: vmt_stage_bytes(stage, SYMBOL_NAME,
								  guest_symbols_text(s, i),
								  guest_symbols_length(s, i)));
	}
	return error;
}

int guest_images_tell(const struct guest_images *g, uint64_t by, struct vmt_stage *stage)
{
	int error = 0;

	for (uint32_t i = 0; i < g->n && !error; i++)
		if (g->images[i]->in_file && g->images[i]->told <= by)
			error = kept_image_rows(g->images[i], by, stage);
	return error;
}
