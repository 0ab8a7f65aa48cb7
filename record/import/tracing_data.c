/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/tracing_data.h"

#include <stdlib.h>

void tracing_take_order(struct take *t, struct tracing_head *h)
{
	t->big = take_number(t, 1);
	h->long_size = take_number(t, 1);
	h->page_size = take_u32(t);
}

/* "	field: local_t commit;	offset:8;	size:8;	signed:1;" */
static unsigned int commit_size(struct take page)
{
	static const char commit[] = " commit;";
	const char *at = page.left ? memmem(page.at, page.left, commit, strlen(commit)) : NULL;
	const char *end = (const char *)page.at + page.left;
	const char *line = at ? memchr(at, '\n', end - at) : NULL;
	const char *size = line ? memmem(at, line - at, "size:", 5) : NULL;

	return size ? size[5] - '0' : 0;
}

void tracing_take_headers(struct take *t, struct tracing_head *h)
{
	unsigned int size;

	t->cut |= !take_magic(t, "header_page", 12);
	size = commit_size(take_part(t, take_u64(t)));
	if (size == 4 || size == 8)
		h->long_size = size;
	t->cut |= !take_magic(t, "header_event", 13);
	take_part(t, take_u64(t));
}

static int take_formats(struct take *t, struct foreign_events *e, const char *system,
			const char *name, struct trouble *trouble)
{
	uint32_t n = take_u32(t);

	for (uint32_t i = 0; i < n && !t->cut; i++) {
		struct take format = take_part(t, take_u64(t));

		if (!t->cut && foreign_events_add(e, name, system, format.at, format.left, trouble))
			return -1;
	}
	return 0;
}

int tracing_take_ftrace(struct take *t, struct foreign_events *e, const char *name,
			struct trouble *trouble)
{
	return take_formats(t, e, "ftrace", name, trouble);
}

void tracing_skip_formats(struct take *t)
{
	uint32_t n = take_u32(t);

	for (uint32_t i = 0; i < n && !t->cut; i++)
		take_part(t, take_u64(t));
}

int tracing_take_systems(struct take *t, struct foreign_events *e, const char *name,
			 struct trouble *trouble)
{
	uint32_t n = take_u32(t);

	for (uint32_t i = 0; i < n && !t->cut; i++) {
		const char *system = take_text(t);

		if (!t->cut && take_formats(t, e, system, name, trouble))
			return -1;
	}
	return 0;
}

void tracing_skip_names(struct take *t)
{
	take_part(t, take_u32(t));
}

struct take tracing_take_cmdlines(struct take *t)
{
	return take_part(t, take_u64(t));
}
