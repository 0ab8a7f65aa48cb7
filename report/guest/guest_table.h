/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_table.h - images as rows of a trace (format/guest_tables.h), to be written.
 */
#ifndef REPORT_GUEST_TABLE_H
#define REPORT_GUEST_TABLE_H

#include "format/vmt.h"
#include "report/guest/guest_kernel.h"
#include "report/guest/slide.h"

struct guest_rows {
	struct vmt_stage *images, *symbols;
};
int guest_rows_init(struct guest_rows *); /* -ENOMEM */
void guest_rows_release(struct guest_rows *);
int guest_rows_add_image(struct guest_rows *, uint64_t time, uint32_t vm, uint32_t number,
			 const struct guest_image *, const struct slide *); /* -ENOMEM */
int guest_rows_add_symbols(struct guest_rows *, uint64_t time, uint32_t number,
			   const struct guest_image *); /* -ENOMEM */

#endif
