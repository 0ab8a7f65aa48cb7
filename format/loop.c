/* SPDX-License-Identifier: GPL-2.0 */
#include "format/loop.h"

#include <stdlib.h>
#include <string.h>

#include "format/clockfix.h"
#include "format/cursor.h"
#include "format/schema.h"

/* What a round takes beside its chunks. */
#define ROUND_BYTES sizeof(struct loop_round)

void loop_section(const uint8_t *at, struct section *s)
{
	section_get_head(at, s);
	s->body = (uint8_t *)at + SECTION_HEAD;
	s->blocks = (uint8_t *)at + section_blocks(s);
}

/* ---- Forgetting ---- */

static void forget_oldest(struct vmt_loop *l)
{
	struct loop_round *r = l->oldest;

	l->before = r->mark;
	l->oldest = r->next;
	l->newest = l->oldest ? l->newest : NULL;
	l->bytes -= r->bytes + ROUND_BYTES;
	l->rounds--;
	l->forgotten++;
	free(r);
}

/* What is left without the oldest round is still as long as asked for. */
static bool too_old(const struct vmt_loop *l)
{
	return l->max_ns && l->newest->mark.clock.mono - l->oldest->mark.clock.mono >= l->max_ns;
}

static void forget(struct vmt_loop *l)
{
	while (l->rounds > 1 && (l->bytes > l->max_bytes || too_old(l)))
		forget_oldest(l);
}

/* ---- What a writer writes ---- */

static int end_round(struct vmt_loop *l, const struct section *s)
{
	struct cursor c = cursor_of(s->body, s->body_size);
	struct loop_round *r = malloc(sizeof(*r) + l->open.size);

	if (!r)
		return VMT_ENOMEM;
	*r = (struct loop_round){ .bytes = l->open.size };
	memcpy(r->data, l->open.data ? l->open.data : r->data, l->open.size);
	clock_get(&c, &r->mark.clock);
	fix_get(&c, &r->mark.fix);
	bytebuf_clear(&l->open);
	if (l->newest)
		l->newest->next = r;
	else
		l->oldest = r;
	l->newest = r;
	l->bytes += r->bytes + ROUND_BYTES;
	l->rounds++;
	forget(l);
	return 0;
}

/* The opening comes again now and then: the first tells where the session began. */
static int begin(struct vmt_loop *l, const struct section *s)
{
	struct cursor c = cursor_of(s->body, s->body_size);

	if (s->seq)
		return 0;
	clock_get(&c, &l->before.clock);
	clockfix_first(&l->before.fix, &l->before.clock, cursor_get64(&c));
	return c.bad ? VMT_EINVAL : 0;
}

static int keep_chunk(struct vmt_loop *l, const struct section *s)
{
	bytebuf_put(&l->open, s->body - SECTION_HEAD, s->total);
	return bytebuf_error(&l->open);
}

static int (*const takers[])(struct vmt_loop *, const struct section *) = {
	[SECTION_SESSION] = begin, [SECTION_CHUNK] = keep_chunk, [SECTION_WATERMARK] = end_round,
	[SECTION_END] = end_round, [SECTION_GAP] = NULL, /* the last of them */
};

/* Bytes of the section that is coming, as far as is known. */
static uint64_t expected(const struct vmt_loop *l)
{
	struct section s;

	if (l->coming.size < SECTION_HEAD)
		return SECTION_HEAD;
	loop_section(l->coming.data, &s);
	return s.total;
}

static int take(struct vmt_loop *l)
{
	struct section s;
	int error = 0;

	loop_section(l->coming.data, &s);
	if (takers[s.type])
		error = takers[s.type](l, &s);
	bytebuf_clear(&l->coming);
	return error;
}

/* A section comes in pieces, none of which reaches into the next section. */
static int loop_write(void *self, const void *data, size_t size)
{
	struct vmt_loop *l = self;

	bytebuf_put(&l->coming, data, size);
	if (bytebuf_error(&l->coming))
		return VMT_ENOMEM;
	if (l->coming.size < SECTION_HEAD || l->coming.size < expected(l))
		return 0;
	return take(l);
}

/* ---- Calls ---- */

int vmt_loop_new(struct vmt_loop **out, uint64_t bytes, uint64_t ns)
{
	struct vmt_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return VMT_ENOMEM;
	l->sink = (struct vmt_sink){ .write = loop_write, .self = l };
	l->max_bytes = bytes;
	l->max_ns = ns;
	*out = l;
	return 0;
}

void vmt_loop_free(struct vmt_loop *l)
{
	if (!l)
		return;
	while (l->oldest)
		forget_oldest(l);
	bytebuf_release(&l->open);
	bytebuf_release(&l->coming);
	free(l);
}

const struct vmt_sink *vmt_loop_sink(const struct vmt_loop *l)
{
	return &l->sink;
}

/* As the fix of the oldest round says, so that nothing is bent where the trace begins. */
static struct vmt_clock start_of(const struct loop_mark *m)
{
	return (struct vmt_clock){
		.time = m->clock.time,
		.mono = vmt_fix_mono(&m->fix, m->clock.time),
		.boot = m->clock.boot,
		.real = vmt_fix_real(&m->fix, m->clock.time),
	};
}

void vmt_loop_info(const struct vmt_loop *l, struct vmt_loop_info *info)
{
	*info = (struct vmt_loop_info){
		.start = start_of(&l->before),
		.end = l->newest ? l->newest->mark.clock : start_of(&l->before),
		.rounds = l->rounds,
		.bytes = l->bytes,
		.forgotten = l->forgotten,
	};
}
