/* SPDX-License-Identifier: GPL-2.0 */
/*
 * room.h - arrays that grow by doubling.
 */
#ifndef REPORT_ROOM_H
#define REPORT_ROOM_H

#include <stddef.h>
#include <stdint.h>

int room_grow(void **items, uint32_t *room, size_t size, uint64_t n);

/* Room for at least n items of `size` bytes at *items, which may move: 0 or -ENOMEM. */
static inline int room_for(void **items, uint32_t *room, size_t size, uint64_t n)
{
	return n <= *room ? 0 : room_grow(items, room, size, n);
}

#endif
