/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_tables.h - the tables of what guests run, for all who write them: `image`, a kernel or
 * module as it lies in a VM (0: in every VM that has no row), and `symbol`, the names of an
 * image. VMs that run the same kernel name one image number, so its symbols are there once.
 * Rows that were added to a trace stand in a session's first round; those that its recorder read
 * from guests' memory in any. Of a VM's rows for one name the last that holds counts.
 *
 * A recorder that looks at guests' memory tells of each look (`guest_look`), and of the threads
 * that it saw: `guest_task` is an entry, one thread with the names that it had, `guest_end` says
 * when it was there last. In between an entry holds; without an end it holds until the begin of
 * the VM's last look that has the same image.
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
enum guest_look_column {
	LOOK_TIME,
	LOOK_VM,
	LOOK_BEGIN,
	LOOK_END,
	LOOK_IMAGE, /* the kernel's number; 0: none is known */
	LOOK_TASKS,
	LOOK_READS,
	LOOK_BYTES,
	LOOK_MISSING,
	LOOK_COST,
	LOOK_TEXT,
	LOOK_KERNEL,
	LOOK_COLUMNS,
};
enum guest_task_column {
	GTASK_TIME,
	GTASK_VM,
	GTASK_ENTRY,
	GTASK_FROM,
	GTASK_PID,
	GTASK_TGID,
	GTASK_PPID,
	GTASK_START,
	GTASK_ROOT,
	GTASK_USER_ROOT,
	GTASK_STACK,
	GTASK_STACK_SIZE,
	GTASK_FLAGS, /* VMT_GUEST_* */
	GTASK_COMM,
	GTASK_LEADER,
	GTASK_COLUMNS,
};
enum guest_end_column {
	GEND_TIME,
	GEND_ENTRY,
	GEND_UNTIL,
	GEND_COLUMNS,
};

VMT_API extern const struct vmt_table vmt_image_table, vmt_symbol_table;
VMT_API extern const struct vmt_table vmt_guest_look_table, vmt_guest_task_table,
	vmt_guest_end_table;

#endif
