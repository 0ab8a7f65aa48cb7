/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_number.h - numbers in what a tracepoint's format prints, made ready from libtraceevent's tree
 * of them; constant parts are computed once. As there, a field is extended by zeros and all
 * operations are of 64 bits without sign.
 */
#ifndef REPORT_TEP_NUMBER_H
#define REPORT_TEP_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct tep_event;
struct tep_print_arg;
struct tep_format_field;

struct tep_number {
	uint8_t op; /* enum in tep_number.c */
	uint8_t size;
	uint16_t offset;
	uint64_t value;
	struct tep_number *a, *b, *c;
};
/*
 * NULL: there is something in it that only libtraceevent does, or no memory. fixed: bytes that
 * every record has.
 */
struct tep_number *tep_number_new(struct tep_event *, const struct tep_print_arg *, uint32_t fixed);
void tep_number_free(struct tep_number *);
uint64_t tep_number_get(const struct tep_number *, const uint8_t *record);
/* An integer of 1, 2, 4 or 8 bytes, extended by zeros. */
uint64_t tep_number_read(const uint8_t *at, uint8_t size);
/* The field is read for it. */
bool tep_number_uses(const struct tep_number *, const struct tep_format_field *);

#endif
