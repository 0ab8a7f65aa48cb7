/* SPDX-License-Identifier: GPL-2.0 */
/*
 * backlog.h - how much is staged and not yet in the file, over all CPUs. When it is worth a
 * chunk the writer is poked for an early round; when it is too much the readers leave the
 * rest in the rings, whose overruns the module counts: memory is bounded at any rate.
 */
#ifndef RECORD_BACKLOG_H
#define RECORD_BACKLOG_H

#include <stdbool.h>
#include <stdint.h>

struct backlog {
	uint64_t rows, bytes; /* atomic */
	int poke;	      /* eventfd that the writer polls */
};

#define BACKLOG_BYTES (256ull << 20) /* of records; in stages they are about as large */

void backlog_add(struct backlog *, uint64_t rows, uint64_t bytes);
void backlog_remove(struct backlog *, uint64_t rows, uint64_t bytes);
uint64_t backlog_bytes(const struct backlog *);
bool backlog_full(const struct backlog *);

#endif
