/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_images.h - the kernels and modules that were found in guests, each once: VMs that run the
 * same share it. They are kept as they go into the file, since a session that goes on in another
 * file says them again.
 *
 * The same are those whose symbols are, byte by byte: a guest can claim any build-id, and must not
 * name another's functions by it.
 */
#ifndef RECORD_GUEST_IMAGES_H
#define RECORD_GUEST_IMAGES_H

#include "format/vmt.h"
#include "record/guest/guest_linux.h"

#define GUEST_IMAGES 4096		/* most of a session */
#define GUEST_IMAGES_SYMBOLS (8u << 20) /* most of all of these */

struct kept_image {
	struct guest_linux_image facts; /* base as linked; nsymbols of those that lie in it */
	uint32_t number;		/* from 1: place in the array + 1 */
	bool module;
	struct guest_symbols symbols; /* as linked */
	bool in_file;		      /* its symbols are, */
	uint64_t told;		      /* since then */
};

struct guest_images {
	uint32_t n, room;
	struct kept_image **images;
	uint64_t nsymbols;
};

/* What a look found, and how far from where it was linked it lies. */
struct found_image {
	const struct guest_linux_image *image;
	const struct guest_symbols *symbols;
	uint32_t first; /* of its nsymbols among these */
	uint64_t slide;
	bool module;
};

/* Zeroed is empty. */
void guest_images_release(struct guest_images *);
/* The number of it, new or known; 0: there are as many as there may be; -ENOMEM. */
int64_t guest_images_add(struct guest_images *, const struct found_image *);
struct kept_image *guest_images_get(const struct guest_images *, uint32_t number);
/* Rows of the table symbol, at that time. 0 or -ENOMEM. */
int kept_image_rows(const struct kept_image *, uint64_t time, struct vmt_stage *);
/* The same of all that were told of by then. */
int guest_images_tell(const struct guest_images *, uint64_t by, struct vmt_stage *);

#endif
