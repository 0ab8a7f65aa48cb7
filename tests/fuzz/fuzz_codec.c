/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Any bytes as the payload of a column. Behind a head of 12 bytes
 *	codec, type, size of VMT_FIXED, number of groups, rows u32, min u32
 * they are decoded into memory that nothing used before. What decodes is encoded by the same
 * codec, and must decode to the same values.
 */
#include <stdlib.h>
#include <string.h>

#include "format/codec.h"
#include "format/le.h"
#include "tests/fuzz/fuzz.h"
#include "tests/viewcheck.h"

#define HEAD 12
#define MAX_GROUPS 4

struct column {
	const struct codec *codec;
	struct codec_rows rows;
	struct vmt_group groups[MAX_GROUPS];
};

/* Equal groups; the last takes the rest. */
static void divide(struct column *c, uint32_t n)
{
	uint32_t each = c->rows.rows / n;

	for (uint32_t i = 0; i < n; i++)
		c->groups[i] = (struct vmt_group){
			.cpu = i,
			.first = i * each,
			.rows = i + 1 < n ? each : c->rows.rows - i * each,
		};
	c->rows.groups = c->groups;
	c->rows.ngroups = n;
}

static bool get_column(struct column *c, const uint8_t *head)
{
	uint8_t type = head[1] & ~VMT_NULLABLE;
	uint32_t groups = 1 + head[3] % MAX_GROUPS;

	*c = (struct column){ .codec = codec_find(head[0], type) };
	c->rows.rows = le_get32(head + 4);
	c->rows.type = type;
	c->rows.size = head[2];
	c->rows.min = le_get32(head + 8);
	if (!c->codec || c->rows.rows < groups || c->rows.rows > VMT_CHUNK_ROWS)
		return false;
	divide(c, groups);
	return true;
}

static int decode(const struct column *c, const uint8_t *data, size_t size, struct viewspace *space,
		  struct vmt_view *view)
{
	uint8_t *exact = malloc(size ?: 1); /* so that a byte beyond is seen */
	struct cursor in = cursor_of(exact, size);
	int error;

	if (size)
		memcpy(exact, data, size);
	*view = (struct vmt_view){ .rows = c->rows.rows };
	error = c->codec->decode(&in, &c->rows, space, view);
	if (!error && !cursor_done(&in))
		error = VMT_EDAMAGE;
	/* a view of bytes may stand in the payload itself */
	if (!error)
		fuzz_expect(viewcheck_shape(view, c->rows.rows));
	free(exact);
	return error;
}

static void there_and_back(struct column *c, const struct vmt_view *view)
{
	uint32_t rows = c->rows.rows;
	uint64_t *values = malloc(rows * sizeof(*values)), *back = malloc(rows * sizeof(*back));
	struct codec_work work = { 0 };
	struct viewspace space = { 0 };
	struct bytebuf out = { 0 };
	struct vmt_view again;

	vmt_view_flatten(view, 0, rows, values);
	c->rows.values = values;
	if (!c->codec->encode(&work, &c->rows, INTARRAY_PACKED, &out)) {
		if (decode(c, out.data, out.size, &space, &again))
			fuzz_die("what was encoded does not decode");
		vmt_view_flatten(&again, 0, rows, back);
		if (memcmp(values, back, rows * sizeof(*values)))
			fuzz_die("other values come back");
	}
	codec_work_release(&work);
	viewspace_release(&space);
	bytebuf_release(&out);
	free(values);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct viewspace space = { 0 };
	struct vmt_view view;
	struct column c;

	if (size < HEAD || !get_column(&c, data))
		return 0;
	if (!decode(&c, data + HEAD, size - HEAD, &space, &view) && codec_type_integer(c.rows.type))
		there_and_back(&c, &view);
	viewspace_release(&space);
	return 0;
}
