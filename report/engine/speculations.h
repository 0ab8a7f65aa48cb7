/* SPDX-License-Identifier: GPL-2.0 */
/*
 * speculations.h - the buffers of speculate() (d-language 2.10). An identity is 1 .. nspec; a
 * buffer is free again as soon as it was committed or discarded.
 */
#ifndef REPORT_SPECULATIONS_H
#define REPORT_SPECULATIONS_H

#include "report/engine/kept.h"

struct speculations;
/* specsize: bytes that each may hold. NULL: no memory. */
struct speculations *speculations_new(uint32_t nspec, uint64_t specsize);
void speculations_free(struct speculations *);

/* The identity of a free buffer, which is taken; 0: none was free. */
uint32_t speculations_begin(struct speculations *);
bool speculations_valid(const struct speculations *, int64_t id); /* 0 .. nspec */
/* What was kept under an identity is to be performed, or is gone. Not begun: nothing. */
void speculations_commit(struct speculations *, uint32_t id);
void speculations_discard(struct speculations *, uint32_t id);
/* Whether that is begun and has room for a record; none is counted. */
bool speculations_reserve(struct speculations *, uint32_t id, uint64_t size);
/* Keeps a wish for which there is room. 0 or -ENOMEM. */
int speculations_keep(struct speculations *, uint32_t id, const struct wish *, uint64_t size);
/* What was committed and is yet to be performed, in order; the caller takes it. */
struct kept_list *speculations_committed(struct speculations *);

/* How often none was free, and how many wishes did not fit. */
uint64_t speculations_failed(const struct speculations *);
uint64_t speculations_dropped(const struct speculations *);

#endif
