/* SPDX-License-Identifier: GPL-2.0 */
#include "record/capture_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "record/exit_filter.h"
#include "record/guest/guest_sights.h"
#include "record/rec_events.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static int set_all(struct record_options *o, const char *arg, struct trouble *t)
{
	o->all = true;
	return 0;
}

static int set_pids(struct record_options *o, const char *arg, struct trouble *t)
{
	for (;; arg++) {
		size_t n = strcspn(arg, ",");

		if (!n || n >= VMM_NAME || (n == 1 && *arg == '0'))
			return trouble_set(t, TROUBLE_USAGE,
					   "-p %s: neither a process id nor a name", arg);
		if (o->npids == VMTRACE_MAX_TGIDS)
			return trouble_set(t, TROUBLE_USAGE, "-p: more than %d processes; use -a",
					   VMTRACE_MAX_TGIDS);
		snprintf(o->vmms[o->npids++], VMM_NAME, "%.*s", (int)n, arg);
		arg += n;
		if (!*arg)
			return 0;
	}
}

static int set_cpus(struct record_options *o, const char *arg, struct trouble *t)
{
	struct cpulist more;

	if (cpulist_parse(&more, arg))
		return trouble_set(t, TROUBLE_USAGE, "-C %s: not a list of CPUs; write 0-3,8", arg);
	for (uint32_t i = 0; i < LENGTH(more.word); i++)
		o->cpus.word[i] |= more.word[i];
	o->with_cpus = true;
	return 0;
}

static int set_events(struct record_options *o, const char *arg, struct trouble *t)
{
	for (;; arg++) {
		size_t n = strcspn(arg, ",");
		uint32_t event = rec_event_find(arg, n);
		bool point = point_names_is(arg, n);

		if (point && point_names_add(&o->points, arg, n, t))
			return -1;
		if (!event && !point)
			return trouble_set(t, TROUBLE_USAGE,
					   "-e %.*s: unknown event; there are exit, entry, "
					   "profile, and tracepoints: SYSTEM:EVENT",
					   (int)n, arg);
		o->events |= event;
		arg += n;
		if (!*arg)
			return 0;
	}
}

static int set_hz(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t hz;

	if (number_parse(arg, 1, VMTRACE_MAX_HZ, &hz))
		return trouble_set(t, TROUBLE_USAGE, "-F %s: not a rate; samples a second, 1 to %d",
				   arg, VMTRACE_MAX_HZ);
	o->hz = hz;
	o->hz_given = true;
	return 0;
}

static int add_script(struct record_options *o, bool inlined, const char *text, struct trouble *t)
{
	if (o->nscripts == RECORD_SCRIPTS)
		return trouble_set(t, TROUBLE_USAGE, "-s, -n: more than %d programs",
				   RECORD_SCRIPTS);
	o->scripts[o->nscripts].inlined = inlined;
	o->scripts[o->nscripts++].text = text;
	return 0;
}

static int set_script(struct record_options *o, const char *arg, struct trouble *t)
{
	return add_script(o, false, arg, t);
}

static int set_program(struct record_options *o, const char *arg, struct trouble *t)
{
	return add_script(o, true, arg, t);
}

static int set_filter(struct record_options *o, const char *arg, struct trouble *t)
{
	if (process_filter_is(arg))
		return process_filter_add(&o->processes, arg, t);
	o->filter = arg;
	return exit_filter_check(arg, t);
}

static int set_count(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t n;

	if (number_parse(arg, 1, INT32_MAX, &n))
		return trouble_set(t, TROUBLE_USAGE,
				   "-c %s: not a number; every how many exits one is recorded",
				   arg);
	o->every = n;
	return 0;
}

static int set_regs(struct record_options *o, const char *arg, struct trouble *t)
{
	return reg_sets_parse(o->regs, &o->regs_given, arg, t);
}

static int set_trace_events(struct record_options *o, const char *arg, struct trouble *t)
{
	o->trace_events = true;
	return 0;
}

#define LEAST_INTERVAL 10000000ull /* ns */
#define MOST_INTERVAL (3600 * 1000000000ull)

static int set_guest_names(struct record_options *o, const char *arg, struct trouble *t)
{
	o->guest_names = true;
	o->guest_every = 1000000000;
	if (arg && (time_parse(arg, &o->guest_every) || o->guest_every < LEAST_INTERVAL ||
		    o->guest_every > MOST_INTERVAL))
		return trouble_set(t, TROUBLE_USAGE,
				   "--guest-names=%s: not in 10ms to 1h; write 250ms, 5s", arg);
	return 0;
}

const struct record_option capture_options[] = {
	{ "all-cpus", 'a', no_argument, set_all },
	{ "pid", 'p', required_argument, set_pids },
	{ "cpu", 'C', required_argument, set_cpus },
	{ "event", 'e', required_argument, set_events },
	{ "freq", 'F', required_argument, set_hz },
	{ "script", 's', required_argument, set_script },
	{ "program", 'n', required_argument, set_program },
	{ "filter", 0, required_argument, set_filter },
	{ "count", 'c', required_argument, set_count },
	{ "registers", 'r', required_argument, set_regs },
	{ "trace-events", 0, no_argument, set_trace_events },
	{ "guest-names", 0, optional_argument, set_guest_names },
	{ NULL },
};

/* What a guest is looked at by, and what says which thread a row is of and where it stands. */
static void add_naming(struct reg_set *regs)
{
	guest_sights_registers(regs);
	reg_set_add(regs, "rsp");
	reg_set_add(regs, "rip");
}

/* An entry has the same as the exit before, which costs less to ask. */
void capture_options_settle(struct record_options *o)
{
	uint32_t events = o->events & ~(1u << VMTRACE_ON_ENTRY) ?: o->events;

	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS && o->guest_names; e++)
		if (events >> e & 1)
			add_naming(&o->regs[e]);
}

int capture_options_check(const struct record_options *o, struct trouble *t)
{
	if ((o->filter || o->every) && !(o->events >> VMTRACE_ON_EXIT & 1))
		return trouble_set(t, TROUBLE_USAGE,
				   "--filter reason and -c are for exits, and -e names none");
	if (o->guest_names && !o->events)
		return trouble_set(t, TROUBLE_USAGE,
				   "--guest-names: of guests nothing is recorded; add exit, entry "
				   "or profile to -e");
	return 0;
}
