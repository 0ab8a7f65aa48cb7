/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/guest_names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/guest/guest_map.h"

/* Names of an image's symbols as they are printed, made when first asked for. */
struct names {
	_Atomic(const struct str *) *symbols; /* [image.nsymbols] */
	_Atomic(const struct str *) module;
};

/* An image in a VM: [start, start + image->size). */
struct place {
	uint32_t vm;
	uint64_t start, slide;
	uint64_t from, until; /* times */
	const struct guest_image *image;
	struct names *names;
};

struct guest_places {
	struct guest_map map;
	const struct guest_given *given; /* or NULL */
	const struct given_session *given_session;
	bool stale; /* the map changed */
	uint32_t version;
	struct names *names; /* of the map's images, and behind them of those given */
	uint32_t nnames;
	uint32_t n;
	struct place *places; /* by VM, start and time */
	bool alike;	      /* in all VMs that have some */
	bool timed;	      /* some do not hold always */
};

/* ---- Making them ---- */

static int by_place(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* In a VM a kernel that somebody gave takes the place of those of the same name. */
static bool has_name(const struct guest_places *g, uint32_t vm, const char *name)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (g->places[i].vm == vm && !strcmp(g->places[i].image->name, name))
			return true;
	return false;
}

static int init_names(struct names *n, const struct guest_image *i)
{
	n->symbols = calloc(i->nsymbols + 1, sizeof(*n->symbols));
	return n->symbols ? 0 : -ENOMEM;
}

static int add_given(struct guest_places *g)
{
	const struct guest_given *given = g->given;
	const struct given_session *s = g->given_session;
	struct names *names = g->names + g->map.nimages;

	for (uint32_t i = 0; i < given->kernel.nimages; i++)
		if (init_names(&names[i], &given->kernel.images[i]))
			return -ENOMEM;
	for (uint32_t v = 0; v < s->nvms; v++)
		for (uint32_t i = 0; i < given->kernel.nimages; i++) {
			const struct guest_image *image = &given->kernel.images[i];
			struct slide slide;

			if (!guest_given_places(given, &s->vms[v], i, &slide))
				continue;
			g->places[g->n++] = (struct place){
				.vm = s->vms[v].vm,
				.start = image->base + slide.slide,
				.slide = slide.slide,
				.until = GUEST_ALWAYS,
				.image = image,
				.names = &names[i],
			};
		}
	return 0;
}

/* Those added to the trace, then those read from memory. */
static void add_placed(struct guest_places *g, bool read)
{
	uint32_t others = g->n;

	for (uint32_t i = 0; i < g->map.nplaced; i++) {
		const struct guest_placed *p = &g->map.placed[i];
		const struct guest_image *image = &g->map.images[p->image];
		const struct guest_places before = { .n = others, .places = g->places };

		if ((p->slide.origin == VMT_SLIDE_MEMORY) != read ||
		    has_name(&before, p->vm, image->name))
			continue;
		g->places[g->n++] = (struct place){
			.vm = p->vm,
			.start = image->base + p->slide.slide,
			.slide = p->slide.slide,
			.from = p->from,
			.until = p->until,
			.image = image,
			.names = &g->names[p->image],
		};
	}
}

static int add_all(struct guest_places *g)
{
	const struct given_session *s = g->given_session;
	uint32_t more = s ? g->given->kernel.nimages : 0;

	g->nnames = g->map.nimages + more;
	g->names = calloc(g->nnames + 1, sizeof(*g->names));
	g->places =
		calloc(g->map.nplaced + (s ? s->nvms * (size_t)more : 0) + 1, sizeof(*g->places));
	if (!g->names || !g->places)
		return -ENOMEM;
	for (uint32_t i = 0; i < g->map.nimages; i++)
		if (init_names(&g->names[i], &g->map.images[i]))
			return -ENOMEM;
	if (s && add_given(g))
		return -ENOMEM;
	add_placed(g, false);
	add_placed(g, true);
	return 0;
}

/* ---- Alike? ---- */

