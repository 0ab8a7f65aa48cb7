/* SPDX-License-Identifier: GPL-2.0 */
#include "format/section_out.h"

#include <string.h>

#include "format/checksum.h"

int section_out_init(struct section_out *o, const struct vmt_sink *sink, const uint8_t id[16],
		     bool footer)
{
	*o = (struct section_out){ .sink = *sink, .with_footer = footer };
	memcpy(o->id, id, sizeof(o->id));
	return footer ? footer_init(&o->footer) : 0;
}

void section_out_release(struct section_out *o)
{
	footer_release(&o->footer);
	bytebuf_release(&o->fresh);
}

static int put(struct section_out *o, const void *data, size_t size)
{
	if (o->replacing) {
		bytebuf_put(&o->fresh, data, size);
		return bytebuf_error(&o->fresh);
	}
	if (size && !o->error) {
		o->error = o->sink.write(o->sink.self, data, size);
		o->bytes += o->error ? 0 : size;
	}
	return o->error;
}

/* No room for a copy costs the index, which only saves time, not the trace. */
static void keep_copy(struct section_out *o, const uint8_t head[SECTION_HEAD],
		      const struct bytebuf *body)
{
	if (!footer_add(&o->footer, head, body->data, body->size))
		return;
	footer_release(&o->footer);
	o->with_footer = false;
}

int section_out_put(struct section_out *o, uint8_t type, const struct bytebuf *body,
		    const struct bytebuf *inside, const struct bytebuf *frames)
{
	struct section s = {
		.type = type,
		.flags = type == SECTION_FOOTER || type == SECTION_GAP ? 0 : SECTION_CRITICAL,
		.version = SECTION_VERSION,
		.seq = o->seq,
		.inside = inside ? inside->size : 0,
		.body_size = body->size,
	};
	uint8_t head[SECTION_HEAD];
	int error;

	if (bytebuf_error(body))
		return VMT_ENOMEM;
	/* A frame's size has 32 bits: only a thousand columns of huge values come near. */
	if (body->size > SECTION_MAX_BODY || (inside && inside->size > INT32_MAX))
		return VMT_EINVAL;
	memcpy(s.id, o->id, sizeof(s.id));
	s.total = section_frames(&s) + (frames ? frames->size : 0);
	s.body_hash = checksum(body->data, body->size);
	section_put_head(head, &s);
	error = put(o, head, sizeof(head)) ?:
		put(o, body->data, body->size) ?:
		(inside ? put(o, inside->data, inside->size) : 0) ?:
		(frames ? put(o, frames->data, frames->size) : 0);
	if (error)
		return error;
	o->seq++;
	if (o->with_footer && type != SECTION_FOOTER && (!o->provisional || o->replacing))
		keep_copy(o, head, body);
	return 0;
}

/* ---- Sections that are replaced ---- */

static void gap_head(const struct section_out *o, uint64_t seq, uint64_t inside,
		     uint8_t head[SECTION_HEAD])
{
	struct section s = { .type = SECTION_GAP,
			     .version = SECTION_VERSION,
			     .seq = seq,
			     .inside = inside,
			     .total = SECTION_HEAD + inside,
			     .body_hash = checksum(NULL, 0) };

	memcpy(s.id, o->id, sizeof(s.id));
	section_put_head(head, &s);
}

int section_out_put_gap(struct section_out *o)
{
	const struct bytebuf none = { 0 };

	return section_out_put(o, SECTION_GAP, &none, NULL, NULL);
}

/* The gap's head is what is rewritten first and last, so that nothing else is torn. */
int section_out_keep_place(struct section_out *o)
{
	o->provisional = true;
	o->place = o->bytes;
	o->place_seq = o->seq;
	return section_out_put_gap(o);
}

int section_out_replacing(struct section_out *o)
{
	o->replacing = true;
	o->provisional_seq = o->seq;
	o->seq = o->place_seq;
	bytebuf_clear(&o->fresh);
	return section_out_put_gap(o);
}

static int rewrite(struct section_out *o, uint64_t at, const void *data, size_t size)
{
	if (!o->error)
		o->error = o->sink.rewrite(o->sink.self, at, data, size);
	return o->error;
}

static int resize(struct section_out *o, uint64_t size)
{
	if (!o->error)
		o->error = o->sink.resize(o->sink.self, size);
	o->bytes = o->error ? o->bytes : size;
	return o->error;
}

/* A gap at the end with room for `inside` bytes, which are 0. */
static int add_gap(struct section_out *o, uint64_t inside)
{
	uint8_t head[SECTION_HEAD];

	gap_head(o, o->provisional_seq++, inside, head);
	return put(o, head, sizeof(head)) ?: resize(o, o->bytes + inside);
}

static int rewrite_gap(struct section_out *o, uint64_t at, uint64_t seq, uint64_t inside)
{
	uint8_t head[SECTION_HEAD];

	gap_head(o, seq, inside, head);
	return rewrite(o, at, head, sizeof(head));
}

/*
 * The new ones are written behind the old ones in a gap, which the old ones' own gap is then
 * widened over; now they are what counts, and stay it until their second copy, in the old
 * ones' place, is complete. Half of a gap shows no head of theirs, so it is made before it is
 * filled.
 */
int section_out_replace(struct section_out *o)
{
	const uint64_t old = o->place, size = o->fresh.size;
	uint8_t tail[SECTION_HEAD];
	uint64_t behind;

	o->replacing = o->provisional = false;
	/* The second copy and the gap behind it must not reach into the first. */
	if (size > o->bytes - old + SECTION_HEAD && add_gap(o, size))
		return o->error;
	behind = o->bytes + SECTION_HEAD;
	if (add_gap(o, size) || rewrite(o, behind, o->fresh.data, size) ||
	    rewrite_gap(o, old, o->place_seq, behind - old))
		return o->error;
	gap_head(o, o->seq, behind - old - SECTION_HEAD, tail);
	bytebuf_put(&o->fresh, tail, sizeof(tail));
	if (bytebuf_error(&o->fresh))
		return VMT_ENOMEM;
	if (rewrite(o, old + SECTION_HEAD, o->fresh.data + SECTION_HEAD, size) ||
	    rewrite_gap(o, old, o->place_seq, 0))
		return o->error;
	return resize(o, old + size);
}

int section_out_end(struct section_out *o, struct bytebuf *body)
{
	int error;

	if (!o->with_footer)
		return 0;
	bytebuf_clear(body);
	error = footer_put(&o->footer, body, o->bytes);
	return error ? error : section_out_put(o, SECTION_FOOTER, body, NULL, NULL);
}
