/* SPDX-License-Identifier: GPL-2.0 */
#include "record/script.h"

#include <stdlib.h>
#include <string.h>

#include "record/reporter.h"

#define MAX_LINES 16
#define NEEDS_BYTES (1 << 16)

/* "-r exit:cr3" is two arguments, an option without a value one; as many lines as options. */
static int split(char *needs, char **argv)
{
	int argc = 0;

	argv[argc++] = "record";
	for (char *line = strtok(needs, "\n"); line && argc < 2 * MAX_LINES;
	     line = strtok(NULL, "\n")) {
		char *value = strchr(line, ' ');

		if (value)
			*value++ = 0;
		argv[argc++] = line;
		if (value)
			argv[argc++] = value;
	}
	argv[argc] = NULL;
	return argc;
}

/* Who says whom to record means that, and a trigger may be about others. */
static bool takes_processes(const struct record_options *o)
{
	return !o->all && !o->npids && !o->filter && !o->processes.n && !o->trigger;
}

static void merge(struct record_options *o, const struct record_options *wanted)
{
	if (!o->events_given && wanted->events_given) {
		o->events = wanted->events;
		o->points = wanted->points;
	}
	if (!o->hz_given && wanted->hz_given)
		o->hz = wanted->hz;
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++)
		if (wanted->regs_given >> e & 1 && !(o->regs_given >> e & 1))
			o->regs[e] = wanted->regs[e];
	if (!o->guest_names && wanted->guest_names) {
		o->guest_names = true;
		o->guest_every = wanted->guest_every;
	}
	if (takes_processes(o))
		o->processes = wanted->processes;
}

int script_merge(struct record_options *o, char *needs, struct trouble *t)
{
	struct record_options *wanted = calloc(1, sizeof(*wanted));
	char *argv[2 * MAX_LINES + 2];
	int error;

	if (!wanted)
		return trouble_set(t, TROUBLE_FAILED, "out of memory");
	error = record_options_parse(wanted, split(needs, argv), argv, t);
	if (!error)
		merge(o, wanted);
	free(wanted);
	return error;
}

int scripts_apply(struct record_options *o, struct trouble *t)
{
	char *argv[2 * RECORD_SCRIPTS + 5] = { "vmtrace", "report", "--needs" };
	char *needs = malloc(NEEDS_BYTES);
	int n = 3, error = 0, status;

	for (uint32_t i = 0; i < o->nscripts; i++) {
		argv[n++] = o->scripts[i].inlined ? "-n" : "-s";
		argv[n++] = (char *)o->scripts[i].text;
	}
	if (!o->nscripts || !needs) {
		error = needs ? 0 : trouble_set(t, TROUBLE_FAILED, "out of memory");
		free(needs);
		return error;
	}
	status = reporter_ask(argv, needs, NEEDS_BYTES);
	if (status < 0)
		error = trouble_set(t, TROUBLE_FAILED, "cannot run 'vmtrace report': %s",
				    strerror(-status));
	else if (status)
		error = trouble_told(t, TROUBLE_USAGE);
	else
		error = script_merge(o, needs, t);
	free(needs);
	return error;
}
