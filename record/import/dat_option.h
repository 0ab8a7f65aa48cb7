/* SPDX-License-Identifier: GPL-2.0 */
/* dat_option.h - the options of a trace.dat: what it says beside events. Inside dat_file. */
#ifndef RECORD_DAT_OPTION_H
#define RECORD_DAT_OPTION_H

#include "record/import/dat_file.h"

/* Takes an option in; unknown ones are passed over. 0, or -1 with the trouble. */
int dat_take_option(struct dat_file *, uint16_t id, struct take *data, struct trouble *);
int dat_add_stream(struct dat_file *, const struct dat_stream *); /* 0 or -ENOMEM */
/* When all is read: what the options said together becomes the trace's. */
void dat_take_over(struct dat_file *);

#endif
