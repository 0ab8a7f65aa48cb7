/* SPDX-License-Identifier: GPL-2.0 */
/* enum_names.h - the names that the file carries for its numbers: exit reasons, streams, causes. */
#ifndef RECORD_ENUM_NAMES_H
#define RECORD_ENUM_NAMES_H

#include "record/rows.h"

/* One row of the table `name` per value that a session on this ISA may hold. 0 or -ENOMEM. */
int enum_names_add(struct rows *, uint64_t time, uint32_t isa);

#endif
