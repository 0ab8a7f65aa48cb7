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

static const struct vmt_column look_columns[LOOK_COLUMNS] = {
	[LOOK_TIME] = { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[LOOK_VM] = { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 },
	[LOOK_BEGIN] = { VMT_C_BEGIN, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[LOOK_END] = { VMT_C_LOOK_END, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[LOOK_IMAGE] = { VMT_C_IMAGE, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[LOOK_TASKS] = { VMT_C_TASKS, VMT_U32, VMT_SEM_COUNT, 0, 0 },
	[LOOK_READS] = { VMT_C_READS, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	[LOOK_BYTES] = { VMT_C_BYTES, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	[LOOK_MISSING] = { VMT_C_MISSING, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	[LOOK_COST] = { VMT_C_COST, VMT_U64, VMT_SEM_NS, 0, 0 },
	[LOOK_TEXT] = { VMT_C_TEXT, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
	[LOOK_KERNEL] = { VMT_C_KERNEL, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};

static const struct vmt_column guest_task_columns[GTASK_COLUMNS] = {
	[GTASK_TIME] = { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[GTASK_VM] = { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 },
	[GTASK_ENTRY] = { VMT_C_ENTRY, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GTASK_FROM] = { VMT_C_FROM, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[GTASK_PID] = { VMT_C_PID, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GTASK_TGID] = { VMT_C_TGID, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GTASK_PPID] = { VMT_C_PPID, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GTASK_START] = { VMT_C_START, VMT_U64, VMT_SEM_NS, 0, 0 },
	[GTASK_ROOT] = { VMT_C_ROOT, VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	[GTASK_USER_ROOT] = { VMT_C_USER_ROOT, VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	[GTASK_STACK] = { VMT_C_STACK, VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	[GTASK_STACK_SIZE] = { VMT_C_STACK_SIZE, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GTASK_FLAGS] = { VMT_C_FLAGS, VMT_U8, VMT_SEM_NONE, 0, 0 },
	[GTASK_COMM] = { VMT_C_COMM, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
	[GTASK_LEADER] = { VMT_C_LEADER, VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};

static const struct vmt_column guest_end_columns[GEND_COLUMNS] = {
	[GEND_TIME] = { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 },
	[GEND_ENTRY] = { VMT_C_ENTRY, VMT_U32, VMT_SEM_NONE, 0, 0 },
	[GEND_UNTIL] = { VMT_C_UNTIL, VMT_U64, VMT_SEM_TIME, 0, 0 },
};

const struct vmt_table vmt_image_table = { VMT_T_IMAGE, 0, IMAGE_COLUMNS, image_columns };
const struct vmt_table vmt_symbol_table = { VMT_T_SYMBOL, 0, SYMBOL_COLUMNS, symbol_columns };
const struct vmt_table vmt_guest_look_table = { VMT_T_GUEST_LOOK, 0, LOOK_COLUMNS, look_columns };
const struct vmt_table vmt_guest_task_table = { VMT_T_GUEST_TASK, 0, GTASK_COLUMNS,
						guest_task_columns };
const struct vmt_table vmt_guest_end_table = { VMT_T_GUEST_END, 0, GEND_COLUMNS,
					       guest_end_columns };
