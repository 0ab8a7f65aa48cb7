/* SPDX-License-Identifier: GPL-2.0 */
/* export_number.h - an integer as a format's style has it. */
#ifndef REPORT_EXPORT_NUMBER_H
#define REPORT_EXPORT_NUMBER_H

#include "report/export/export.h"
#include "report/print/digits.h"

#define EXPORT_NUMBER_MOST (DIGITS_MOST + 8) /* room there must be at `to` */

/* The end of it. */
static inline char *export_number(char *to, const struct export_style *s, bool address, bool sign,
				  uint64_t value)
{
	bool minus = sign && (int64_t)value < 0;

	value = minus ? -value : value;
	if (!(address && s->hex) && !(s->most && value > s->most)) {
		*to = '-';
		to += minus;
		return to + digits_decimal(to, value);
	}
	*to = *s->hex;
	to += *s->hex != 0;
	*to = '-';
	to += minus;
	*to++ = '0';
	*to++ = 'x';
	to += digits_hex(to, value, false);
	*to = *s->hex;
	return to + (*s->hex != 0);
}

#endif
