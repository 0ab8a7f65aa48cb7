/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_symbols.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void guest_symbols_release(struct guest_symbols *s)
{
	free(s->rows);
	free(s->text);
	*s = (struct guest_symbols){ 0 };
}

void guest_symbols_cut(struct guest_symbols *s, uint32_t n)
{
	if (n >= s->n)
		return;
	s->text_size = s->rows[n].name;
	s->n = n;
}

static void *resized(void *array, uint32_t *room, uint32_t want, size_t size)
{
	void *more = reallocarray(array, want, size);

	if (more)
		*room = want;
	return more;
}

int guest_symbols_reserve(struct guest_symbols *s, uint32_t rows, uint32_t text)
{
	void *more;

	if (s->n + rows > s->room) {
		more = resized(s->rows, &s->room, s->n + rows, sizeof(*s->rows));
		if (!more)
			return -ENOMEM;
		s->rows = more;
	}
	if (s->text_size + text > s->text_room) {
		more = resized(s->text, &s->text_room, s->text_size + text, 1);
		if (!more)
			return -ENOMEM;
		s->text = more;
	}
	return 0;
}

/* For one more; rooms double. */
static int make_room(struct guest_symbols *s, size_t text)
{
	bool full = s->n == s->room || text > s->text_room - s->text_size;

	if (text > GUEST_SYMBOLS_TEXT - s->text_size)
		return -E2BIG;
	return full ? guest_symbols_reserve(s, s->n + 1024, s->text_size + (1u << 16)) : 0;
}

int guest_symbols_add(struct guest_symbols *s, const struct guest_symbol_row *row, const char *name,
		      size_t len)
{
	int error = make_room(s, len + 1);

	if (error)
		return error;
	s->rows[s->n] = *row;
	s->rows[s->n++].name = s->text_size;
	memcpy(s->text + s->text_size, name, len);
	s->text[s->text_size + len] = 0;
	s->text_size += len + 1;
	return 0;
}

int guest_symbols_append(struct guest_symbols *s, const struct guest_symbols *from, uint32_t first,
			 uint32_t n)
{
	uint32_t begin = guest_symbols_end(from, first);
	uint32_t text = guest_symbols_end(from, first + n) - begin;

	if (!n)
		return 0;
	if (text > GUEST_SYMBOLS_TEXT - s->text_size)
		return -E2BIG;
	if (guest_symbols_reserve(s, n, text))
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		struct guest_symbol_row *row = &s->rows[s->n + i];

		*row = from->rows[first + i];
		row->name += s->text_size - begin;
	}
	memcpy(s->text + s->text_size, from->text + begin, text);
	s->n += n;
	s->text_size += text;
	return 0;
}

void guest_symbols_size(struct guest_symbols *s, uint32_t first, uint64_t end)
{
	uint64_t next = end;

	for (uint32_t i = s->n; i-- > first;) {
		struct guest_symbol_row *r = &s->rows[i];

		/* several at one address are of one size */
		if (i + 1 < s->n && r->address == r[1].address) {
			r->size = r[1].size;
			continue;
		}
		r->size = next > r->address ? next - r->address : 0;
		next = r->address;
	}
}

/* ---- Sought ones ---- */

/* Whatever tells most names apart at once. */
static uint8_t mark_of(const char *name)
{
	return name[0] * 31 ^ (name[0] ? name[1] * 7 ^ (name[1] ? name[2] : 0) : 0);
}

/* Sought names of one mark behind each other, from the first of it on; -1: no more. */
struct marks {
	int8_t first[256], next[GUEST_SOUGHT];
	bool global[GUEST_SOUGHT];
};

static void mark_all(struct marks *m, struct guest_sought *sought, uint32_t n)
{
	memset(m->first, -1, sizeof(m->first));
	memset(m->global, 0, sizeof(m->global));
	for (uint32_t i = 0; i < n; i++) {
		uint8_t mark = mark_of(sought[i].name);

		sought[i].address = 0;
		m->next[i] = m->first[mark];
		m->first[mark] = i;
	}
}

void guest_symbols_seek(const struct guest_symbols *s, struct guest_sought *sought, uint32_t n)
{
	struct marks m;

	mark_all(&m, sought, n);
	for (uint32_t i = 0; i < s->n; i++) {
		const char *name = guest_symbols_text(s, i);
		bool global = isupper((unsigned char)s->rows[i].type);

		for (int j = m.first[mark_of(name)]; j >= 0; j = m.next[j]) {
			if (m.global[j] || (sought[j].address && !global) ||
			    strcmp(sought[j].name, name))
				continue;
			sought[j].address = s->rows[i].address;
			m.global[j] = global;
		}
	}
}
