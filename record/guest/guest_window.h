/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_window.h - the kernel's image as it is mapped in a guest: a copy that is filled where it is
 * looked at. Bytes that were copied stay as they are, so what was checked of them holds; pages
 * that are not there read as 0.
 */
#ifndef RECORD_GUEST_WINDOW_H
#define RECORD_GUEST_WINDOW_H

#include "record/guest/guest_paging.h"

/*
 * Where x86-64 maps it (Documentation/arch/x86/x86_64/mm.rst). With KASLR modules begin 1 GiB above
 * the first, and without 512 MiB above: then the image is below them all the same.
 */
#define GUEST_WINDOW_FROM 0xffffffff80000000ull
#define GUEST_WINDOW_TO 0xffffffffc0000000ull
#define GUEST_WINDOW_STEP (2u << 20)
#define GUEST_WINDOW_STEPS ((GUEST_WINDOW_TO - GUEST_WINDOW_FROM) / GUEST_WINDOW_STEP)

struct guest_window {
	struct guest_memory *memory;
	struct guest_paging *paging;
	uint64_t base, size; /* whole steps */
	void *mapping;
	uint8_t *bytes; /* in it */
	struct guest_window_step {
		bool mapped, copied;
		bool constant; /* mapped so that it can be neither written nor executed, or in parts
				*/
	} steps[GUEST_WINDOW_STEPS];
	int error; /* the first that was met */
};

/* Finds the image. -ENOENT: none is mapped; -ENOMEM; else as guest_memory's read. */
int guest_window_open(struct guest_window *, struct guest_memory *, struct guest_paging *);
void guest_window_release(struct guest_window *);
/* n bytes at an address, or NULL: they are not of the image, or see error. */
const uint8_t *guest_window_at(struct guest_window *, uint64_t va, size_t n);
/* Bytes from an address to the image's end. */
uint64_t guest_window_rest(const struct guest_window *, uint64_t va);
/* Of an address of the image. */
static inline const struct guest_window_step *guest_window_step(const struct guest_window *w,
								uint64_t va)
{
	return &w->steps[(va - GUEST_WINDOW_FROM) / GUEST_WINDOW_STEP];
}
static inline bool guest_window_holds(const struct guest_window *w, uint64_t va)
{
	return va - w->base < w->size;
}

#endif
