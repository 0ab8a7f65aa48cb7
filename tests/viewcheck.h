/* SPDX-License-Identifier: GPL-2.0 */
/*
 * viewcheck.h - whether decoded columns keep what vmt.h promises of views, whatever file they
 * came from. Each returns NULL, or what is broken.
 */
#ifndef VIEWCHECK_H
#define VIEWCHECK_H

#include "format/vmt.h"

const char *viewcheck_shape(const struct vmt_view *, uint32_t rows);
/* Values lie within the block's min and max. */
const char *viewcheck_range(const struct vmt_view *, const struct vmt_block *);
/* Reads every column of every chunk of a round; damaged ones are passed over. */
const char *viewcheck_round(const struct vmt_round *, struct vmt_scratch *);

#endif
