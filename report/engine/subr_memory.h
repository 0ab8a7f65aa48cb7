/* SPDX-License-Identifier: GPL-2.0 */
/*
 * subr_memory.h - the subroutines on memory. Each follows subr_call().
 */
#ifndef REPORT_SUBR_MEMORY_H
#define REPORT_SUBR_MEMORY_H

#include "report/engine/subr_call.h"

int subr_alloca(struct subr_env *, const int64_t *args, int64_t *result);
int subr_inet_ntoa(struct subr_env *, const int64_t *args, int64_t *result);
int subr_inet_ntoa6(struct subr_env *, const int64_t *args, int64_t *result);
int subr_inet_ntop(struct subr_env *, const int64_t *args, int64_t *result);
int subr_bcopy(struct subr_env *, const int64_t *args, int64_t *result);

#endif
