/* SPDX-License-Identifier: GPL-2.0 */
/*
 * options.h - what -x, #pragma D option and setopt() set: one table of name, kind and place.
 */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
	/* compile time */
	bool errtags, droptags, defaultargs, argref, zdefs, cpp, verbose;
	/* run time */
	uint64_t strsize; /* bytes of a string with its terminator, 256 */
	uint64_t threads; /* 0: every core */
	uint64_t memory;  /* bytes, 0: half of RAM */
	bool destructive;
	bool inorder; /* every clause takes events one by one in their order: to debug with */
	/* printing; setopt() may change these while the program runs */
	bool quiet, flowindent, aggsortkey, aggsortrev, agghist, aggpack, aggzoom, rawbytes;
	bool utf8; /* encoding */
	uint64_t aggsortpos, aggsortkeypos;
};

enum option_error { OPTION_UNKNOWN = -1, OPTION_BADVALUE = -2, OPTION_LATE = -3 };
void options_init(struct options *);
/*
 * Sets one; value NULL: no value was given. running: only what setopt() may change. An
 * option of dtrace that means nothing offline (bufsize ...) is checked and accepted.
 */
int options_set(struct options *, const char *name, const char *value, bool running);
const char *option_strerror(int);

#endif
