/* SPDX-License-Identifier: GPL-2.0 */
#include "record/point_names.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

bool point_names_is(const char *name, size_t length)
{
	return memchr(name, ':', length);
}

int point_names_add(struct point_names *p, const char *name, size_t length, struct trouble *t)
{
	const char *colon = memchr(name, ':', length), *event = colon + 1;
	size_t nsystem = colon - name, nevent = length - nsystem - 1;

	if (!nsystem || !nevent || nsystem >= POINT_NAME || nevent >= POINT_NAME ||
	    memchr(event, ':', nevent) || memchr(name, '/', length))
		return trouble_set(t, TROUBLE_USAGE,
				   "-e %.*s: not a tracepoint's name; write SYSTEM:EVENT, as in "
				   "sched:sched_switch or 'kvm:*'",
				   (int)length, name);
	if (p->n == POINT_NAMES)
		return trouble_set(t, TROUBLE_USAGE,
				   "-e: more than %d names of tracepoints; write 'SYSTEM:*'",
				   POINT_NAMES);
	snprintf(p->names[p->n].system, POINT_NAME, "%.*s", (int)nsystem, name);
	snprintf(p->names[p->n].event, POINT_NAME, "%.*s", (int)nevent, event);
	p->n++;
	return 0;
}

bool point_names_match(const struct point_names *p, uint32_t i, const char *system,
		       const char *event)
{
	return !fnmatch(p->names[i].system, system, 0) &&
	       (!event || !fnmatch(p->names[i].event, event, 0));
}

const char *point_names_text(const struct point_names *p, char *buffer, uint32_t size)
{
	uint32_t n = 0;

	buffer[0] = 0;
	for (uint32_t i = 0; i < p->n && n < size; i++)
		n += snprintf(buffer + n, size - n, "%s%s:%s", i ? "," : "", p->names[i].system,
			      p->names[i].event);
	return buffer;
}
