/* SPDX-License-Identifier: GPL-2.0 */
#include "format/footer.h"

#include <stdlib.h>
#include <string.h>

#include "format/checksum.h"
#include "format/cursor.h"
#include "format/le.h"
#include "format/vmt.h"

#define TAIL_MAGIC "VMTSTAIL"
#define STEP (1u << 16)

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

/* ---- Reading ---- */

struct tail {
	uint64_t session_bytes, footer_bytes;
};

static int get_tail(struct source *source, uint64_t end, struct tail *out)
{
	uint8_t p[FOOTER_TAIL];
	struct tail t;
	int error =
		end < sizeof(p) ? VMT_EABSENT : source_read(source, end - sizeof(p), p, sizeof(p));

	if (error)
		return error;
	t = (struct tail){ le_get64(p), le_get64(p + 8) };
	if (memcmp(p + 16, TAIL_MAGIC, 8) || !checksum_holds(p, 24, le_get64(p + 24)))
		return VMT_EABSENT;
	if (t.session_bytes > end || t.footer_bytes > t.session_bytes ||
	    t.footer_bytes < SECTION_HEAD + FOOTER_TAIL)
		return VMT_EDAMAGE;
	*out = t;
	return 0;
}

int footer_check(struct source *source, const struct section *s)
{
	uint64_t at = s->offset + SECTION_HEAD, left = s->body_size;
	XXH3_state_t *state = XXH3_createState();
	uint8_t *step = malloc(STEP);
	int error = state && step ? 0 : VMT_ENOMEM;

	if (!error)
		XXH3_64bits_reset(state);
	while (!error && left) {
		uint64_t n = left < STEP ? left : STEP;

		error = source_read(source, at, step, n);
		if (!error)
			XXH3_64bits_update(state, step, n);
		at += n;
		left -= n;
	}
	if (!error && !checksum_agrees(XXH3_64bits_digest(state), s->body_hash))
		error = VMT_EDAMAGE;
	XXH3_freeState(state);
	free(step);
	return error;
}

int footer_find(struct source *source, uint64_t end, struct footer_place *out)
{
	uint8_t head[SECTION_HEAD];
	struct section s;
	struct tail tail;
	int error = get_tail(source, end, &tail);

	if (error)
		return error;
	error = source_read(source, end - tail.footer_bytes, head, sizeof(head))
			?: section_get_head(head, &s);
	if (error)
		return error;
	if (s.type != SECTION_FOOTER || s.version != SECTION_VERSION ||
	    s.total != tail.footer_bytes || section_blocks(&s) != s.total)
		return VMT_EDAMAGE;
	s.offset = end - tail.footer_bytes;
	error = footer_check(source, &s);
	if (error)
		return error;
	*out = (struct footer_place){ .start = end - tail.session_bytes,
				      .offset = s.offset,
				      .bytes = s.body_size };
	memcpy(out->id, s.id, sizeof(s.id));
	return 0;
}

struct footer_copies {
	struct source *source;
	struct footer_place place;
	uint64_t offset;   /* of the next section in the file */
	uint64_t at, end;  /* of the frame's bytes that are still to be read */
	uint64_t raw_left; /* bytes of copies that are still to come */
	ZSTD_DCtx *zstd;
	size_t more; /* zstd's last word: 0 at the frame's end */
	ZSTD_inBuffer in;
	uint8_t step[STEP];
};

static int next_step(struct footer_copies *c)
{
	uint64_t n = c->end - c->at < STEP ? c->end - c->at : STEP;
	int error = source_read(c->source, c->at, c->step, n);

	c->at += n;
	c->in = (ZSTD_inBuffer){ .src = c->step, .size = n };
	return error;
}

/* One step of zstd's: it must lead on, for its input may be at an end and its output not. */
static int expand(struct footer_copies *c, ZSTD_outBuffer *out)
{
	int error = c->in.pos == c->in.size && c->at < c->end ? next_step(c) : 0;
	size_t before = c->in.pos + out->pos;

	if (error || !c->more)
		return error ? error : VMT_EDAMAGE;
	c->more = ZSTD_decompressStream(c->zstd, out, &c->in);
	return ZSTD_isError(c->more) || c->in.pos + out->pos == before ? VMT_EDAMAGE : 0;
}

/* The next n bytes of the copies. */
static int take(struct footer_copies *c, void *p, uint64_t n)
{
	ZSTD_outBuffer out = { .dst = p, .size = n };
	int error = n > c->raw_left ? VMT_EDAMAGE : 0;

	while (!error && out.pos < n)
		error = expand(c, &out);
	c->raw_left -= error ? 0 : n;
	return error;
}

