/* SPDX-License-Identifier: GPL-2.0 */
#include "record/trouble.h"

#include <stdarg.h>
#include <stdio.h>

int trouble_told(struct trouble *t, int status)
{
	if (!t->status)
		*t = (struct trouble){ .status = status };
	return -1;
}

int trouble_set(struct trouble *t, int status, const char *format, ...)
{
	va_list args;

	if (t->status)
		return -1;
	t->status = status;
	va_start(args, format);
	vsnprintf(t->text, sizeof(t->text), format, args);
	va_end(args);
	return -1;
}
