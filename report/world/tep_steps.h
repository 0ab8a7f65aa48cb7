/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_steps.h - what a tracepoint's format prints, as a list of steps that is made once: letters,
 * numbers, strings. It is what libtraceevent prints, to the byte, at a tenth of the time; a format
 * that has something else in it, as arrays and masks, has no steps and is left to it.
 */
#ifndef REPORT_TEP_STEPS_H
#define REPORT_TEP_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tep_event;
struct tep_format_field;
struct tep_steps;
/*
 * Of an event that tep_guard_event() lets through, whose records have `fixed` bytes at least.
 * NULL: it is none of these, or there is no memory.
 */
struct tep_steps *tep_steps_new(struct tep_event *, uint32_t fixed);
void tep_steps_free(struct tep_steps *);
bool tep_steps_use(const struct tep_steps *, const struct tep_format_field *);
/* A record of `size` bytes, zeros behind it. Good until the next call. NULL: no memory. */
const char *tep_steps_print(struct tep_steps *, const uint8_t *record, uint32_t size, size_t *len);

#endif
