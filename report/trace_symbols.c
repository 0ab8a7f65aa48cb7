/* SPDX-License-Identifier: GPL-2.0 */
#include "report/trace_symbols.h"

#include <errno.h>

#include "format/guest_tables.h"
#include "report/guest/guest_table.h"

static void note(void *self, const struct vmt_damage *d)
{
	bool *damaged = self;

	*damaged |= !d->harmless && !d->known;
}

/* An image in each VM that has it; its symbols once. */
static int add_image(struct guest_rows *rows, const struct guest_given *g,
		     const struct given_session *s, uint32_t image)
{
	uint32_t number = s->next_image + image;
	bool placed = false;
	int rc = 0;

	for (uint32_t i = 0; i < s->nvms && !rc; i++) {
		struct slide slide;

		if (!guest_given_places(g, &s->vms[i], image, &slide))
			continue;
		rc = guest_rows_add_image(rows, s->start, s->vms[i].vm, number,
					  &g->kernel.images[image], &slide);
		placed = true;
	}
	if (placed && !rc)
		rc = guest_rows_add_symbols(rows, s->start, number, &g->kernel.images[image]);
	return rc;
}

static int make_rows(struct guest_rows *rows, const struct guest_given *g,
		     const struct given_session *s)
{
	int rc = guest_rows_init(rows);

	for (uint32_t i = 0; s && i < g->kernel.nimages && !rc; i++)
		rc = add_image(rows, g, s, i);
	return rc ? VMT_ENOMEM : 0;
}

static int copy(const struct guest_given *g, struct vmt_session *s, const struct vmt_sink *sink)
{
	struct guest_rows rows;
	struct vmt_copied copied;
	int error = make_rows(&rows, g, guest_given_session(g, vmt_session_info(s)->id));

	if (!error) {
		const struct vmt_addition additions[] = { { &vmt_image_table, rows.images },
							  { &vmt_symbol_table, rows.symbols } };
		struct vmt_changes changes = { 0 };

		if (vmt_stage_rows(rows.images)) {
			changes.nadditions = 2;
			changes.additions = additions;
		}
		error = vmt_session_copy(s, sink, &changes, &copied);
	}
	guest_rows_release(&rows);
	return error;
}

int trace_symbols(const struct guest_given *g, const char *path, const struct vmt_sink *sink,
		  bool *writing)
{
	struct vmt_reader *reader = NULL;
	struct vmt_session *s;
	bool damaged = false;
	int rc = 0, error = vmt_reader_open(&reader, path, -1, 0, note, &damaged);

	*writing = !error;
	while (!error && (rc = vmt_reader_next(reader, &s)) > 0) {
		error = copy(g, s, sink);
		vmt_session_free(s);
	}
	vmt_reader_free(reader);
	return error ? error : rc ? rc : damaged ? VMT_EDAMAGE : 0;
}
