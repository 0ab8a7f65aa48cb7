/* SPDX-License-Identifier: GPL-2.0 */
/*
 * take.h - numbers, texts and pieces taken off the front of bytes that nobody has checked. What
 * is not there reads as 0 or nothing and is remembered: many are taken, then `cut` asked once.
 */
#ifndef RECORD_TAKE_H
#define RECORD_TAKE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct take {
	const uint8_t *at;
	size_t left;
	bool big; /* big-endian */
	bool cut; /* more was asked for than there was */
};

static inline struct take take_from(const void *data, size_t size, bool big)
{
	return (struct take){ .at = data, .left = size, .big = big };
}

/* The next bytes, or NULL. */
static inline const uint8_t *take_bytes(struct take *t, uint64_t n)
{
	const uint8_t *at = t->at;

	if (t->cut || n > t->left) {
		t->cut = true;
		return NULL;
	}
	t->at += n;
	t->left -= n;
	return at;
}

/* A number of n bytes, at most 8. */
static inline uint64_t take_number(struct take *t, unsigned int n)
{
	const uint8_t *p = take_bytes(t, n);
	uint64_t v = 0;

	for (unsigned int i = 0; p && i < n; i++)
		v |= (uint64_t)p[i] << 8 * (t->big ? n - 1 - i : i);
	return v;
}

/* The usual ones, which each event is made of. */
#define TAKE(bits)                                                   \
	static inline uint##bits##_t take_u##bits(struct take *t)    \
	{                                                            \
		const uint8_t *p = take_bytes(t, bits / 8);          \
		uint##bits##_t v = 0;                                \
                                                                     \
		if (p)                                               \
			memcpy(&v, p, sizeof(v));                    \
		return t->big ? be##bits##toh(v) : le##bits##toh(v); \
	}
TAKE(16)
TAKE(32)
TAKE(64)
#undef TAKE

/* A text with its NUL; "" if there is none. */
static inline const char *take_text(struct take *t)
{
	const uint8_t *end = t->cut || !t->left ? NULL : memchr(t->at, 0, t->left);
	const char *text = (const char *)t->at;

	if (!end) {
		t->cut = true;
		return "";
	}
	take_bytes(t, end + 1 - t->at);
	return text;
}

/* A part of n bytes, to be taken from in turn. */
static inline struct take take_part(struct take *t, uint64_t n)
{
	const uint8_t *at = take_bytes(t, n);

	return take_from(at, at ? n : 0, t->big);
}

/* Whether these bytes come next, which are taken then. */
static inline bool take_magic(struct take *t, const void *magic, size_t n)
{
	if (t->cut || t->left < n || memcmp(t->at, magic, n))
		return false;
	take_bytes(t, n);
	return true;
}

#endif
