/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_vm.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/user_clock.h"

/* Where rows of one call go. */
struct telling {
	struct rows *rows;
	uint64_t time;
	uint32_t vm;
	const struct guest_images *images;
};

static int tell_task(void *self, const struct guest_entry *e)
{
	const struct telling *t = self;

	return rows_add_guest_task(t->rows, t->time, t->vm, e);
}

static int tell_end(void *self, const struct guest_entry *e)
{
	const struct telling *t = self;

	return rows_add_guest_end(t->rows, t->time, e);
}

static int tell_place(const struct telling *t, const struct guest_place *p, bool there)
{
	return rows_add_image(t->rows, t->time, t->vm, guest_images_get(t->images, p->image),
			      p->slide, there);
}

static int tell_placed(void *self, const struct guest_place *p)
{
	return tell_place(self, p, true);
}

static int tell_left(void *self, const struct guest_place *p)
{
	return tell_place(self, p, false);
}

static struct guest_listener task_listener(struct telling *t)
{
	return (struct guest_listener){ tell_task, tell_end, t };
}

static struct place_listener place_listener(struct telling *t)
{
	return (struct place_listener){ tell_placed, tell_left, t };
}

void guest_vm_release(struct guest_vm *v)
{
	guest_epochs_release(&v->epochs);
	guest_places_release(&v->places);
	for (uint32_t i = 0; i < v->nlooks; i++)
		free(v->looks[i].text);
	free(v->looks);
	for (uint32_t i = 0; i < v->nbanners; i++)
		free(v->banners[i]);
	free(v->banners);
}

/* ---- Looks ---- */

/* Of this round, in order, and of what the look knew when it ended. */
static struct telling begin_telling(const struct guest_vm *v, struct guest_ledger *l, uint64_t end)
{
	uint64_t time = end > l->sealer->since ? end : l->sealer->since;

	if (time < l->floor)
		time = l->floor;
	l->floor = time < l->limit ? time : l->limit;
	return (struct telling){ &l->sealer->own, l->floor, v->vm, &l->images };
}

static struct told_look *grow_looks(struct guest_vm *v)
{
	uint32_t room = v->looks_room ? 2 * v->looks_room : 4;
	struct told_look *looks = v->looks;

	if (v->nlooks == v->looks_room) {
		looks = reallocarray(looks, room, sizeof(*looks));
		if (!looks)
			return NULL;
		v->looks = looks;
		v->looks_room = room;
	}
	return &looks[v->nlooks++];
}

/* It changes when the guest boots, if at all. NULL: no memory. */
static const char *keep_banner(struct guest_vm *v, const char *banner)
{
	char **banners;

	if (!*banner)
		return "";
	if (v->nbanners && !strcmp(v->banners[v->nbanners - 1], banner))
		return v->banners[v->nbanners - 1];
	banners = reallocarray(v->banners, v->nbanners + 1, sizeof(*banners));
	if (!banners)
		return NULL;
	v->banners = banners;
	banners[v->nbanners] = strdup(banner);
	return banners[v->nbanners] ? banners[v->nbanners++] : NULL;
}

static int tell_look(struct guest_vm *v, struct telling *t, const struct told_look *what,
		     const char *text, const char *kernel)
{
	struct told_look *look = grow_looks(v);

	if (!look)
		return VMT_ENOMEM;
	*look = *what;
	look->told = t->time;
	look->text = *text ? strdup(text) : NULL;
	look->kernel = keep_banner(v, kernel);
	if ((*text && !look->text) || !look->kernel)
		return VMT_ENOMEM;
	return rows_add_guest_look(t->rows, t->time, t->vm, look) ? VMT_ENOMEM : 0;
}

/* What was known is not any more: the guest may be another by now. */
static int lapse(struct guest_vm *v, struct telling *t)
{
	const struct guest_listener tasks = task_listener(t);
	const struct place_listener places = place_listener(t);

	v->kernel = v->symbols = v->image = 0;
	guest_places_begin(&v->places);
	return guest_epochs_end(&v->epochs, t->time, &tasks) ||
			       guest_places_end(&v->places, t->time, &places)
		       ? VMT_ENOMEM
		       : 0;
}

int guest_vm_fail(struct guest_vm *v, struct guest_ledger *l, const char *why)
{
	struct telling t = begin_telling(v, l, 0);
	const struct told_look look = { .begin = t.time, .end = t.time };

	return lapse(v, &t) ?: tell_look(v, &t, &look, why, "");
}

/* ---- Images ---- */

/* An image's symbols, once in a session. */
static int tell_symbols(struct guest_ledger *l, struct kept_image *k)
{
	struct sealer *s = l->sealer;
	int error;

	if (k->in_file)
		return 0;
	k->in_file = true;
	k->told = s->since;
	error = kept_image_rows(k, s->since, s->own.stage[REC_SYMBOL]) ? VMT_ENOMEM : 0;
	return error ?: sealer_put_own(s, REC_SYMBOL);
}

