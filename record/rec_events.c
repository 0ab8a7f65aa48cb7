/* SPDX-License-Identifier: GPL-2.0 */
#include "record/rec_events.h"

#include <stdio.h>
#include <string.h>

#include "kmod/vmtrace_uapi.h"

static const char *const names[VMTRACE_NR_EVENTS] = {
	[VMTRACE_ON_EXIT] = "exit",
	[VMTRACE_ON_ENTRY] = "entry",
	[VMTRACE_ON_SAMPLE] = "profile",
};

uint32_t rec_event_find(const char *name, size_t length)
{
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++)
		if (strlen(names[e]) == length && !strncmp(name, names[e], length))
			return 1u << e;
	return 0;
}

const char *rec_events_text(uint32_t events, char *buffer, uint32_t size)
{
	uint32_t n = 0;

	buffer[0] = 0;
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS && n < size; e++)
		if (events >> e & 1)
			n += snprintf(buffer + n, size - n, "%s%s", n ? "," : "", names[e]);
	return buffer;
}
