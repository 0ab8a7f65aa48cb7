/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_tables.h - the tables of what guests run, for all who write them: `image`, a kernel or
 * module as it lies in a VM (0: in every VM that has no row), and `symbol`, the names of an
 * image. VMs that run the same kernel name one image number, so its symbols are there once.
 * Rows stand in a session's first round; of a VM's rows for one name the last counts.
 */
#ifndef VMT_GUEST_TABLES_H
#define VMT_GUEST_TABLES_H

#include "format/vmt.h"

/* ORDER of the tables' columns */
enum image_column {
	IMAGE_TIME,
	IMAGE_VM,
	IMAGE_NUMBER,
	IMAGE_KIND,
	IMAGE_BASE,
	IMAGE_SIZE,
	IMAGE_SLIDE,
	IMAGE_ORIGIN,
	IMAGE_MATCHED,
	IMAGE_COMPARED,
	IMAGE_BUILD_ID,
	IMAGE_NAME,
	IMAGE_COLUMNS,
};
enum symbol_column {
	SYMBOL_TIME,
	SYMBOL_IMAGE,
	SYMBOL_ADDRESS,
	SYMBOL_SIZE,
	SYMBOL_TYPE, /* nm's letter: T t W of code, others of data */
	SYMBOL_NAME,
	SYMBOL_COLUMNS,
};

VMT_API extern const struct vmt_table vmt_image_table, vmt_symbol_table;

#endif
