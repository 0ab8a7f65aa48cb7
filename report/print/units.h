/* SPDX-License-Identifier: GPL-2.0 */
/*
 * units.h - quantities for people: three digits and a unit. Integers only, so that output
 * does not depend on the machine. Each fills and returns its buffer.
 */
#ifndef REPORT_UNITS_H
#define REPORT_UNITS_H

#include <stdint.h>
#include <stdio.h>

#define UNIT_TEXT 32

char *unit_ns(char text[static UNIT_TEXT], uint64_t ns);       /* "1.23 ms" */
char *unit_bytes(char text[static UNIT_TEXT], uint64_t bytes); /* "12.3 MiB" */
char *unit_count(char text[static UNIT_TEXT], uint64_t n);     /* "18,266" */
/* "18,266 rows", "1 row": the noun is an English one of few letters. */
char *unit_things(char text[static UNIT_TEXT], uint64_t n, const char *noun);
/* "12.3%"; "" when the whole is 0 */
char *unit_share(char text[static UNIT_TEXT], uint64_t part, uint64_t whole);
/* n in so many ns, as a count a second; "" when ns is 0 */
char *unit_rate(char text[static UNIT_TEXT], uint64_t n, uint64_t ns);
/* "2.34": n / by with two decimals */
char *unit_ratio(char text[static UNIT_TEXT], uint64_t n, uint64_t by);

/* Text from a trace: what could steer a terminal becomes '?'; cut, with "...", where it is too
 * long. */
char *unit_text(char *text, uint32_t size, const char *from);

#endif
