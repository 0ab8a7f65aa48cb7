/* SPDX-License-Identifier: GPL-2.0 */
#include "format/bytebuf.h"

#include <stdlib.h>
#include <string.h>

#include "format/le.h"
#include "format/vmt.h"

void bytebuf_release(struct bytebuf *b)
{
	free(b->data);
	*b = (struct bytebuf){ 0 };
}

void bytebuf_clear(struct bytebuf *b)
{
	b->size = 0;
	b->failed = false;
}

int bytebuf_error(const struct bytebuf *b)
{
	return b->failed ? VMT_ENOMEM : 0;
}

static bool bytebuf_grow(struct bytebuf *b, size_t n)
{
	size_t capacity = b->capacity ? b->capacity : 256;
	uint8_t *data;

	if (n > SIZE_MAX / 4 - b->size)
		return false;
	while (capacity < b->size + n)
		capacity *= 2;
	data = realloc(b->data, capacity);
	if (!data)
		return false;
	b->data = data;
	b->capacity = capacity;
	return true;
}

uint8_t *bytebuf_reserve(struct bytebuf *b, size_t n)
{
	if (b->failed)
		return NULL;
	if ((!b->data || b->capacity - b->size < n) && !bytebuf_grow(b, n)) {
		b->failed = true;
		return NULL;
	}
	return b->data + b->size;
}

uint8_t *bytebuf_add(struct bytebuf *b, size_t n)
{
	uint8_t *p = bytebuf_reserve(b, n);

	if (p)
		b->size += n;
	return p;
}

void bytebuf_put(struct bytebuf *b, const void *data, size_t n)
{
	uint8_t *p = bytebuf_add(b, n);

	if (p && n)
		memcpy(p, data, n);
}

void bytebuf_put8(struct bytebuf *b, uint8_t v)
{
	bytebuf_put(b, &v, 1);
}

void bytebuf_put32(struct bytebuf *b, uint32_t v)
{
	uint8_t *p = bytebuf_add(b, sizeof(v));

	if (p)
		le_put32(p, v);
}

void bytebuf_put64(struct bytebuf *b, uint64_t v)
{
	uint8_t *p = bytebuf_add(b, sizeof(v));

	if (p)
		le_put64(p, v);
}

void bytebuf_put_varint(struct bytebuf *b, uint64_t v)
{
	uint8_t bytes[10];
	unsigned int n = 0;

	for (; v >= 0x80; v >>= 7)
		bytes[n++] = v | 0x80;
	bytes[n++] = v;
	bytebuf_put(b, bytes, n);
}

void bytebuf_put_text(struct bytebuf *b, const char *text)
{
	size_t n = strlen(text);

	bytebuf_put_varint(b, n);
	bytebuf_put(b, text, n);
}