static bool same_place(const struct place *a, const struct place *b)
{
	const struct guest_image *x = a->image, *y = b->image;

	return a->start == b->start && a->from == b->from && a->until == b->until &&
	       x->size == y->size && x->nsymbols == y->nsymbols &&
	       x->build_id_size == y->build_id_size &&
	       !memcmp(x->build_id, y->build_id, x->build_id_size) && !strcmp(x->name, y->name);
}

/* How many of the places from `first` on are of its VM. */
static uint32_t of_vm(const struct guest_places *g, uint32_t first)
{
	uint32_t n = first;

	while (n < g->n && g->places[n].vm == g->places[first].vm)
		n++;
	return n - first;
}

static bool same_vm(const struct guest_places *a, uint32_t i, const struct guest_places *b,
		    uint32_t k)
{
	uint32_t n = of_vm(a, i);

	if (n != of_vm(b, k))
		return false;
	while (n--)
		if (!same_place(&a->places[i + n], &b->places[k + n]))
			return false;
	return true;
}

static bool all_alike(const struct guest_places *g)
{
	for (uint32_t i = 0; i < g->n; i += of_vm(g, i))
		if (!same_vm(g, 0, g, i))
			return false;
	return true;
}

bool guest_places_differ(const struct guest_places *g)
{
	return g->n && g->places[g->n - 1].vm;
}

uint32_t guest_places_version(const struct guest_places *g)
{
	return g->version;
}

bool guest_places_timed(const struct guest_places *g)
{
	return g->timed;
}

static void clear(struct guest_places *g)
{
	for (uint32_t i = 0; g->names && i < g->nnames; i++)
		free(g->names[i].symbols);
	free(g->names);
	free(g->places);
	g->names = NULL;
	g->places = NULL;
	g->n = g->nnames = 0;
}

int guest_places_new(struct guest_places **out, const struct world_session *s,
		     const struct guest_given *given)
{
	struct guest_places *g = calloc(1, sizeof(*g));

	if (!g)
		return -ENOMEM;
	g->given = given;
	g->given_session = given ? guest_given_session(given, s->info->id) : NULL;
	g->stale = true;
	*out = g;
	return 0;
}

int guest_places_add(struct guest_places *g, const struct vmt_session *session,
		     const struct vmt_round_info *round)
{
	int rc = guest_map_add(&g->map, session, round);

	g->stale |= g->map.changed;
	return rc;
}

int guest_places_settle(struct guest_places *g)
{
	if (!g->stale)
		return 0;
	clear(g);
	if (add_all(g))
		return -ENOMEM;
	if (g->n)
		qsort(g->places, g->n, sizeof(*g->places), by_place);
	g->alike = all_alike(g);
	g->timed = false;
	for (uint32_t i = 0; i < g->n; i++)
		g->timed |= g->places[i].from || g->places[i].until != GUEST_ALWAYS;
	g->stale = false;
	g->version++;
	return 0;
}

void guest_places_free(struct guest_places *g)
{
	if (!g)
		return;
	clear(g);
	guest_map_release(&g->map);
	free(g);
}

/* ---- Asking ---- */

