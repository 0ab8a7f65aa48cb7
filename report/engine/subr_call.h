/* SPDX-License-Identifier: GPL-2.0 */
/*
 * subr_call.h - subroutines at run time. Strings they make live in the caller's heap.
 */
#ifndef REPORT_SUBR_CALL_H
#define REPORT_SUBR_CALL_H

#include "report/engine/fault.h"
#include "report/engine/memory.h"
#include "report/engine/speculations.h"
#include "report/engine/strheap.h"
#include "report/subr.h"

struct subr_env {
	struct strheap *heap;
	struct memory *memory; /* NULL on a machine that runs many lanes */
	uint64_t strsize;      /* of a string with its terminator */
	uint64_t address;      /* where the call faulted with FAULT_BADADDR */
	uint64_t random;
	struct speculations *speculations; /* NULL on a machine of many lanes */
	/* strtok(): what is left of the string last given, in this firing */
	const struct str *token;
	uint32_t token_at;
};

/*
 * The result of one call: 0, an enum fault_code (then env.address says where), or -ENOMEM.
 * Arguments are checked: a string that may not be NULL faults here.
 */
int subr_call(struct subr_env *, enum subr, const int64_t *args, int64_t *result);
/* Its result depends on what was called before: in time order only. */
bool subr_keeps_state(enum subr);

/* Text of the caller's, cut to strsize. NULL: no memory. */
const struct str *subr_text(struct subr_env *, const char *text, size_t len);

#endif
