/* SPDX-License-Identifier: GPL-2.0 */
#include <string.h>

#include "report/engine/column.h"
#include "report/engine/vec.h"

static void fill(int64_t *out, int64_t value, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = value;
}

void col_flatten(const struct col *c, uint32_t lanes, int64_t *out)
{
	switch (c->shape) {
	case COL_ONE:
		fill(out, c->v[0], lanes);
		break;
	case COL_FLAT:
		memcpy(out, c->v, lanes * sizeof(*out));
		break;
	case COL_DICT:
		vec_gather(out, c->v, c->index, lanes);
		break;
	case COL_RUNS:
		for (uint32_t i = 0, at = 0; i < c->n; at = c->index[i++])
			fill(out + at, c->v[i], c->index[i] - at);
		break;
	}
}

const int64_t *col_lanes(const struct col *c, uint32_t *run, uint32_t first, uint32_t n,
			 int64_t *room)
{
	if (c->shape == COL_FLAT)
		return c->v + first;
	if (c->shape == COL_DICT)
		vec_gather(room, c->v, c->index + first, n);
	for (uint32_t i = 0; c->shape == COL_ONE && i < n; i++)
		room[i] = c->v[0];
	for (uint32_t i = 0; c->shape == COL_RUNS && i < n; i++) {
		while (c->index[*run] <= first + i)
			(*run)++;
		room[i] = c->v[*run];
	}
	return room;
}

void col_gather(const struct col *c, const uint16_t *lanes, uint32_t n, int64_t *out)
{
	uint32_t run = 0;

	switch (c->shape) {
	case COL_ONE:
		fill(out, c->v[0], n);
		break;
	case COL_FLAT:
		for (uint32_t i = 0; i < n; i++)
			out[i] = c->v[lanes[i]];
		break;
	case COL_DICT:
		for (uint32_t i = 0; i < n; i++)
			out[i] = c->v[c->index[lanes[i]]];
		break;
	case COL_RUNS:
		for (uint32_t i = 0; i < n; i++) {
			while (c->index[run] <= lanes[i])
				run++;
			out[i] = c->v[run];
		}
		break;
	}
}
