/* SPDX-License-Identifier: GPL-2.0 */
/*
 * code_site.h - which instruction an exit stands on: some reasons are one instruction's own, and
 * the guest's RIP at the exit is where that lies.
 */
#ifndef REPORT_CODE_SITE_H
#define REPORT_CODE_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODE_SITE_KINDS 16
#define CODE_SITE_BYTES 5 /* most that code_site_is() looks at */

/* The kind of instruction that makes exits of a reason; negative: no one kind does. */
int code_site_kind(uint8_t isa, uint32_t reason);
/* n bytes begin such an instruction. */
bool code_site_is(int kind, const unsigned char *bytes, size_t n);

#endif
