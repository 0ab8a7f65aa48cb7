/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/room.h"

#define FIRST_ROOM 16

int room_grow(void **items, uint32_t *room, size_t size, uint64_t n)
{
	uint64_t want = *room ? *room : FIRST_ROOM;
	void *p;

	while (want < n)
		want *= 2;
	if (want > UINT32_MAX)
		return -ENOMEM;
	p = realloc(*items, want * size);
	if (!p)
		return -ENOMEM;
	*items = p;
	*room = want;
	return 0;
}
