/* SPDX-License-Identifier: GPL-2.0 */
#include "report/print/units.h"

#include <inttypes.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t one;
};

/* Three digits of value in the largest unit of which it has one; rounded down, never up. */
static char *scaled(char text[static UNIT_TEXT], uint64_t value, const struct unit *u)
{
	uint64_t whole;
	unsigned thousandths;

	while (u->one > 1 && value < u->one)
		u++;
	whole = value / u->one;
	thousandths = (unsigned __int128)(value % u->one) * 1000 / u->one;
	if (u->one == 1 || whole >= 100)
		snprintf(text, UNIT_TEXT, "%" PRIu64 " %s", whole, u->name);
	else if (whole >= 10)
		snprintf(text, UNIT_TEXT, "%" PRIu64 ".%u %s", whole, thousandths / 100, u->name);
	else
		snprintf(text, UNIT_TEXT, "%" PRIu64 ".%02u %s", whole, thousandths / 10, u->name);
	return text;
}

char *unit_ns(char text[static UNIT_TEXT], uint64_t ns)
{
	static const struct unit units[] = {
		{ "s", 1000000000 }, { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 }
	};

	return scaled(text, ns, units);
}

char *unit_bytes(char text[static UNIT_TEXT], uint64_t bytes)
{
	static const struct unit units[] = {
		{ "TiB", 1ull << 40 }, { "GiB", 1 << 30 }, { "MiB", 1 << 20 },
		{ "KiB", 1 << 10 },    { "B", 1 },
	};

	return scaled(text, bytes, units);
}

char *unit_count(char text[static UNIT_TEXT], uint64_t n)
{
	char digits[UNIT_TEXT];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *at = text;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return text;
}

char *unit_things(char text[static UNIT_TEXT], uint64_t n, const char *noun)
{
	unit_count(text, n);
	snprintf(text + strlen(text), UNIT_TEXT - strlen(text), " %s%s", noun, n == 1 ? "" : "s");
	return text;
}

char *unit_share(char text[static UNIT_TEXT], uint64_t part, uint64_t whole)
{
	unsigned __int128 tenths;

	text[0] = '\0';
	if (!whole)
		return text;
	tenths = ((unsigned __int128)part * 2000 + whole) / ((unsigned __int128)whole * 2);
	snprintf(text, UNIT_TEXT, "%" PRIu64 ".%u%%", (uint64_t)(tenths / 10),
		 (unsigned)(tenths % 10));
	return text;
}

char *unit_rate(char text[static UNIT_TEXT], uint64_t n, uint64_t ns)
{
	text[0] = '\0';
	if (!ns)
		return text;
	return unit_count(text, (unsigned __int128)n * 1000000000 / ns);
}

char *unit_ratio(char text[static UNIT_TEXT], uint64_t n, uint64_t by)
{
	unsigned __int128 hundredths;

	text[0] = '\0';
	if (!by)
		return text;
	hundredths = (unsigned __int128)n * 100 / by;
	snprintf(text, UNIT_TEXT, "%" PRIu64 ".%02u", (uint64_t)(hundredths / 100),
		 (unsigned)(hundredths % 100));
	return text;
}

char *unit_text(char *text, uint32_t size, const char *from)
{
	uint32_t n = strnlen(from, size);

	if (n >= size)
		n = size - 1;
	for (uint32_t i = 0; i < n; i++)
		text[i] = (unsigned char)from[i] < ' ' || from[i] == 0x7f ? '?' : from[i];
	text[n] = '\0';
	if (from[n] && size > 4)
		memcpy(text + size - 4, "...", 4);
	return text;
}
