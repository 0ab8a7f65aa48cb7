/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sum_detail.h - what an exit was for: which MSR, port, CPUID leaf or guest page, decoded
 * from the registers of its row; and what the well-known ones are called.
 */
#ifndef REPORT_SUM_DETAIL_H
#define REPORT_SUM_DETAIL_H

#include "report/world/replay.h"
#include "report/summary/sum.h"

/* The registers that tell, as columns of the exit table; negative: absent. */
struct detail_columns {
	int rax, rcx, address, info, qualification;
};
void detail_columns_init(struct detail_columns *, const struct vmt_table *);
/* True with keys[1..3] (kind, number, access) when the exit has a detail. */
bool detail_of(const struct detail_columns *, uint8_t isa, uint32_t reason,
	       const struct replay_row *, uint64_t keys[4]);

/* "TSC_DEADLINE", or "" */
const char *detail_name(enum sum_kind, uint64_t number);

#endif
