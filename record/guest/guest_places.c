/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void guest_places_release(struct guest_places *g)
{
	free(g->places);
	memset(g, 0, sizeof(*g));
}

void guest_places_begin(struct guest_places *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		g->places[i].seen = false;
}

static bool same_name(const struct guest_images *images, uint32_t a, uint32_t b)
{
	return !strcmp(guest_images_get(images, a)->facts.name,
		       guest_images_get(images, b)->facts.name);
}

/* The one of that name that is there; NULL: none is. */
static struct guest_place *find(struct guest_places *g, const struct guest_images *images,
				uint32_t image)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (!g->places[i].gone && same_name(images, g->places[i].image, image))
			return &g->places[i];
	return NULL;
}

static int grow(struct guest_places *g)
{
	uint32_t room = g->room ? 2 * g->room : 64;
	struct guest_place *places;

	if (g->n < g->room)
		return 0;
	places = reallocarray(g->places, room, sizeof(*places));
	if (!places)
		return -ENOMEM;
	g->places = places;
	g->room = room;
	return 0;
}

int guest_places_see(struct guest_places *g, const struct guest_images *images, uint32_t image,
		     uint64_t slide, uint64_t told, const struct place_listener *l)
{
	struct guest_place *p = find(g, images, image);

	if (p && p->image == image && p->slide == slide) {
		p->seen = true;
		return 0;
	}
	if (p)
		p->gone = told;
	if (grow(g))
		return -ENOMEM;
	p = &g->places[g->n++];
	*p = (struct guest_place){ .image = image, .slide = slide, .told = told, .seen = true };
	return l->placed(l->self, p);
}

int guest_places_end(struct guest_places *g, uint64_t told, const struct place_listener *l)
{
	int error = 0;

	for (uint32_t i = 0; i < g->n && !error; i++) {
		struct guest_place *p = &g->places[i];

		if (p->seen || p->gone)
			continue;
		p->gone = told;
		error = l->left(l->self, p);
	}
	return error;
}

int guest_places_tell(const struct guest_places *g, uint64_t by, const struct place_listener *l)
{
	int error = 0;

	for (uint32_t i = 0; i < g->n && !error; i++) {
		const struct guest_place *p = &g->places[i];

		if (p->told <= by && (!p->gone || p->gone > by))
			error = l->placed(l->self, p);
	}
	return error;
}

void guest_places_sweep(struct guest_places *g, uint64_t before)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < g->n; i++)
		if (!g->places[i].gone || g->places[i].gone >= before)
			g->places[kept++] = g->places[i];
	g->n = kept;
}
