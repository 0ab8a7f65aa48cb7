/* SPDX-License-Identifier: GPL-2.0 */
#include "record/cpulist.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cpulist_has(const struct cpulist *l, uint32_t cpu)
{
	return cpu < CPULIST_MAX && l->word[cpu / 64] >> cpu % 64 & 1;
}

void cpulist_add(struct cpulist *l, uint32_t cpu)
{
	if (cpu < CPULIST_MAX)
		l->word[cpu / 64] |= 1ull << cpu % 64;
}

uint32_t cpulist_count(const struct cpulist *l)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < CPULIST_MAX / 64; i++)
		n += __builtin_popcountll(l->word[i]);
	return n;
}

uint32_t cpulist_next(const struct cpulist *l, uint32_t from)
{
	while (from < CPULIST_MAX && !cpulist_has(l, from))
		from++;
	return from;
}

/* strtoul alone would take signs and blanks. */
static int parse_cpu(const char **text, uint32_t *cpu)
{
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)**text))
		return -EINVAL;
	errno = 0;
	n = strtoul(*text, &end, 10);
	if (errno || n >= CPULIST_MAX)
		return -ERANGE;
	*text = end;
	*cpu = n;
	return 0;
}

static int parse_range(const char **text, struct cpulist *l)
{
	uint32_t first, last;
	int r = parse_cpu(text, &first);

	if (r)
		return r;
	last = first;
	if (**text == '-') {
		++*text;
		r = parse_cpu(text, &last);
		if (r)
			return r;
	}
	if (last < first)
		return -EINVAL;
	for (; first <= last; first++)
		cpulist_add(l, first);
	return 0;
}

int cpulist_parse(struct cpulist *l, const char *text)
{
	struct cpulist out = { 0 };

	for (;;) {
		int r = parse_range(&text, &out);

		if (r)
			return r;
		if (!*text)
			break;
		if (*text++ != ',')
			return -EINVAL;
	}
	*l = out;
	return 0;
}

int cpulist_read(struct cpulist *l, const char *name)
{
	char path[64], line[8192];
	FILE *f;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/%s", name);
	f = fopen(path, "re");
	if (!f)
		return -errno;
	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	fclose(f);
	line[strcspn(line, "\n")] = 0;
	return cpulist_parse(l, line);
}
