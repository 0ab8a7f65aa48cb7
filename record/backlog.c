/* SPDX-License-Identifier: GPL-2.0 */
#include "record/backlog.h"

#include <sys/eventfd.h>

#include "format/vmt.h"

void backlog_add(struct backlog *b, uint64_t rows, uint64_t bytes)
{
	uint64_t before = __atomic_fetch_add(&b->rows, rows, __ATOMIC_RELAXED);

	__atomic_fetch_add(&b->bytes, bytes, __ATOMIC_RELAXED);
	if (before < VMT_CHUNK_ROWS && before + rows >= VMT_CHUNK_ROWS)
		eventfd_write(b->poke, 1);
}

void backlog_remove(struct backlog *b, uint64_t rows, uint64_t bytes)
{
	__atomic_fetch_sub(&b->rows, rows, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&b->bytes, bytes, __ATOMIC_RELAXED);
}

uint64_t backlog_bytes(const struct backlog *b)
{
	return __atomic_load_n(&b->bytes, __ATOMIC_RELAXED);
}

bool backlog_full(const struct backlog *b)
{
	return backlog_bytes(b) >= BACKLOG_BYTES;
}
