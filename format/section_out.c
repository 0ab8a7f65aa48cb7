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
}

static int put(struct section_out *o, const void *data, size_t size)
{
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
		.flags = type == SECTION_FOOTER ? 0 : SECTION_CRITICAL,
		.version = SECTION_VERSION,
		.seq = o->seq,
		.inside = inside ? inside->size : 0,
		.body_size = body->size,
	};
	uint8_t head[SECTION_HEAD];

	if (bytebuf_error(body))
		return VMT_ENOMEM;
	/* A frame's size has 32 bits: only a thousand columns of huge values come near. */
	if (body->size > SECTION_MAX_BODY || (inside && inside->size > INT32_MAX))
		return VMT_EINVAL;
	memcpy(s.id, o->id, sizeof(s.id));
	s.total = section_frames(&s) + (frames ? frames->size : 0);
	s.body_hash = checksum(body->data, body->size);
	section_put_head(head, &s);
	if (put(o, head, sizeof(head)) || put(o, body->data, body->size) ||
	    (inside && put(o, inside->data, inside->size)) ||
	    (frames && put(o, frames->data, frames->size)))
		return o->error;
	o->seq++;
	if (o->with_footer && type != SECTION_FOOTER)
		keep_copy(o, head, body);
	return 0;
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
