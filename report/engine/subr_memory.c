/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <string.h>

#include "report/engine/subr_memory.h"

static int bad_address(struct subr_env *e, uint64_t address)
{
	e->address = address;
	return FAULT_BADADDR;
}

int subr_alloca(struct subr_env *e, const int64_t *args, int64_t *result)
{
	uint64_t address = 0;
	int rc = memory_alloca(e->memory, args[0], &address);

	*result = address;
	return rc == -ENOSPC ? FAULT_NOSCRATCH : rc;
}

int subr_bcopy(struct subr_env *e, const int64_t *args, int64_t *result)
{
	const void *from = memory_at(e->memory, args[0], args[2]);
	void *to = memory_writable(e->memory, args[1], args[2]);

	*result = 0;
	if (!from || !to)
		return bad_address(e, from ? args[1] : args[0]);
	memmove(to, from, args[2]);
	return FAULT_NONE;
}
