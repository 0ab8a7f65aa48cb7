/* SPDX-License-Identifier: GPL-2.0 */
/*
 * batch_column.h - a stored column as the lanes of the current batch see it.
 */
#ifndef REPORT_BATCH_COLUMN_H
#define REPORT_BATCH_COLUMN_H

#include "report/engine/column.h"

struct batch_column {
	bool text;	/* its values are strings */
	uint32_t epoch; /* of the batch that `col` is for; 0: of none */
	struct col col;
	uint32_t room; /* of the next two, got when first needed */
	int64_t *values;
	uint32_t *index;
	uint32_t run; /* where the last search in runs ended */
};

#endif
