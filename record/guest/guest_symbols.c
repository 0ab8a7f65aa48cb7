/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_symbols.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "format/growth.h"

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

static int make_room(struct guest_symbols *s, size_t text)
{
	uint32_t room = s->text_room ? s->text_room : 1u << 16;
	void *more = growth_one(s->rows, s->n, &s->room, sizeof(*s->rows));

	if (!more)
		return -ENOMEM;
	s->rows = more;
	if (text > GUEST_SYMBOLS_TEXT - s->text_size)
		return -E2BIG;
	while (room < s->text_size + text)
		room *= 2;
	more = room > s->text_room ? realloc(s->text, room) : s->text;
	if (!more)
		return -ENOMEM;
	s->text = more;
	s->text_room = room;
	return 0;
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
