/* SPDX-License-Identifier: GPL-2.0 */
#include "record/option_values.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int number_parse(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	char *end;
	uint64_t n;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end || n < min || n > max)
		return -1;
	*out = n;
	return 0;
}

int ring_size_parse(const char *text, uint64_t page, uint64_t *bytes)
{
	static const char suffixes[] = "BKMG";
	uint64_t unit = page, n, size = 1;
	const char *suffix;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (*end) {
		suffix = strchr(suffixes, toupper((unsigned char)*end));
		if (!suffix || end[1])
			return -1;
		unit = 1ull << 10 * (suffix - suffixes);
	}
	if (errno || !n || n > (1ull << 62) / unit)
		return -1;
	while (size < n * unit)
		size <<= 1;
	*bytes = size;
	return 0;
}

#define SECOND 1000000000ull

static const struct {
	char letter;
	uint64_t unit;
	size_t place;
} units[] = {
	{ 'B', 1, offsetof(struct span, bytes) },
	{ 'K', 1 << 10, offsetof(struct span, bytes) },
	{ 'M', 1 << 20, offsetof(struct span, bytes) },
	{ 'G', 1 << 30, offsetof(struct span, bytes) },
	{ 's', SECOND, offsetof(struct span, ns) },
	{ 'm', 60 * SECOND, offsetof(struct span, ns) },
	{ 'h', 3600 * SECOND, offsetof(struct span, ns) },
	{ 'd', 86400 * SECOND, offsetof(struct span, ns) },
};

int span_parse(const char *text, size_t length, struct span *span)
{
	uint64_t n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || !n || end + 1 != text + length)
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].letter != *end || n > INT64_MAX / units[i].unit)
			continue;
		*(uint64_t *)((char *)span + units[i].place) = n * units[i].unit;
		return 0;
	}
	return -1;
}

int time_parse(const char *text, uint64_t *ns)
{
	size_t length = strlen(text);
	struct span span = { 0 };
	uint64_t ms;
	char *end;

	if (length && !span_parse(text, length, &span) && span.ns) {
		*ns = span.ns;
		return 0;
	}
	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	ms = strtoull(text, &end, 10);
	if (errno || !ms || strcmp(end, "ms") || ms > INT64_MAX / 1000000)
		return -1;
	*ns = ms * 1000000;
	return 0;
}
