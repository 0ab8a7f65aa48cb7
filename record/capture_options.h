/* SPDX-License-Identifier: GPL-2.0 */
/* capture_options.h - options that say what is recorded: of whom, which events, what of each. */
#ifndef RECORD_CAPTURE_OPTIONS_H
#define RECORD_CAPTURE_OPTIONS_H

#include "record/option_table.h"

extern const struct record_option capture_options[];
/* What does not go together, when all are known. 0 or -1. */
int capture_options_check(const struct record_options *, struct trouble *);
/* What options need of others, when scripts are known, too. */
void capture_options_settle(struct record_options *);

#endif
