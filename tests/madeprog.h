/* SPDX-License-Identifier: GPL-2.0 */
/*
 * madeprog.h - made-up D programs that compile: clauses on all kinds of probes, with
 * expressions that may fault, for runs in different ways to be compared on.
 */
#ifndef MADEPROG_H
#define MADEPROG_H

#include <stdint.h>

enum madeprog_uses {
	MADE_SELF = 1,	 /* self-> and this-> */
	MADE_STATE = 2,	 /* globals, arrays, rand() */
	MADE_PRINTS = 4, /* on rows */
	MADE_ERRORS = 8, /* ERROR clauses */
	MADE_EXITS = 16,
	MADE_READS = 32,   /* aggval() */
	MADE_EVENTS = 64,  /* tracepoints of synth_host.h */
	MADE_MIXED = 256,  /* clauses in order and free ones, with ticks inside of rounds */
	MADE_GUESTS = 128, /* names of guests, as guesttrace.h has them */
};

/* The same number and uses give the same text, which the caller frees. */
char *madeprog(uint64_t number, unsigned uses);

#endif
