/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_view.h"

#include <string.h>

#include "format/le.h"

struct guest_span guest_span_of(const struct guest_layout *l, const enum guest_field *fields,
				uint32_t n)
{
	uint32_t from = GUEST_LAYOUT_REACH, to = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct guest_field_place *f = &l->fields[fields[i]];

		if (!f->size)
			continue;
		if (f->offset < from)
			from = f->offset;
		if (f->offset + f->size > to)
			to = f->offset + f->size;
	}
	return (struct guest_span){ from, to > from ? to - from : 0 };
}

int guest_view_read(struct guest_linux *g, struct guest_memory *m, uint64_t address,
		    struct guest_span span)
{
	return guest_virt_read(m, &g->paging, address + span.offset, g->block, span.size);
}

static const uint8_t *field(const struct guest_linux *g, struct guest_span span, enum guest_field f)
{
	return g->block + (g->layout.fields[f].offset - span.offset);
}

uint64_t guest_view_number(const struct guest_linux *g, struct guest_span span, enum guest_field f)
{
	uint32_t size = g->layout.fields[f].size;

	return size ? le_get(field(g, span, f), size < 8 ? size : 8) : 0;
}

struct guest_list guest_view_list(const struct guest_linux *g, struct guest_span span,
				  enum guest_field f)
{
	const uint8_t *p = field(g, span, f);

	return (struct guest_list){ .next = le_get64(p), .prev = le_get64(p + 8) };
}

int guest_view_read_list(struct guest_linux *g, struct guest_memory *m, uint64_t address,
			 struct guest_list *list)
{
	uint8_t b[16];
	int error = guest_virt_read(m, &g->paging, address, b, sizeof(b));

	if (!error)
		*list = (struct guest_list){ .next = le_get64(b), .prev = le_get64(b + 8) };
	return error;
}

void guest_view_text(char *to, size_t room, const uint8_t *from, size_t n)
{
	memset(to, 0, room);
	for (size_t i = 0; i < n && i < room - 1 && from[i]; i++)
		to[i] = from[i] >= ' ' && from[i] < 0x7f ? from[i] : '?';
}
