/* SPDX-License-Identifier: GPL-2.0 */
#include "report/probe_stability.h"
#include "report/glob.h"

#include <string.h>

enum { PRIVATE = 1, UNSTABLE = 4, EVOLVING = 5, STABLE = 6 };
enum { UNKNOWN = 0, ISA = 4, COMMON = 5 };

#define ALIKE(level, class)         \
	{                           \
		level, level, class \
	}

/*
 * Those of DTrace are as they are there. An exit is x86's, and where several reasons match, a
 * module or function that is left out must not be Evolving, or nothing is known of them.
 */
const struct provider_stability provider_stabilities[NR_PROVIDERS] = {
	{ "dtrace",
	  { ALIKE(STABLE, COMMON), ALIKE(PRIVATE, UNKNOWN), ALIKE(PRIVATE, UNKNOWN),
	    ALIKE(STABLE, COMMON), ALIKE(STABLE, COMMON) } },
	{ "profile",
	  { ALIKE(EVOLVING, COMMON), ALIKE(UNSTABLE, UNKNOWN), ALIKE(PRIVATE, UNKNOWN),
	    ALIKE(EVOLVING, COMMON), ALIKE(EVOLVING, COMMON) } },
	{ "vm",
	  { ALIKE(EVOLVING, ISA), ALIKE(UNSTABLE, ISA), ALIKE(UNSTABLE, ISA), ALIKE(EVOLVING, ISA),
	    ALIKE(EVOLVING, ISA) } },
	{ "sdt",
	  { ALIKE(PRIVATE, ISA), ALIKE(PRIVATE, UNKNOWN), ALIKE(PRIVATE, UNKNOWN),
	    ALIKE(PRIVATE, ISA), ALIKE(PRIVATE, ISA) } },
	{ "tracepoint",
	  { ALIKE(PRIVATE, ISA), ALIKE(PRIVATE, UNKNOWN), ALIKE(PRIVATE, UNKNOWN),
	    ALIKE(PRIVATE, ISA), ALIKE(PRIVATE, ISA) } },
};

/* Of a provider that is not named, or of which nothing is known. */
static const struct provider_stability unnamed = {
	"",
	{ ALIKE(UNSTABLE, COMMON), ALIKE(UNSTABLE, COMMON), ALIKE(UNSTABLE, COMMON),
	  ALIKE(UNSTABLE, COMMON), ALIKE(UNSTABLE, COMMON) }
};

static bool is_open(const char *field)
{
	return !*field || glob_is_pattern(field);
}

static const struct provider_stability *find(const struct provider_stability *table,
					     const char *name)
{
	for (uint32_t i = 0; i < NR_PROVIDERS; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

/* Several probes: what is open must not tell probes of different arguments apart. */
static bool is_one_kind(const struct provider_stability *p, const char *const fields[4])
{
	if (p->parts[PART_ARGS].data < EVOLVING)
		return false;
	for (uint32_t i = PART_MODULE; i <= PART_NAME; i++)
		if (p->parts[i].name >= EVOLVING && is_open(fields[i]))
			return false;
	return true;
}

struct description_stability
description_stability(const struct provider_stability table[NR_PROVIDERS],
		      const char *const fields[4], const struct probe *first, uint32_t n)
{
	const struct provider_stability *p = n ? find(table, first->provider) : NULL;
	bool known = p && (n == 1 || is_one_kind(p, fields));
	const struct provider_stability *named =
		known && !is_open(fields[PART_PROVIDER]) ? p : &unnamed;
	struct stability least = named->parts[PART_PROVIDER];

	for (uint32_t i = PART_MODULE; known && i <= PART_NAME; i++)
		if (!is_open(fields[i]))
			least = stability_min(least, named->parts[i]);
	return (struct description_stability){ .known = known,
					       .named = least,
					       .args = named->parts[PART_ARGS],
					       .provider = known ? p : &unnamed };
}

struct description_stability probe_stability(const struct probe *p)
{
	const char *fields[] = { p->provider, p->module, p->function, p->name };

	return description_stability(provider_stabilities, fields, p, 1);
}