/* Places that precede (VM, address), or are there. */
static uint32_t count_upto(const struct guest_places *g, uint32_t vm, uint64_t address)
{
	const struct place want = { .vm = vm, .start = address, .from = UINT64_MAX };
	uint32_t low = 0, high = g->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (by_place(&g->places[mid], &want) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool holds(const struct place *p, uint64_t time)
{
	return time >= p->from && time <= p->until;
}

/* Images of a kernel do not overlap: of one time the nearest below is the only one. */
static const struct place *find_in(const struct guest_places *g, uint32_t vm, uint64_t time,
				   uint64_t address)
{
	for (uint32_t at = count_upto(g, vm, address); at && g->places[at - 1].vm == vm; at--) {
		const struct place *p = &g->places[at - 1];

		if (holds(p, time))
			return address - p->start < p->image->size ? p : NULL;
	}
	return NULL;
}

static bool has_vm(const struct guest_places *g, uint32_t vm)
{
	uint32_t at = count_upto(g, vm, UINT64_MAX);

	return at && g->places[at - 1].vm == vm;
}

/* Where there is no VM: the images of the run, if all that there are, are the same. */
static const struct guest_places *common(const struct world *w)
{
	const struct guest_places *all = NULL;

	for (uint32_t i = 0; w && i < w->nsessions; i++) {
		const struct guest_places *g = w->sessions[i].places;

		if (!g || !g->n)
			continue;
		if (!g->alike || (all && !same_vm(all, 0, g, 0)))
			return NULL;
		all = all ? all : g;
	}
	return all;
}

static const struct place *find(const struct world *w, const struct world_session *session,
				uint64_t vm, uint64_t time, uint64_t address)
{
	const struct guest_places *g = session && vm ? session->places : common(w);

	if (!g || !g->n)
		return NULL;
	if (!session || !vm)
		return find_in(g, g->places[0].vm, GUEST_NO_TIME, address);
	return find_in(g, vm <= UINT32_MAX && has_vm(g, vm) ? vm : 0, time, address);
}

static const struct str *keep(struct strpool *pool, _Atomic(const struct str *) *cell,
			      const char *text, int len)
{
	const struct str *s = strpool_get(pool, text, len);

	atomic_store_explicit(cell, s, memory_order_release);
	return s;
}

static const struct str *kept(_Atomic(const struct str *) *cell)
{
	return atomic_load_explicit(cell, memory_order_acquire);
}

/* What is not kept: to the caller's text if he has one. */
static const struct str *give(struct strpool *pool, char *text, int *size, const char *made,
			      int len)
{
	if (!text)
		return strpool_get(pool, made, len);
	memcpy(text, made, len + 1);
	*size = len;
	return NULL;
}

static const struct str *name_symbol(const struct place *p, const struct guest_symbol *s,
				     struct strpool *pool)
{
	_Atomic(const struct str *) *cell = &p->names->symbols[s - p->image->symbols];
	const struct str *name = kept(cell);
	char made[GUEST_TEXT];

	return name ? name
		    : keep(pool, cell, made,
			   snprintf(made, sizeof(made), "%s`%s", p->image->name,
				    guest_symbol_name(p->image, s)));
}

static const struct str *name_module(const struct place *p, struct strpool *pool)
{
	const struct str *name = kept(&p->names->module);

	return name ? name : keep(pool, &p->names->module, p->image->name, strlen(p->image->name));
}

const struct str *guest_name(const struct world *w, const struct world_session *session,
			     struct strpool *pool, uint64_t vm, uint64_t time, uint64_t address,
			     enum naming naming, char text[GUEST_TEXT], int *len)
{
	const struct place *p = find(w, session, vm, time, address);
	const struct guest_symbol *s = p ? guest_image_find(p->image, address - p->slide) : NULL;
	uint64_t behind = s ? address - p->slide - s->address : 0;
	char made[GUEST_TEXT];

	if (p && naming == NAME_MODULE)
		return name_module(p, pool);
	if (s && (naming == NAME_SYMBOL || !behind))
		return name_symbol(p, s, pool);
	if (s)
		return give(pool, text, len, made,
			    snprintf(made, sizeof(made), "%s`%s+0x%" PRIx64, p->image->name,
				     guest_symbol_name(p->image, s), behind));
	if (p)
		return give(pool, text, len, made,
			    snprintf(made, sizeof(made), "%s`0x%" PRIx64, p->image->name, address));
	return give(pool, text, len, made, snprintf(made, sizeof(made), "0x%" PRIx64, address));
}

const char *guest_function(const struct guest_places *g, uint64_t vm, uint64_t time,
			   uint64_t address, uint64_t *from, uint64_t *until)
{
	const struct place *p =
		find_in(g, vm <= UINT32_MAX && has_vm(g, vm) ? vm : 0, time, address);
	const struct guest_symbol *s = p ? guest_image_find(p->image, address - p->slide) : NULL;

	*from = p ? p->from : g->timed ? time : 0;
	*until = p ? p->until : g->timed ? time : UINT64_MAX;
	return s ? guest_symbol_name(p->image, s) : NULL;
}
