/* SPDX-License-Identifier: GPL-2.0 */
#include "format/guest_tables.h"

#include "format/vmt_tables.h"

static const struct vmt_column image_columns[IMAGE_COLUMNS] = {
	[IMAGE_TIME] = { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[IMAGE_VM] = { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 },
	[IMAGE_NUMBER] = { VMT_C_IMAGE, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[IMAGE_KIND] = { VMT_C_KIND, VMT_U8, VMT_SEM_NONE, 0, 0 },
	[IMAGE_BASE] = { VMT_C_BASE, VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	[IMAGE_SIZE] = { VMT_C_SIZE, VMT_U64, VMT_SEM_NONE, 0, 0 },
	[IMAGE_SLIDE] = { VMT_C_SLIDE, VMT_U64, VMT_SEM_NONE, 0, 0 },
	[IMAGE_ORIGIN] = { VMT_C_ORIGIN, VMT_U8, VMT_SEM_NONE, 0, 0 },
	[IMAGE_MATCHED] = { VMT_C_MATCHED, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	[IMAGE_COMPARED] = { VMT_C_COMPARED, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	[IMAGE_BUILD_ID] = { VMT_C_BUILD_ID, VMT_VAR, VMT_SEM_NONE, 0, 0 },
	[IMAGE_NAME] = { VMT_C_NAME, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};

static const struct vmt_column symbol_columns[SYMBOL_COLUMNS] = {
	[SYMBOL_TIME] = { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[SYMBOL_IMAGE] = { VMT_C_IMAGE, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[SYMBOL_ADDRESS] = { VMT_C_ADDRESS, VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	[SYMBOL_SIZE] = { VMT_C_SIZE, VMT_U64, VMT_SEM_NONE, 0, 0 },
	[SYMBOL_TYPE] = { VMT_C_TYPE, VMT_U8, VMT_SEM_NONE, 0, 0 },
	[SYMBOL_NAME] = { VMT_C_NAME, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};

const struct vmt_table vmt_image_table = { VMT_T_IMAGE, 0, IMAGE_COLUMNS, image_columns };
const struct vmt_table vmt_symbol_table = { VMT_T_SYMBOL, 0, SYMBOL_COLUMNS, symbol_columns };
