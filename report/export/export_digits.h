/* SPDX-License-Identifier: GPL-2.0 */
/*
 * export_digits.h - many numbers as decimal digits at once: eight digits at a time by the same
 * steps for all, whatever their lengths, so that vector instructions do several and no branch has
 * to be guessed.
 */
#ifndef REPORT_EXPORT_DIGITS_H
#define REPORT_EXPORT_DIGITS_H

#include <stdint.h>

#define EXPORT_DIGITS_ROWS 32
#define EXPORT_DIGITS_ROOM 24 /* of a number: its digits are the last of them */

struct export_digits {
	uint32_t high[EXPORT_DIGITS_ROWS], middle[EXPORT_DIGITS_ROWS], low[EXPORT_DIGITS_ROWS];
	uint64_t eights[EXPORT_DIGITS_ROWS];
	uint8_t skip[EXPORT_DIGITS_ROWS];		       /* bytes before the first digit */
	char text[EXPORT_DIGITS_ROWS + 1][EXPORT_DIGITS_ROOM]; /* the last is slack */
};
/* n numbers, at most EXPORT_DIGITS_ROWS. */
void export_digits(struct export_digits *, const uint64_t *numbers, uint32_t n);

#endif
