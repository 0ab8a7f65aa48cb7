/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_symbols.h - symbols as a guest's memory has them, in its order. Zeroed is empty.
 */
#ifndef RECORD_GUEST_SYMBOLS_H
#define RECORD_GUEST_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#define GUEST_SYMBOLS_TEXT (32u << 20) /* most bytes of names */

struct guest_symbol_row {
	uint64_t address, size;
	uint32_t name; /* in text */
	char type;
};
struct guest_symbols {
	uint32_t n, room;
	struct guest_symbol_row *rows;
	char *text;
	uint32_t text_size, text_room;
};

void guest_symbols_release(struct guest_symbols *);
void guest_symbols_cut(struct guest_symbols *, uint32_t n); /* to the first n */
/* -ENOMEM; -E2BIG: more names than GUEST_SYMBOLS_TEXT. */
int guest_symbols_add(struct guest_symbols *, const struct guest_symbol_row *, const char *name,
		      size_t len);
/* Of sorted ones from the first on: each reaches to the next, the last to the end. */
void guest_symbols_size(struct guest_symbols *, uint32_t first, uint64_t end);

static inline const char *guest_symbols_text(const struct guest_symbols *s, uint32_t i)
{
	return s->text + s->rows[i].name;
}

/* Symbols that are looked for by name, all at once. */
struct guest_sought {
	const char *name;
	uint64_t address; /* 0: there is none */
};
#define GUEST_SOUGHT 64 /* most of them */
/* Of several of a name a global one (an upper-case letter) counts, then the first. */
void guest_symbols_seek(const struct guest_symbols *, struct guest_sought *, uint32_t n);

#endif
