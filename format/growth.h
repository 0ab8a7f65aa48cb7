/* SPDX-License-Identifier: GPL-2.0 */
/* growth.h - arrays that double as they grow. Inside libvmtrace. */
#ifndef VMT_GROWTH_H
#define VMT_GROWTH_H

#include <stdint.h>
#include <stdlib.h>

/* The array, with room for one more behind `count` elements; NULL: no memory, it is as it was. */
static inline void *growth_one(void *array, uint32_t count, uint32_t *capacity, size_t size)
{
	uint32_t more = *capacity ? 2 * *capacity : 16;

	if (count < *capacity)
		return array;
	array = more > *capacity ? reallocarray(array, more, size) : NULL;
	if (array)
		*capacity = more;
	return array;
}

#endif
