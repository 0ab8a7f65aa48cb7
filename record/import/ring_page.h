/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_page.h - the events of one page of ftrace's ring buffer, in their order.
 *
 *	+-----------+------------------+--------+--------+- - -
 *	| u64 time  | long commit      | event  | event  |
 *	+-----------+------------------+--------+--------+- - -
 *
 * commit is the bytes of events; its bit 31 says that events were lost before this page, bit 30
 * that a long behind the events tells how many. An event begins with five bits of type and 27 of
 * time since the event before (include/linux/ring_buffer.h).
 *
 * libtraceevent's kbuffer walks pages that the kernel has just written; these come out of a file,
 * where a length may lead anywhere, and kbuffer follows it.
 */
#ifndef RECORD_RING_PAGE_H
#define RECORD_RING_PAGE_H

#include "record/import/take.h"

struct ring_event {
	uint64_t time;
	const uint8_t *data;
	uint32_t size;
};

struct ring_page {
	struct take events; /* those to come */
	uint64_t time;
	bool lost;	     /* before it */
	uint64_t lost_count; /* 0: not known */
};

/* The time that a page begins at. */
uint64_t ring_page_time(const uint8_t *page, bool big);
/* 0; -1: it is no such page. */
int ring_page_open(struct ring_page *, const uint8_t *page, uint32_t size, bool big,
		   unsigned int long_size);
/* 1; 0: there are no more; -1: it is damaged. */
int ring_page_next(struct ring_page *, struct ring_event *);

#endif
