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
	uint32_t name; /* where it begins in text, behind the name of the row before */
	uint32_t type; /* nm's letter */
};
struct guest_symbols {
	uint32_t n, room;
	struct guest_symbol_row *rows;
	char *text;
	uint32_t text_size, text_room;
};

void guest_symbols_release(struct guest_symbols *);
void guest_symbols_cut(struct guest_symbols *, uint32_t n); /* to the first n */
/* 0 or -ENOMEM: what follows needs no memory, up to so many rows and bytes of names more. */
int guest_symbols_reserve(struct guest_symbols *, uint32_t rows, uint32_t text);
/* -ENOMEM; -E2BIG: more names than GUEST_SYMBOLS_TEXT. */
int guest_symbols_add(struct guest_symbols *, const struct guest_symbol_row *, const char *name,
		      size_t len);
/* Rows [first, first + n) of others, in the same way. */
int guest_symbols_append(struct guest_symbols *, const struct guest_symbols *from, uint32_t first,
			 uint32_t n);
/* Of sorted ones from the first on: each reaches to the next, the last to the end. */
void guest_symbols_size(struct guest_symbols *, uint32_t first, uint64_t end);

static inline const char *guest_symbols_text(const struct guest_symbols *s, uint32_t i)
{
	return s->text + s->rows[i].name;
}

/* Where the names of the first i end. */
static inline uint32_t guest_symbols_end(const struct guest_symbols *s, uint32_t i)
{
	return i < s->n ? s->rows[i].name : s->text_size;
}

/* Bytes of its name, without the terminator. */
static inline uint32_t guest_symbols_length(const struct guest_symbols *s, uint32_t i)
{
	return guest_symbols_end(s, i + 1) - s->rows[i].name - 1;
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
