/* SPDX-License-Identifier: GPL-2.0 */
/* output_options.h - the options that say what files come out, how large and when. */
#ifndef RECORD_OUTPUT_OPTIONS_H
#define RECORD_OUTPUT_OPTIONS_H

#include "record/option_table.h"

extern const struct record_option output_options[];
/* Of how many files there are, and when: what does not go together. 0 or -1. */
int output_options_check(const struct record_options *, struct trouble *);

#endif