static int place_image(struct guest_vm *v, struct guest_ledger *l, struct telling *t,
		       const struct found_image *f)
{
	const struct place_listener listener = place_listener(t);
	int64_t number = guest_images_add(&l->images, f);
	int error;

	if (number <= 0)
		return number ? VMT_ENOMEM : 0;
	if (!f->module)
		v->image = number;
	error = tell_symbols(l, guest_images_get(&l->images, number));
	if (!error &&
	    guest_places_see(&v->places, &l->images, number, f->slide, t->time, &listener))
		error = VMT_ENOMEM;
	return error;
}

/* A kernel that has no symbols is one nevertheless. */
static const struct guest_linux_image bare_kernel = { .name = "vmlinux" };

static int place_images(struct guest_vm *v, struct guest_ledger *l, struct telling *t,
			const struct guest_answer *a)
{
	const struct guest_linux_image *images = a->nimages ? a->images : &bare_kernel;
	uint32_t n = a->nimages ? a->nimages : 1, first = 0;
	const struct place_listener listener = place_listener(t);
	int error = 0;

	v->image = 0;
	guest_places_begin(&v->places);
	for (uint32_t i = 0; i < n && !error; i++) {
		const struct found_image f = {
			.image = &images[i],
			.symbols = &a->symbols,
			.first = first,
			.slide = i	      ? images[i].base
				 : a->nimages ? a->facts.slide
					      : 0,
			.module = i > 0,
		};

		error = place_image(v, l, t, &f);
		first += images[i].nsymbols;
	}
	if (!error && guest_places_end(&v->places, t->time, &listener))
		error = VMT_ENOMEM;
	return error;
}

/* ---- An answer ---- */

static bool brings_images(const struct guest_vm *v, const struct guest_answer *a)
{
	return a->kernel != v->kernel || (a->symbols_id && a->symbols_id != v->symbols);
}

static int take_images(struct guest_vm *v, struct guest_ledger *l, struct telling *t,
		       const struct guest_answer *a)
{
	const struct guest_listener tasks = task_listener(t);
	int error;

	if (!brings_images(v, a))
		return 0;
	if (v->kernel && a->kernel != v->kernel && guest_epochs_end(&v->epochs, t->time, &tasks))
		return VMT_ENOMEM;
	error = place_images(v, l, t, a);
	v->kernel = a->kernel;
	v->symbols = a->symbols_id;
	return error;
}

static int take_tasks(struct guest_vm *v, struct guest_ledger *l, struct telling *t,
		      const struct guest_answer *a)
{
	const struct guest_listener listener = task_listener(t);
	const struct guest_sighting s = {
		.tasks = a->tasks,
		.ntasks = v->image ? a->ntasks : 0,
		.begin = a->begin,
		.end = a->end,
		.told = t->time,
		.numbers = &l->entries,
	};

	return guest_epochs_look(&v->epochs, &s, &listener) ? VMT_ENOMEM : 0;
}

int guest_vm_take(struct guest_vm *v, struct guest_ledger *l, const struct guest_answer *a,
		  uint64_t since)
{
	struct telling t = begin_telling(v, l, a->end);
	int error;

	error = a->kernel ? take_images(v, l, &t, a) ?: take_tasks(v, l, &t, a) : lapse(v, &t);
	if (error)
		return error;
	return tell_look(v, &t,
			 &(const struct told_look){
				 .begin = a->begin,
				 .end = a->end,
				 .reads = a->reads,
				 .bytes = a->bytes,
				 .missing = a->missing,
				 .cost = a->cost + user_clock_ns(CLOCK_THREAD_CPUTIME_ID) - since,
				 .image = v->image,
				 .tasks = v->image ? a->ntasks : 0 },
			 a->error, a->kernel ? a->facts.banner : "");
}

/* ---- Sessions that begin later ---- */

int guest_vm_tell(const struct guest_vm *v, const struct guest_ledger *l, struct rows *rows,
		  uint64_t by)
{
	struct telling t = { rows, by, v->vm, &l->images };
	const struct guest_listener tasks = task_listener(&t);
	const struct place_listener places = place_listener(&t);
	const struct told_look *look = NULL;

	for (uint32_t i = 0; i < v->nlooks && v->looks[i].told <= by; i++)
		look = &v->looks[i];
	if (look && rows_add_guest_look(rows, by, v->vm, look))
		return -ENOMEM;
	return guest_places_tell(&v->places, by, &places)
		       ?: guest_epochs_tell(&v->epochs, by, &tasks);
}

/* The last look before then says what held, and stays. */
void guest_vm_sweep(struct guest_vm *v, uint64_t before)
{
	uint32_t n = 0;

	guest_epochs_sweep(&v->epochs, before);
	guest_places_sweep(&v->places, before);
	while (n + 1 < v->nlooks && v->looks[n + 1].told < before) {
		free(v->looks[n].text);
		n++;
	}
	if (!n)
		return;
	v->nlooks -= n;
	memmove(v->looks, v->looks + n, v->nlooks * sizeof(*v->looks));
}
