/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cursor.h - bytes being read, none of them believed. Inside libvmtrace.
 *
 * Reading past the end is sticky: it yields 0 or NULL and sets bad, so that a caller checks
 * once, before it uses what it read as a size or an index.
 */
#ifndef VMT_CURSOR_H
#define VMT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *at, *end;
	bool bad;
};

static inline struct cursor cursor_of(const uint8_t *data, size_t size)
{
	return (struct cursor){ .at = data, .end = data + size };
}

static inline size_t cursor_left(const struct cursor *c)
{
	return c->end - c->at;
}

/* Everything was read and nothing more. */
static inline bool cursor_done(const struct cursor *c)
{
	return !c->bad && c->at == c->end;
}

/* The next n bytes, or NULL. */
const uint8_t *cursor_take(struct cursor *, size_t n);
uint8_t cursor_get8(struct cursor *);
uint32_t cursor_get32(struct cursor *);
uint64_t cursor_get64(struct cursor *);
/* At most ten bytes, and no bit beyond the 64th. */
uint64_t cursor_get_varint(struct cursor *);
/* A varint that is at most `limit`: more is bad. */
uint64_t cursor_get_upto(struct cursor *, uint64_t limit);
/* A text of at most `limit` bytes without a NUL, as a new string; NULL: bad, or no memory. */
char *cursor_get_text(struct cursor *, size_t limit);

#endif
