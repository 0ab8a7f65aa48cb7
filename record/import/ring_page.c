/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/ring_page.h"

#define COMMIT_SIZE ((1u << 30) - 1)
#define COMMIT_LOST (1u << 31)
#define COMMIT_COUNTED (1u << 30)

/* Types of 5 bits: up to 28 the event's size in words. */
enum { SIZE_BEHIND = 0, PADDING = 29, TIME_EXTEND = 30, TIME_STAMP = 31 };
#define DELTA_BITS 27
#define STAMP_BITS 59 /* of an absolute time; those above are the page's */

uint64_t ring_page_time(const uint8_t *page, bool big)
{
	struct take t = take_from(page, 8, big);

	return take_u64(&t);
}

int ring_page_open(struct ring_page *p, const uint8_t *page, uint32_t size, bool big,
		   unsigned int long_size)
{
	struct take t = take_from(page, size, big);
	uint64_t commit;

	p->time = take_u64(&t);
	commit = take_number(&t, long_size);
	p->events = take_part(&t, commit & COMMIT_SIZE);
	p->lost = commit & COMMIT_LOST;
	p->lost_count = p->lost && commit & COMMIT_COUNTED ? take_number(&t, long_size) : 0;
	return t.cut ? -1 : 0;
}

struct event_head {
	unsigned int type;
	uint64_t delta;
};

static struct event_head take_head(struct take *t)
{
	uint32_t word = take_u32(t);

	return t->big ? (struct event_head){ word >> DELTA_BITS, word & ((1u << DELTA_BITS) - 1) }
		      : (struct event_head){ word & 31, word >> 5 };
}

static uint64_t absolute(uint64_t before, uint64_t stamp)
{
	return (before & ~0ull << STAMP_BITS) | (stamp & ~(~0ull << STAMP_BITS));
}

/* A discarded event; without a time it fills the page. */
static void skip_padding(struct take *t, uint64_t delta)
{
	uint32_t size = delta ? take_u32(t) : 0;

	if (!delta)
		t->left = 0;
	else if (size < 4)
		t->cut = true;
	else
		take_part(t, size - 4);
}

/* The data of an event; size 0: damaged. */
static struct take take_data(struct take *t, unsigned int type)
{
	uint32_t size = type == SIZE_BEHIND ? take_u32(t) : type * 4 + 4;

	/* The size counts the word that it stands in, and what follows is on a word's bounds. */
	if (size < 4 || size > t->left + 4)
		return take_from(NULL, 0, t->big);
	return take_part(t, (size - 4 + 3) & ~3u);
}

int ring_page_next(struct ring_page *p, struct ring_event *e)
{
	struct take *t = &p->events, data;

	while (t->left && !t->cut) {
		struct event_head head = take_head(t);

		if (head.type == TIME_EXTEND) {
			p->time += ((uint64_t)take_u32(t) << DELTA_BITS) + head.delta;
			continue;
		}
		if (head.type == TIME_STAMP) {
			p->time = absolute(p->time,
					   ((uint64_t)take_u32(t) << DELTA_BITS) + head.delta);
			continue;
		}
		if (head.type == PADDING) {
			p->time += head.delta;
			skip_padding(t, head.delta);
			continue;
		}
		p->time += head.delta;
		data = take_data(t, head.type);
		if (!data.left)
			return -1;
		*e = (struct ring_event){ p->time, data.at, data.left };
		return 1;
	}
	return t->cut ? -1 : 0;
}
