/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crew.h - threads that share out numbered items of work. The caller is worker 0; the others
 * start with the first work that has an item for them and wait between works.
 */
#ifndef REPORT_CREW_H
#define REPORT_CREW_H

#include <stdint.h>

/* 0: go on; positive: no further items are begun; negative: the same, an error. */
typedef int crew_fn(void *self, uint32_t worker, uint32_t item);

struct crew;
struct crew *crew_new(uint32_t workers); /* at least 1, the caller's thread. NULL: no memory */
void crew_free(struct crew *);
/*
 * fn for the items from `first` on up to n - 1, in ascending order of beginning. Returns the
 * number up to which they were done, without gaps, or a negative error of fn.
 */
int64_t crew_run(struct crew *, uint32_t first, uint32_t n, crew_fn *, void *self);

#endif
