/* SPDX-License-Identifier: GPL-2.0 */
/* script.h - what the D programs of -s and -n want recorded. */
#ifndef RECORD_SCRIPT_H
#define RECORD_SCRIPT_H

#include "record/record_options.h"

/*
 * Sets events, rate, registers and processes that were not given as the programs want them. 0,
 * or -1 with the trouble.
 */
int scripts_apply(struct record_options *, struct trouble *);
/* The same from what `vmtrace report --needs` says, which is cut up. */
int script_merge(struct record_options *, char *needs, struct trouble *);

#endif
