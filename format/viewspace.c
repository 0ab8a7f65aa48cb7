/* SPDX-License-Identifier: GPL-2.0 */
#include "format/viewspace.h"

#include <stdlib.h>

void viewspace_release(struct viewspace *s)
{
	free(s->values);
	free(s->valid);
	free(s->index);
	*s = (struct viewspace){ 0 };
}

/* The old content is not wanted, so nothing is copied. */
static void *grow(void *old, size_t *have, size_t n, size_t size)
{
	void *p = old;

	if (!old || n > *have) {
		free(old);
		p = reallocarray(NULL, n ? n : 1, size);
		*have = p ? n : 0;
	}
	return p;
}

uint64_t *viewspace_values(struct viewspace *s, size_t n)
{
	return s->values = grow(s->values, &s->nvalues, n, sizeof(*s->values));
}

uint64_t *viewspace_valid(struct viewspace *s, size_t n)
{
	return s->valid = grow(s->valid, &s->nvalid, n, sizeof(*s->valid));
}

uint32_t *viewspace_index(struct viewspace *s, size_t n)
{
	return s->index = grow(s->index, &s->nindex, n, sizeof(*s->index));
}
