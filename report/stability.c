/* SPDX-License-Identifier: GPL-2.0 */
#include "report/stability.h"

#include <stdio.h>
#include <string.h>

static const char *const levels[] = { "Internal", "Private",  "Obsolete", "External",
				      "Unstable", "Evolving", "Stable",	  "Standard" };
static const char *const classes[] = { "Unknown", "CPU", "Platform", "Group", "ISA", "Common" };

static bool find(const char *const *names, uint32_t n, const char *name, uint8_t *value)
{
	for (*value = 0; *value < n; ++*value)
		if (!strcmp(names[*value], name))
			return true;
	return false;
}

bool stability_parse(const char *text, struct stability *s)
{
	char name[16], data[16], class[16], rest;

	return sscanf(text, "%15[^/]/%15[^/]/%15[^/]%c", name, data, class, &rest) == 3 &&
	       find(levels, sizeof(levels) / sizeof(*levels), name, &s->name) &&
	       find(levels, sizeof(levels) / sizeof(*levels), data, &s->data) &&
	       find(classes, sizeof(classes) / sizeof(*classes), class, &s->class);
}

static uint8_t lesser(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

struct stability stability_min(struct stability a, struct stability b)
{
	return (struct stability){ lesser(a.name, b.name), lesser(a.data, b.data),
				   lesser(a.class, b.class) };
}

bool stability_below(struct stability s, struct stability least)
{
	return s.name < least.name || s.data < least.data || s.class < least.class;
}

const char *stability_level(uint8_t level)
{
	return levels[level];
}

const char *stability_class(uint8_t class)
{
	return classes[class];
}

char *stability_text(char text[static STABILITY_TEXT], struct stability s)
{
	snprintf(text, STABILITY_TEXT, "%s/%s/%s", levels[s.name], levels[s.data],
		 classes[s.class]);
	return text;
}
