/* SPDX-License-Identifier: GPL-2.0 */
/*
 * user_clock.h - the session's clock where no kernel module keeps it: the TSC if the kernel itself
 * trusts it, else CLOCK_MONOTONIC; and an instant of it on every clock, taken in user space.
 */
#ifndef RECORD_USER_CLOCK_H
#define RECORD_USER_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "kmod/vmtrace_uapi.h"

/* An enum vmtrace_clock_id. */
uint32_t user_clock_choose(void);
void user_clock_now(uint32_t clock, struct vmtrace_clock *);
/* ns of one of the kernel's clocks. */
uint64_t user_clock_ns(clockid_t);
/* The TSC's kHz, measured for 20 ms. */
uint32_t user_clock_khz(void);

#endif
