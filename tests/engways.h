/* SPDX-License-Identifier: GPL-2.0 */
/*
 * engways.h - for tests that a program prints the same however it is run.
 */
#ifndef ENGWAYS_H
#define ENGWAYS_H

#include "tests/engtest.h"

/* One row after the other in order, and free by several threads. */
#define ENG_WAYS 4
extern const char *const eng_ways[ENG_WAYS];

/* It prints something, and the same in all ways. */
void eng_expect_same(const char *program, const char *path);
/*
 * With a bit flipped at so many thousandths of the trace: what it prints is the same in all ways.
 * Returns how many of the flips changed it.
 */
uint32_t eng_expect_same_damaged(const char *program, const char *path, uint32_t from,
				 uint32_t until, uint32_t step);
/* So do made-up programs (madeprog.h), on stdout and on stderr. */
void eng_expect_made(unsigned uses, const char *most, const char *every_eighth);

#endif
