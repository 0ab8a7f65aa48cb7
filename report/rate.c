/* SPDX-License-Identifier: GPL-2.0 */
#include "report/rate.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#define SECOND 1000000000ull
#define MIN_PERIOD 200000ull /* ns */

/* What one unit of a suffix lasts; 0: times a second. */
static const struct {
	const char *name;
	uint64_t ns;
} suffixes[] = {
	{ "", 0 },
	{ "hz", 0 },
	{ "ns", 1 },
	{ "nsec", 1 },
	{ "us", 1000 },
	{ "usec", 1000 },
	{ "ms", 1000000 },
	{ "msec", 1000000 },
	{ "s", SECOND },
	{ "sec", SECOND },
	{ "m", 60 * SECOND },
	{ "min", 60 * SECOND },
	{ "h", 3600 * SECOND },
	{ "hour", 3600 * SECOND },
	{ "d", 86400 * SECOND },
	{ "day", 86400 * SECOND },
};

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static bool set(struct rate *r, uint64_t n, uint64_t ns)
{
	uint64_t common;

	if (!ns) {
		*r = (struct rate){ .num = n, .den = 1, .period = SECOND / n };
		return r->period >= MIN_PERIOD;
	}
	if (__builtin_mul_overflow(n, ns, &n))
		return false;
	common = gcd(SECOND, n);
	*r = (struct rate){ .num = SECOND / common, .den = n / common, .period = n };
	return n >= MIN_PERIOD && n <= INT64_MAX;
}

bool rate_unit(const char *suffix, uint64_t *ns)
{
	for (unsigned int i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (!strcasecmp(suffix, suffixes[i].name)) {
			*ns = suffixes[i].ns;
			return true;
		}
	return false;
}

bool rate_parse(const char *text, struct rate *r)
{
	unsigned long long n;
	uint64_t unit;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || !n)
		return false;
	return rate_unit(end, &unit) && set(r, n, unit);
}

bool rate_faster(uint64_t num, uint64_t den, uint64_t than_num, uint64_t than_den)
{
	return (unsigned __int128)num * than_den > (unsigned __int128)than_num * den;
}
