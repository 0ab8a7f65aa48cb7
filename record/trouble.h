/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trouble.h - why recording cannot go on, in one line for the user. Whoever meets it first
 * fills it; only the command prints it.
 */
#ifndef RECORD_TROUBLE_H
#define RECORD_TROUBLE_H

/* Exit statuses beyond 1; the last two are a shell's. */
enum { TROUBLE_FAILED = 1, TROUBLE_USAGE = 2, TROUBLE_NOEXEC = 126, TROUBLE_NOCOMMAND = 127 };

struct trouble {
	int status;	/* exit status, 0: none */
	char text[512]; /* "WHERE: what is wrong; what to do" */
};

/* Fills it unless it is filled: the first trouble is the cause. Returns -1 for the caller. */
int trouble_set(struct trouble *, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same where somebody else has told the user. */
int trouble_told(struct trouble *, int status);

#endif
