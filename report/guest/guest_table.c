/* SPDX-License-Identifier: GPL-2.0 */
#include "report/guest/guest_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/guest_tables.h"
#include "format/vmt_tables.h"

int guest_rows_init(struct guest_rows *r)
{
	*r = (struct guest_rows){ 0 };
	return vmt_stage_new(&r->images, &vmt_image_table) ||
			       vmt_stage_new(&r->symbols, &vmt_symbol_table)
		       ? -ENOMEM
		       : 0;
}

void guest_rows_release(struct guest_rows *r)
{
	vmt_stage_free(r->images);
	vmt_stage_free(r->symbols);
}

#define PUT(row, column, value) ((row)[(column)*VMT_STAGE_STRIDE] = (value))

int guest_rows_add_image(struct guest_rows *r, uint64_t time, uint32_t vm, uint32_t number,
			 const struct guest_image *i, const struct slide *s)
{
	uint64_t *row = vmt_stage_begin(r->images);

	if (!row)
		return -ENOMEM;
	PUT(row, IMAGE_TIME, time);
	PUT(row, IMAGE_VM, vm);
	PUT(row, IMAGE_NUMBER, number);
	PUT(row, IMAGE_KIND, i->kind);
	PUT(row, IMAGE_BASE, i->base);
	PUT(row, IMAGE_SIZE, i->size);
	PUT(row, IMAGE_SLIDE, s->slide);
	PUT(row, IMAGE_ORIGIN, s->origin);
	PUT(row, IMAGE_MATCHED, s->matched);
	PUT(row, IMAGE_COMPARED, s->compared);
	if (vmt_stage_bytes(r->images, IMAGE_BUILD_ID, i->build_id, i->build_id_size) ||
	    vmt_stage_bytes(r->images, IMAGE_NAME, i->name, strlen(i->name)))
		return -ENOMEM;
	vmt_stage_end(r->images);
	return 0;
}

static int add_symbol(struct guest_rows *r, uint64_t time, uint32_t number,
		      const struct guest_symbol *s, const char *name)
{
	uint64_t *row = vmt_stage_begin(r->symbols);

	if (!row)
		return -ENOMEM;
	PUT(row, SYMBOL_TIME, time);
	PUT(row, SYMBOL_IMAGE, number);
	PUT(row, SYMBOL_ADDRESS, s->address);
	PUT(row, SYMBOL_SIZE, s->size);
	PUT(row, SYMBOL_TYPE, s->type);
	if (vmt_stage_bytes(r->symbols, SYMBOL_NAME, name, strlen(name)))
		return -ENOMEM;
	vmt_stage_end(r->symbols);
	return 0;
}

int guest_rows_add_symbols(struct guest_rows *r, uint64_t time, uint32_t number,
			   const struct guest_image *i)
{
	int rc = 0;

	for (uint32_t n = 0; n < i->nsymbols && !rc; n++)
		rc = add_symbol(r, time, number, &i->symbols[n],
				guest_symbol_name(i, &i->symbols[n]));
	return rc;
}
