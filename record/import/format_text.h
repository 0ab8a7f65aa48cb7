/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format_text.h - whether a text is an event's format as the kernel writes them, up to how it is
 * printed. libtraceevent is shown no other: what it makes of errors is not always its own again.
 *
 *	name: NAME
 *	ID: NUMBER
 *	format:
 *		field:TYPE NAME[COUNT];	offset:NUMBER;	size:NUMBER;	signed:0|1;
 *		...
 *
 *	print fmt: ...
 */
#ifndef RECORD_FORMAT_TEXT_H
#define RECORD_FORMAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* *fields: bytes before "print fmt". */
bool format_text_holds(const char *text, size_t *fields);

#endif
