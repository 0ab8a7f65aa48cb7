/* SPDX-License-Identifier: GPL-2.0 */
/*
 * library_folder.h - the D libraries of -L: every file NAME.d of these folders, in the order of
 * the folders and of the names. Of files of one name the first counts; a folder that is not there
 * is empty, and what cannot be read is passed over, as in dtrace.
 */
#ifndef REPORT_LIBRARY_FOLDER_H
#define REPORT_LIBRARY_FOLDER_H

#include "report/source_list.h"

struct library_folder {
	struct source_list sources;
	char **paths; /* the names of the sources */
};
/* 0 or -ENOMEM; release it in both cases. */
int library_folder_read(struct library_folder *, const struct options *);
void library_folder_release(struct library_folder *);

#endif
