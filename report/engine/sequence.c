/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/sequence.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/room.h"

void sequence_release(struct sequence *s)
{
	free(s->keys[0]);
	free(s->keys[1]);
	free(s->from);
	free(s->lines);
}

static uint32_t bits_of(uint32_t inlets)
{
	return inlets > 1 ? 32 - __builtin_clz(inlets - 1) : 0;
}

uint64_t sequence_span(uint32_t inlets)
{
	return UINT64_MAX >> bits_of(inlets);
}

int sequence_begin(struct sequence *s, uint64_t base, uint32_t inlets, uint32_t rows)
{
	s->base = base;
	s->bits = bits_of(inlets);
	s->nlines = s->used = 0;
	if (room_for((void **)&s->lines, &s->room_lines, sizeof(*s->lines), inlets))
		return -ENOMEM;
	if (rows <= s->room)
		return 0;
	s->room = 0;
	free(s->keys[0]);
	free(s->keys[1]);
	free(s->from);
	s->keys[0] = malloc(rows * sizeof(*s->keys[0]));
	s->keys[1] = malloc(rows * sizeof(*s->keys[1]));
	s->from = malloc(rows * sizeof(*s->from));
	if (!s->keys[0] || !s->keys[1] || !s->from)
		return -ENOMEM;
	s->room = rows;
	return 0;
}

struct sequence_line *sequence_add(struct sequence *s, uint32_t n)
{
	struct sequence_line *l = &s->lines[s->nlines++];

	*l = (struct sequence_line){ s->keys[0] + s->used, n };
	s->used += n;
	return l;
}

static void copy(uint64_t *to, const uint64_t *from, const uint64_t *end)
{
	memcpy(to, from, (end - from) * sizeof(*to));
}

/*
 * Which of two is next cannot be foretold: it is computed, not jumped on. From both ends at
 * once, as the next of one end does not wait for that of the other.
 */
static void merge_two(uint64_t *to, const struct sequence_line *a, const struct sequence_line *b)
{
	const uint64_t *x = a->keys, *xend = x + a->n;
	const uint64_t *y = b->keys, *yend = y + b->n;
	uint64_t *end = to + a->n + b->n;

	while (xend - x >= 2 && yend - y >= 2) {
		bool second = x[0] > y[0], last = xend[-1] > yend[-1];

		*to++ = second ? *y : *x;
		x += !second;
		y += second;
		*--end = last ? xend[-1] : yend[-1];
		xend -= last;
		yend -= !last;
	}
	while (x < xend && y < yend)
		*to++ = *y < *x ? *y++ : *x++;
	copy(to, x, xend);
	copy(to + (xend - x), y, yend);
}

static const uint32_t *inlets_of(struct sequence *s, const uint64_t *keys)
{
	uint64_t mask = (1ull << s->bits) - 1;

	for (uint32_t i = 0; i < s->used; i++)
		s->from[i] = keys[i] & mask;
	return s->from;
}

const uint32_t *sequence_merge(struct sequence *s)
{
	uint32_t half = 0;

	for (; s->nlines > 1; half = !half) {
		uint64_t *to = s->keys[!half];
		uint32_t n = 0;

		for (uint32_t i = 0; i < s->nlines; i += 2) {
			struct sequence_line *l = &s->lines[i], out = { to, l->n };

			if (i + 1 < s->nlines) {
				merge_two(to, l, l + 1);
				out.n += l[1].n;
			} else {
				copy(to, l->keys, l->keys + l->n);
			}
			to += out.n;
			s->lines[n++] = out;
		}
		s->nlines = n;
	}
	return inlets_of(s, s->keys[half]);
}
