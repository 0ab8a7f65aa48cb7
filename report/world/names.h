/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names.h - names of enum values: (set, value) to text. Filled, sorted, then asked.
 */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include "report/world/world.h"

struct world_names *names_new(void);
void names_free(struct world_names *);
uint32_t names_count(const struct world_names *);
int names_add(struct world_names *, uint32_t set, uint64_t value, const struct str *); /* -ENOMEM */
/* The first name given to a value stays. */
void names_sort(struct world_names *);
const struct str *names_find(const struct world_names *, uint32_t set,
			     uint64_t value); /* or NULL */
/* Those of a set by ascending value. */
void names_each(const struct world_names *, uint32_t set,
		void (*fn)(void *self, uint64_t value, const struct str *), void *self);

#endif
