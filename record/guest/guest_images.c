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
	free(k->symbols);
	free(k->names);
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

static size_t names_size(const struct found_image *f, uint32_t *n)
{
	size_t size = 0;

	*n = 0;
	for (uint32_t i = 0; i < f->image->nsymbols; i++) {
		if (!lies_in(f->image, f->symbols[i].address))
			continue;
		size += strlen(f->symbols[i].name) + 1;
		++*n;
	}
	return size;
}

static void copy_symbols(struct kept_image *k, const struct found_image *f)
{
	uint32_t n = 0, at = 0;

	for (uint32_t i = 0; i < f->image->nsymbols; i++) {
		const struct guest_linux_symbol *s = &f->symbols[i];
		size_t size = strlen(s->name) + 1;

		if (!lies_in(f->image, s->address))
			continue;
		k->symbols[n++] = (struct kept_symbol){ s->address - f->slide, s->size, at,
							(unsigned char)s->type };
		memcpy(k->names + at, s->name, size);
		at += size;
	}
}

/* NULL: no memory. */
static struct kept_image *make_image(const struct found_image *f)
{
	struct kept_image *k = calloc(1, sizeof(*k));
	uint32_t n;

	if (!k)
		return NULL;
	k->names_size = names_size(f, &n);
	k->symbols = calloc(n + 1, sizeof(*k->symbols));
	k->names = malloc(k->names_size + 1);
	k->facts = *f->image;
	k->facts.base -= f->slide;
	k->facts.nsymbols = n;
	k->module = f->module;
	if (k->symbols && k->names) {
		copy_symbols(k, f);
		return k;
	}
	free_image(k);
	return NULL;
}

static bool same_image(const struct kept_image *a, const struct kept_image *b)
{
	const struct guest_linux_image *x = &a->facts, *y = &b->facts;

	return x->base == y->base && x->size == y->size && x->nsymbols == y->nsymbols &&
	       x->build_id_size == y->build_id_size && a->names_size == b->names_size &&
	       !memcmp(x->build_id, y->build_id, x->build_id_size) && !strcmp(x->name, y->name) &&
	       !memcmp(a->symbols, b->symbols, x->nsymbols * sizeof(*a->symbols)) &&
	       !memcmp(a->names, b->names, a->names_size);
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
	int error = 0;

	for (uint32_t i = 0; i < k->facts.nsymbols && !error; i++) {
		const struct kept_symbol *s = &k->symbols[i];

		error = ADD(stage, time, k->number, s->address, s->size, s->type);
		error = end_row(stage, error
					       ?: add_text(stage, SYMBOL_NAME, k->names + s->name,
							   GUEST_LINUX_NAME));
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
