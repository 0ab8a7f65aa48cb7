/* SPDX-License-Identifier: GPL-2.0 */
/*
 * preprocess.h - a program's text through the system's C preprocessor. It runs in its
 * traditional mode, as D is no C; a first line "#!" goes before, and line numbers stay those
 * of the text.
 */
#ifndef REPORT_PREPROCESS_H
#define REPORT_PREPROCESS_H

#include <stddef.h>
#include "report/options.h"

#define PREPROCESS_MESSAGE 256

struct preprocessed {
	char *text; /* the caller's */
	size_t size;
	char *complaints; /* what the preprocessor had to say, the caller's; NULL: nothing */
	char message[PREPROCESS_MESSAGE];
};

/* 0, or -1 with what is wrong in message. */
int preprocess(struct preprocessed *, const char *text, size_t size, const struct options *);

#endif
