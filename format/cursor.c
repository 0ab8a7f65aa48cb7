/* SPDX-License-Identifier: GPL-2.0 */
#include "format/cursor.h"

#include <stdlib.h>
#include <string.h>

#include "format/le.h"

const uint8_t *cursor_take(struct cursor *c, size_t n)
{
	const uint8_t *p = c->at;

	if (c->bad || n > cursor_left(c)) {
		c->bad = true;
		return NULL;
	}
	c->at += n;
	return p;
}

uint8_t cursor_get8(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 1);

	return p ? *p : 0;
}

uint32_t cursor_get32(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, sizeof(uint32_t));

	return p ? le_get32(p) : 0;
}

uint64_t cursor_get64(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, sizeof(uint64_t));

	return p ? le_get64(p) : 0;
}

uint64_t cursor_get_varint(struct cursor *c)
{
	uint64_t v = 0;
	unsigned int shift;
	uint8_t byte;

	for (shift = 0; shift < 64; shift += 7) {
		byte = cursor_get8(c);
		if (shift == 63 && byte > 1)
			break;
		v |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return v;
	}
	c->bad = true;
	return 0;
}

uint64_t cursor_get_upto(struct cursor *c, uint64_t limit)
{
	uint64_t v = cursor_get_varint(c);

	if (v <= limit)
		return v;
	c->bad = true;
	return 0;
}

char *cursor_get_text(struct cursor *c, size_t limit)
{
	size_t n = cursor_get_upto(c, limit);
	const uint8_t *p = cursor_take(c, n);

	if (!p || memchr(p, 0, n)) {
		c->bad = true;
		return NULL;
	}
	return strndup((const char *)p, n);
}
