/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_window.h"

#include <string.h>
#include <sys/mman.h>

#define STEP GUEST_WINDOW_STEP

static uint64_t step_address(uint32_t step)
{
	return GUEST_WINDOW_FROM + (uint64_t)step * STEP;
}

static uint32_t step_of(uint64_t va)
{
	return (va - GUEST_WINDOW_FROM) / STEP;
}

/* ---- Where it is ---- */

static void note(struct guest_window *w, uint64_t va, const struct guest_place *p)
{
	uint64_t end = va + p->bytes;

	for (uint32_t i = step_of(va); step_address(i) < end && i < GUEST_WINDOW_STEPS; i++) {
		struct guest_window_step *s = &w->steps[i];

		s->mapped = true;
		s->constant |= !p->writable && !p->executable;
	}
}

static int look_at_pages(struct guest_window *w)
{
	struct guest_place place;

	/* what is not mapped may reach far behind, and around the end of all addresses */
	for (uint64_t va = GUEST_WINDOW_FROM;; va += place.bytes) {
		int error = guest_virt_find(w->memory, w->paging, va, &place);

		if (!error)
			note(w, va, &place);
		else if (error != -EFAULT)
			return error;
		if (place.bytes >= GUEST_WINDOW_TO - va)
			return 0;
	}
}

static int measure(struct guest_window *w)
{
	uint32_t first = 0, last = GUEST_WINDOW_STEPS;

	while (first < GUEST_WINDOW_STEPS && !w->steps[first].mapped)
		first++;
	if (first == GUEST_WINDOW_STEPS)
		return -ENOENT;
	while (!w->steps[last - 1].mapped)
		last--;
	w->base = step_address(first);
	w->size = (uint64_t)(last - first) * STEP;
	return 0;
}

/*
 * Only what is copied takes memory, which is bounded by the look's bytes. In large pages, where
 * the host has them, for a fault for each small one takes as long as the copy itself.
 */
static int map_copy(struct guest_window *w)
{
	void *p = mmap(NULL, w->size + STEP, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return -ENOMEM;
	w->mapping = p;
	w->bytes = (uint8_t *)(((uintptr_t)p + STEP - 1) & -(uintptr_t)STEP);
	madvise(w->bytes, w->size, MADV_HUGEPAGE);
	return 0;
}

int guest_window_open(struct guest_window *w, struct guest_memory *m, struct guest_paging *p)
{
	int error;

	*w = (struct guest_window){ .memory = m, .paging = p };
	error = look_at_pages(w);
	if (!error)
		error = measure(w);
	if (error)
		return error;
	return map_copy(w);
}

void guest_window_release(struct guest_window *w)
{
	if (w->mapping)
		munmap(w->mapping, w->size + STEP);
	w->mapping = NULL;
}

/* ---- What it holds ---- */

/* Page by page what could not be read at once; what is not there stays 0. */
static int copy_pages(struct guest_window *w, uint64_t gpa, uint8_t *to, uint64_t n)
{
	for (uint64_t i = 0; i < n; i += GUEST_PAGE) {
		int error = w->memory->read(w->memory, gpa + i, to + i, GUEST_PAGE);

		if (error && error != -EFAULT)
			return error;
		if (error)
			memset(to + i, 0, GUEST_PAGE);
	}
	return 0;
}

/* Run by run, with nothing where no page is mapped. */
static int copy_runs(struct guest_window *w, uint64_t va, uint8_t *to)
{
	struct guest_place run;

	for (uint64_t at = 0; at < STEP; at += run.bytes) {
		int error = guest_virt_run(w->memory, w->paging, va + at, STEP - at, &run);
		bool hole = error == -EFAULT;

		if (!error)
			error = w->memory->read(w->memory, run.gpa, to + at, run.bytes);
		if (!hole && error == -EFAULT)
			error = copy_pages(w, run.gpa, to + at, run.bytes);
		if (!hole && error)
			return error;
	}
	return 0;
}

static int copy_step(struct guest_window *w, uint32_t step)
{
	struct guest_window_step *s = &w->steps[step];
	uint64_t va = step_address(step);
	int error = 0;

	if (s->mapped)
		error = copy_runs(w, va, w->bytes + (va - w->base));
	s->copied = !error;
	return error;
}

uint64_t guest_window_rest(const struct guest_window *w, uint64_t va)
{
	return guest_window_holds(w, va) ? w->base + w->size - va : 0;
}

const uint8_t *guest_window_at(struct guest_window *w, uint64_t va, size_t n)
{
	if (w->error || !guest_window_holds(w, va) || n > guest_window_rest(w, va))
		return NULL;
	for (uint32_t i = step_of(va); n && i <= step_of(va + n - 1); i++) {
		int error = w->steps[i].copied ? 0 : copy_step(w, i);

		if (error) {
			w->error = error;
			return NULL;
		}
	}
	return w->bytes + (va - w->base);
}
