/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_image.h - a kernel or module as it was linked: where it lies and what its addresses
 * are called. Filled, sealed, then asked. Names are printable and without blanks: others are
 * not taken.
 */
#ifndef REPORT_GUEST_IMAGE_H
#define REPORT_GUEST_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_BUILD_ID 64	 /* most bytes of one */
#define GUEST_NAME 512		 /* of a symbol or image, the terminator too */
#define GUEST_SYMBOLS (4u << 20) /* most of an image */

struct guest_symbol {
	uint64_t address, size;
	uint32_t name; /* in the image's names */
	char type;     /* nm's letter */
};

struct guest_image {
	char *name;   /* "vmlinux", or the module's */
	uint8_t kind; /* VMT_IMAGE_* */
	uint64_t base, size;
	uint8_t build_id[GUEST_BUILD_ID];
	uint32_t build_id_size;
	uint32_t nsymbols, room;
	struct guest_symbol *symbols;
	char *names;
	size_t names_size, names_room;
};

/* -ENOMEM; -EINVAL: no name for an image. _release frees it in either case. */
int guest_image_init(struct guest_image *, uint8_t kind, const char *name, size_t len);
void guest_image_release(struct guest_image *);
/* size 0: it reaches to the next. What has no decent name is passed over. -ENOMEM, -E2BIG. */
int guest_image_add(struct guest_image *, uint64_t address, uint64_t size, char type,
		    const char *name, size_t len);
/*
 * Sorts, gives sizes, and of several symbols at one address keeps the best: global before weak
 * before local, then the first by name. Those outside of [base, base + size) go.
 */
void guest_image_seal(struct guest_image *);
void guest_image_keep_code(struct guest_image *);	  /* sealed: other symbols go */
void guest_image_move(struct guest_image *, uint64_t by); /* base and symbols, modulo 2^64 */

static inline bool guest_image_holds(const struct guest_image *i, uint64_t address)
{
	return address - i->base < i->size;
}
static inline const char *guest_symbol_name(const struct guest_image *i,
					    const struct guest_symbol *s)
{
	return i->names + s->name;
}
/* The symbol that an address lies in, or NULL. */
const struct guest_symbol *guest_image_find(const struct guest_image *, uint64_t address);
/* The symbol of a name, or NULL; slow. */
const struct guest_symbol *guest_image_named(const struct guest_image *, const char *name);

#endif