/* Behind the last copy the frame ends, and with it the body up to the tail. */
static int finish(struct footer_copies *c)
{
	ZSTD_outBuffer out = { .dst = NULL, .size = 0 };
	int error = 0;

	while (!error && (c->in.pos < c->in.size || c->at < c->end))
		error = expand(c, &out);
	return !error && (c->more || c->offset != c->place.offset) ? VMT_EDAMAGE : error;
}

int footer_copies_new(struct footer_copies **out, struct source *source,
		      const struct footer_place *place)
{
	uint8_t size[10]; /* a varint's most */
	uint64_t at = place->offset + SECTION_HEAD, n = place->bytes - FOOTER_TAIL;
	struct cursor in = cursor_of(size, n < sizeof(size) ? n : sizeof(size));
	struct footer_copies *c = calloc(1, sizeof(*c));
	int error = c ? source_read(source, at, size, cursor_left(&in)) : VMT_ENOMEM;

	if (error) {
		free(c);
		return error;
	}
	c->source = source;
	c->place = *place;
	c->offset = place->start;
	c->raw_left = cursor_get_upto(&in, place->offset - place->start);
	c->at = at + (in.at - size);
	c->end = at + n;
	c->more = 1;
	c->zstd = ZSTD_createDCtx();
	if (!c->zstd || in.bad || !c->raw_left) {
		error = c->zstd ? VMT_EDAMAGE : VMT_ENOMEM;
		footer_copies_free(c);
		return error;
	}
	ZSTD_DCtx_setParameter(c->zstd, ZSTD_d_windowLogMax, FOOTER_WINDOW_LOG);
	*out = c;
	return 0;
}

void footer_copies_free(struct footer_copies *c)
{
	if (!c)
		return;
	ZSTD_freeDCtx(c->zstd);
	free(c);
}

int footer_copies_next(struct footer_copies *c, struct section *out)
{
	uint8_t head[SECTION_HEAD];
	struct section s;
	int error;

	if (!c->raw_left)
		return finish(c);
	error = take(c, head, sizeof(head)) ?: section_get_head(head, &s);
	if (error)
		return error;
	if (memcmp(s.id, c->place.id, sizeof(s.id)) || s.total > c->place.offset - c->offset ||
	    s.body_size > c->raw_left)
		return VMT_EDAMAGE;
	s.offset = c->offset;
	s.blocks = NULL;
	s.body = malloc(s.body_size ? s.body_size : 1);
	error = s.body ? take(c, s.body, s.body_size) : VMT_ENOMEM;
	if (!error && !section_body_whole(&s, s.body))
		error = VMT_EDAMAGE;
	if (error) {
		section_release(&s);
		return error;
	}
	c->offset += s.total;
	*out = s;
	return 1;
}

/* ---- Proof ---- */

struct footer_proof {
	XXH3_state_t *state;
};

struct footer_proof *footer_proof_new(void)
{
	struct footer_proof *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->state = XXH3_createState();
	if (!p->state) {
		free(p);
		return NULL;
	}
	XXH3_64bits_reset(p->state);
	return p;
}

void footer_proof_free(struct footer_proof *p)
{
	if (!p)
		return;
	XXH3_freeState(p->state);
	free(p);
}

void footer_proof_add(struct footer_proof *p, const struct section *s)
{
	uint8_t head[SECTION_HEAD];

	section_put_head(head, s);
	XXH3_64bits_update(p->state, head, sizeof(head));
	XXH3_64bits_update(p->state, s->body, s->body_size);
}

static int add_copies(struct footer_proof *p, struct source *source,
		      const struct footer_place *place)
{
	struct footer_copies *copies;
	struct section s;
	int rc = footer_copies_new(&copies, source, place);

	if (rc)
		return rc;
	while ((rc = footer_copies_next(copies, &s)) > 0) {
		footer_proof_add(p, &s);
		section_release(&s);
	}
	footer_copies_free(copies);
	return rc;
}

int footer_proof_check(struct footer_proof *p, struct source *source, const struct section *footer,
		       uint64_t start)
{
	struct footer_proof *copies = footer_proof_new();
	struct footer_place place;
	int error =
		copies ? footer_find(source, footer->offset + footer->total, &place) : VMT_ENOMEM;

	if (!error && (place.start != start || place.offset != footer->offset))
		error = VMT_EDAMAGE;
	error = error ?: add_copies(copies, source, &place);
	if (!error && XXH3_64bits_digest(p->state) != XXH3_64bits_digest(copies->state))
		error = VMT_EDAMAGE;
	footer_proof_free(copies);
	return error == VMT_EABSENT ? VMT_EDAMAGE : error;
}
