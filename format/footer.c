/* SPDX-License-Identifier: GPL-2.0 */
#include "format/footer.h"

#include <string.h>

#include "format/checksum.h"
#include "format/cursor.h"
#include "format/le.h"
#include "format/vmt.h"

#define TAIL_MAGIC "VMTSTAIL"

int footer_init(struct footer *f)
{
	*f = (struct footer){ .zstd = ZSTD_createCCtx() };
	return f->zstd ? 0 : VMT_ENOMEM;
}

void footer_release(struct footer *f)
{
	ZSTD_freeCCtx(f->zstd);
	bytebuf_release(&f->frame);
	*f = (struct footer){ 0 };
}

static int feed(struct footer *f, const void *data, size_t size, ZSTD_EndDirective end)
{
	ZSTD_inBuffer in = { .src = data, .size = size };
	size_t left;

	do {
		uint8_t *p = bytebuf_reserve(&f->frame, ZSTD_CStreamOutSize());
		ZSTD_outBuffer out = { .dst = p, .size = ZSTD_CStreamOutSize() };

		if (!p)
			return VMT_ENOMEM;
		left = ZSTD_compressStream2(f->zstd, &out, &in, end);
		if (ZSTD_isError(left))
			return VMT_ENOMEM;
		bytebuf_add(&f->frame, out.pos);
	} while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
	return 0;
}

int footer_add(struct footer *f, const uint8_t head[SECTION_HEAD], const void *body, uint32_t size)
{
	if (f->frame.size > FOOTER_MAX_FRAME)
		return VMT_EINVAL;
	f->raw += SECTION_HEAD + size;
	return feed(f, head, SECTION_HEAD, ZSTD_e_continue) ?: feed(f, body, size, ZSTD_e_continue);
}

int footer_put(struct footer *f, struct bytebuf *body, uint64_t session_bytes)
{
	uint8_t tail[FOOTER_TAIL];
	uint64_t bytes;

	if (feed(f, NULL, 0, ZSTD_e_end))
		return VMT_ENOMEM;
	bytebuf_put_varint(body, f->raw);
	bytebuf_put(body, f->frame.data, f->frame.size);
	bytes = SECTION_HEAD + body->size + FOOTER_TAIL;
	le_put64(tail, session_bytes + bytes);
	le_put64(tail + 8, bytes);
	memcpy(tail + 16, TAIL_MAGIC, 8);
	le_put64(tail + 24, checksum(tail, 24));
	bytebuf_put(body, tail, sizeof(tail));
	return bytebuf_error(body);
}

int footer_get_tail(const uint8_t p[FOOTER_TAIL], struct footer_tail *out)
{
	struct footer_tail t = { le_get64(p), le_get64(p + 8) };

	if (memcmp(p + 16, TAIL_MAGIC, 8) || !checksum_holds(p, 24, le_get64(p + 24)) ||
	    t.footer_bytes > t.session_bytes || t.footer_bytes < SECTION_HEAD + FOOTER_TAIL)
		return VMT_EDAMAGE;
	*out = t;
	return 0;
}

/* Streamed, with the window bounded: a frame cannot ask for more memory than it yields. */
static int expand(const uint8_t *data, size_t size, struct bytebuf *copies, size_t raw)
{
	ZSTD_DCtx *zstd = ZSTD_createDCtx();
	ZSTD_inBuffer in = { .src = data, .size = size };
	ZSTD_outBuffer out = { .dst = bytebuf_reserve(copies, raw), .size = raw };
	size_t left = 1, before;

	if (!zstd || !out.dst) {
		ZSTD_freeDCtx(zstd);
		return VMT_ENOMEM;
	}
	do {
		before = in.pos + out.pos;
		left = ZSTD_decompressStream(zstd, &out, &in);
	} while (left && !ZSTD_isError(left) && in.pos + out.pos > before);
	ZSTD_freeDCtx(zstd);
	if (left || in.pos != in.size || out.pos != raw)
		return VMT_EDAMAGE;
	bytebuf_add(copies, raw);
	return 0;
}

int footer_get(const uint8_t *body, uint32_t size, uint64_t limit, struct bytebuf *copies)
{
	struct cursor in = cursor_of(body, size < FOOTER_TAIL ? 0 : size - FOOTER_TAIL);
	uint64_t raw = cursor_get_upto(&in, limit);

	if (in.bad || !raw)
		return VMT_EDAMAGE;
	return expand(in.at, cursor_left(&in), copies, raw);
}
