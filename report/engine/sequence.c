/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/sequence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/room.h"

void sequence_release(struct sequence *s)
{
	for (int i = 0; i < 2; i++) {
		free(s->ns[i]);
		free(s->from[i]);
	}
	free(s->lines);
}

int sequence_begin(struct sequence *s, uint32_t rows, uint32_t lines)
{
	s->nlines = s->used = 0;
	if (room_for((void **)&s->lines, &s->room_lines, sizeof(*s->lines), lines))
		return -ENOMEM;
	if (rows <= s->room)
		return 0;
	s->room = 0;
	for (int i = 0; i < 2; i++) {
		free(s->ns[i]);
		free(s->from[i]);
		s->ns[i] = malloc(rows * sizeof(*s->ns[i]));
		s->from[i] = malloc(rows * sizeof(*s->from[i]));
	}
	if (!s->ns[0] || !s->ns[1] || !s->from[0] || !s->from[1])
		return -ENOMEM;
	s->room = rows;
	return 0;
}

struct sequence_line *sequence_add(struct sequence *s, uint32_t n)
{
	struct sequence_line *l = &s->lines[s->nlines++];

	*l = (struct sequence_line){ s->ns[0] + s->used, s->from[0] + s->used, n };
	s->used += n;
	return l;
}

static void copy(struct sequence_line *out, const struct sequence_line *l, uint32_t at)
{
	memcpy(out->ns + out->n, l->ns + at, (l->n - at) * sizeof(*l->ns));
	memcpy(out->from + out->n, l->from + at, (l->n - at) * sizeof(*l->from));
	out->n += l->n - at;
}

/* Which of two is next cannot be foretold: it is computed, not jumped on. */
static void merge_two(struct sequence_line *out, const struct sequence_line *a,
		      const struct sequence_line *b)
{
	const uint64_t *x = a->ns, *y = b->ns;
	const uint32_t *u = a->from, *v = b->from;
	const uint64_t *xend = x + a->n, *yend = y + b->n;
	uint64_t *ns = out->ns;
	uint32_t *from = out->from;

	while (x < xend && y < yend) {
		uint64_t take = *y < *x;

		*ns++ = take ? *y : *x;
		*from++ = take ? *v : *u;
		x += !take;
		u += !take;
		y += take;
		v += take;
	}
	out->n = ns - out->ns;
	copy(out, a, x - a->ns);
	copy(out, b, y - b->ns);
}

const uint32_t *sequence_merge(struct sequence *s)
{
	uint32_t half = 0;

	for (; s->nlines > 1; half = !half) {
		uint32_t n = 0, used = 0;

		for (uint32_t i = 0; i < s->nlines; i += 2) {
			struct sequence_line *l = &s->lines[i];
			struct sequence_line out = { s->ns[!half] + used, s->from[!half] + used,
						     0 };

			if (i + 1 < s->nlines)
				merge_two(&out, l, l + 1);
			else
				copy(&out, l, 0);
			used += out.n;
			s->lines[n++] = out;
		}
		s->nlines = n;
	}
	return s->from[half];
}
