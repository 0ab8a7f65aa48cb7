/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/guest/guest_map.h"
#include "report/room.h"

#define MOST_VMS 65536 /* a VM's number has 16 bits */

struct guest_running {
	uint32_t kernel; /* its image's number; 0: none was found yet */
	uint32_t closings;
	uint64_t slide;
	uint64_t told; /* time of its row */
	/* Begins of the last look that found it, and of the one before that; 0: none did. */
	uint64_t confirmed, earlier;
	bool open;  /* the last look found it */
	bool first; /* the VM's */
	/* Of the last look at all. */
	uint32_t found;
	uint64_t looked;
};

/* ---- Places ---- */

static bool same_name(const struct guest_map *m, uint32_t image, uint32_t other)
{
	return !strcmp(m->images[image].name, m->images[other].name);
}

static int append(struct guest_map *m, const struct guest_placed *p)
{
	struct guest_placed *more;

	if (m->nplaced == GUEST_IMAGES)
		return 0;
	more = realloc(m->placed, (m->nplaced + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[m->nplaced++] = *p;
	m->placed = more;
	m->changed = true;
	return 0;
}

static bool is_read(const struct guest_placed *p)
{
	return p->slide.origin == VMT_SLIDE_MEMORY;
}

int guest_placing_add(struct guest_map *m, const struct guest_placed *p)
{
	for (uint32_t i = 0; i < m->nplaced; i++)
		if (m->placed[i].vm == p->vm && !is_read(&m->placed[i]) &&
		    same_name(m, m->placed[i].image, p->image)) {
			m->placed[i] = *p;
			m->changed = true;
			return 0;
		}
	return append(m, p);
}

static bool is_open(const struct guest_placed *p, uint32_t vm)
{
	return p->vm == vm && is_read(p) && p->until >= GUEST_OPEN;
}

static void end_place(struct guest_map *m, struct guest_placed *p, uint64_t until, uint32_t closed)
{
	p->until = until;
	p->closed = closed;
	m->changed = true;
}

/* ---- A VM's kernel ---- */

static void close_all(struct guest_map *m, uint32_t vm, struct guest_running *r, uint64_t until)
{
	r->open = false;
	r->closings++;
	for (uint32_t i = 0; i < m->nplaced; i++)
		if (is_open(&m->placed[i], vm))
			end_place(m, &m->placed[i], until, r->closings);
}

/* What ended together is there again. */
static int open_again(struct guest_map *m, uint32_t vm, struct guest_running *r, uint64_t from)
{
	uint32_t n = m->nplaced;
	int rc = 0;

	r->open = true;
	for (uint32_t i = 0; i < n && !rc; i++) {
		struct guest_placed p = m->placed[i];

		if (p.vm != vm || !is_read(&p) || p.closed != r->closings)
			continue;
		p.from = from;
		p.until = GUEST_OPEN;
		p.closed = 0;
		rc = append(m, &p);
	}
	return rc;
}

static int place(struct guest_map *m, const struct guest_event *e, uint64_t from)
{
	return append(m, &(struct guest_placed){
				 .vm = e->vm,
				 .image = guest_map_image(m, e->number) - m->images,
				 .slide = e->slide,
				 .from = from,
				 .until = from ? GUEST_OPEN : GUEST_ALWAYS,
			 });
}

/* The look that tells of a change found the number, be it at the new place or the old one. */
static int apply_kernel(struct guest_map *m, const struct guest_event *e, struct guest_running *r)
{
	bool first = !r->kernel, same = r->kernel == e->number && r->slide == e->slide.slide;

	if (same && !e->gone)
		return r->open ? 0 : open_again(m, e->vm, r, e->time);
	if (r->open)
		close_all(m, e->vm, r, r->earlier);
	if (e->gone)
		return 0;
	*r = (struct guest_running){
		.kernel = e->number,
		.closings = r->closings,
		.slide = e->slide.slide,
		.told = e->time,
		.confirmed = r->found == e->number ? r->looked : 0,
		.open = true,
		.first = first,
		.found = r->found,
		.looked = r->looked,
	};
	return place(m, e, first ? 0 : e->time);
}

static int apply_module(struct guest_map *m, const struct guest_event *e, struct guest_running *r)
{
	uint32_t image = guest_map_image(m, e->number) - m->images;

	for (uint32_t i = 0; i < m->nplaced; i++) {
		struct guest_placed *p = &m->placed[i];
		bool same = p->image == image && p->slide.slide == e->slide.slide;

		if (!is_open(p, e->vm) || !same_name(m, p->image, image))
			continue;
		if (same && !e->gone)
			return 0;
		end_place(m, p, r->earlier, 0);
	}
	return e->gone ? 0 : place(m, e, r->first && e->time <= r->told ? 0 : e->time);
}

static int apply_look(struct guest_map *m, const struct guest_event *e, struct guest_running *r)
{
	r->found = e->number;
	r->looked = e->time;
	if (r->kernel != e->number || !r->kernel) {
		if (r->open)
			close_all(m, e->vm, r, r->confirmed);
		return 0;
	}
	if (e->time > r->confirmed) {
		r->earlier = r->confirmed;
		r->confirmed = e->time;
	}
	return r->open ? 0 : open_again(m, e->vm, r, e->end);
}

/* ---- A round ---- */

static int by_time(const void *one, const void *other)
{
	const struct guest_event *a = one, *b = other;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->look != b->look)
		return a->look ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int apply(struct guest_map *m, const struct guest_event *e)
{
	const struct guest_image *image = guest_map_image(m, e->number);
	struct guest_running *r;

	if (e->vm >= MOST_VMS || e->time >= GUEST_OPEN || (!e->look && !image))
		return 0;
	if (room_for((void **)&m->running, &m->room_running, sizeof(*m->running), e->vm + 1ull))
		return -ENOMEM;
	while (m->nrunning <= e->vm)
		m->running[m->nrunning++] = (struct guest_running){ 0 };
	r = &m->running[e->vm];
	if (e->look)
		return apply_look(m, e, r);
	return (image->kind == VMT_IMAGE_KERNEL ? apply_kernel : apply_module)(m, e, r);
}

int guest_placing_apply(struct guest_map *m, struct guest_event *events, uint32_t n)
{
	int rc = 0;

	for (uint32_t i = 0; i < n; i++)
		events[i].order = i;
	if (n)
		qsort(events, n, sizeof(*events), by_time);
	for (uint32_t i = 0; i < n && !rc; i++)
		rc = apply(m, &events[i]);
	return rc;
}
