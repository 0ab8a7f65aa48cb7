/* SPDX-License-Identifier: GPL-2.0 */
#include "record/tp_stream.h"

#include <errno.h>
#include <kbuffer.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/vmt_tables.h"

int tp_stream_init(struct tp_stream *s, int fd, int stats, const struct point_set *points,
		   struct task_book *book, uint64_t floor)
{
	*s = (struct tp_stream){ .fd = fd, .stats = stats, .points = points, .book = book };
	s->floor = floor;
	s->page_size = sysconf(_SC_PAGESIZE);
	s->page = malloc(s->page_size);
	s->kbuf = kbuffer_alloc(KBUFFER_LSIZE_SAME_AS_HOST, KBUFFER_ENDIAN_SAME_AS_HOST);
	return s->page && s->kbuf ? 0 : -ENOMEM;
}

void tp_stream_release(struct tp_stream *s)
{
	if (!s->points)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (s->stats >= 0)
		close(s->stats);
	if (s->kbuf)
		kbuffer_free(s->kbuf);
	free(s->page);
	memset(s, 0, sizeof(*s));
}

/* ---- Losses ---- */

static void lose(const struct tp_stream *s, struct tp_drain *d, uint64_t last, uint64_t count,
		 uint8_t cause)
{
	const struct loss loss = { s->floor, last < s->floor ? s->floor : last, count,
				   VMT_STREAM_TRACEPOINT, cause };

	d->lose(d->self, &loss);
}

/* Of the CPU's stats, "overrun: 12": all that the kernel overwrote so far. */
static uint64_t overrun(const struct tp_stream *s)
{
	char text[1024];
	ssize_t n = s->stats >= 0 ? pread(s->stats, text, sizeof(text) - 1, 0) : -1;
	char *at;

	if (n <= 0)
		return 0;
	text[n] = 0;
	at = strstr(text, "overrun:"); /* "commit overrun:" stands behind it */
	return at ? strtoull(at + 8, NULL, 10) : 0;
}

/* A page says that records before it are missing, but not always how many. */
static void lose_overwritten(struct tp_stream *s, struct tp_drain *d, uint64_t before)
{
	int missed = kbuffer_missed_events(s->kbuf);
	uint64_t total, count = missed;

	if (!missed)
		return;
	if (missed < 0) {
		total = overrun(s);
		count = total > s->lost ? total - s->lost : 1;
	}
	s->lost += count;
	lose(s, d, before, count, LOST_RING);
}

void tp_stream_finish(struct tp_stream *s, struct tp_drain *d)
{
	uint64_t total = overrun(s);

	if (total <= s->lost)
		return;
	lose(s, d, s->floor, total - s->lost, LOST_RING);
	s->lost = total;
}

/* ---- Records ---- */

static uint32_t task_of(struct tp_stream *s, uint32_t tid)
{
	uint32_t epoch = task_book_epoch(s->book), i = tid % TP_CACHE;

	if (s->cache[i].tid != tid || s->cache[i].epoch != epoch) {
		s->cache[i].number = task_book_number(s->book, tid);
		s->cache[i].tid = tid;
		s->cache[i].epoch = epoch;
	}
	return s->cache[i].number;
}

/* 0, or -EBADMSG: it is none of an event that is recorded; -ENOMEM. */
static int add_row(struct tp_stream *s, struct tp_drain *d, const void *record, uint32_t size,
		   uint64_t time)
{
	struct tep_stamp stamp = { .time = time, .seq = s->seq };
	struct vmt_stage *stage;
	uint16_t id;
	int32_t tid;
	int point, r;

	if (size < sizeof(id) ||
	    size > (size_t)((const char *)s->page + s->page_size - (const char *)record))
		return -EBADMSG;
	memcpy(&id, record, sizeof(id));
	point = point_set_find(s->points, id);
	if (point < 0)
		return -EBADMSG;
	if (tep_table_pid(s->points->points[point].table, record, size, &tid))
		stamp.task = task_of(s, tid);
	if (stamp.task == TASK_OWN)
		return 0;
	stage = rows_point(d->rows, s->points, point);
	if (!stage)
		return -ENOMEM;
	r = tep_table_add(s->points->points[point].table, stage, &stamp, record, size);
	d->taken += !r;
	s->seq += !r;
	return r;
}

static int take_record(struct tp_stream *s, struct tp_drain *d, const void *record, uint64_t time)
{
	uint32_t size = kbuffer_event_size(s->kbuf);
	int r = time < s->floor ? -EBADMSG : add_row(s, d, record, size, time);

	d->bytes += size;
	if (r == -EBADMSG) {
		lose(s, d, time, 1, LOST_DAMAGE);
		r = 0;
	}
	if (time > s->floor)
		s->floor = time;
	return r;
}

/* ---- Pages ---- */

/* False: there is no page. */
static bool load_page(struct tp_stream *s, struct tp_drain *d)
{
	unsigned long long time;
	ssize_t n;

	do
		n = read(s->fd, s->page, s->page_size);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	/* What the last page had behind this one's end is none of it. */
	memset((char *)s->page + n, 0, s->page_size - n);
	s->loaded = !kbuffer_load_subbuffer(s->kbuf, s->page);
	if (!s->loaded)
		lose(s, d, s->floor, 1, LOST_DAMAGE);
	else if (kbuffer_read_event(s->kbuf, &time))
		lose_overwritten(s, d, time);
	return true;
}

/* What of the page is not later than asked for. 1: there is more; 0; -ENOMEM. */
static int take_page(struct tp_stream *s, struct tp_drain *d)
{
	unsigned long long time;
	void *record;
	int r = 0;

	while (!r && (record = kbuffer_read_event(s->kbuf, &time))) {
		if (time > d->until)
			return 1;
		r = take_record(s, d, record, time);
		kbuffer_next_event(s->kbuf, NULL);
	}
	s->loaded = false;
	return r;
}

int tp_stream_drain(struct tp_stream *s, struct tp_drain *d)
{
	int r = 0;

	while (!r && (s->loaded || load_page(s, d)))
		if (s->loaded)
			r = take_page(s, d);
	return r < 0 ? r : 0;
}
