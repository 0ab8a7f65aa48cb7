/* SPDX-License-Identifier: GPL-2.0 */
/*
 * info.h - how a session is stored: tables and columns with their codecs, bytes and rows.
 * Of events only the heads of chunks are read, never their columns.
 */
#ifndef REPORT_INFO_H
#define REPORT_INFO_H

#include <stdio.h>
#include "report/world/world.h"

enum info_columns { INFO_NONE, INFO_EVENTS, INFO_ALL }; /* of which tables */

/* 0 or -ENOMEM */
int info_print(struct world_session *, enum info_columns, FILE *);

#endif
