/* SPDX-License-Identifier: GPL-2.0 */
#include "record/record_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/capture_options.h"
#include "record/output_options.h"

/* ---- Options of the recorder itself ---- */

static int set_ring(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t bytes;

	if (ring_size_parse(arg, sysconf(_SC_PAGESIZE), &bytes))
		return trouble_set(t, TROUBLE_USAGE,
				   "-m %s: not a size; pages, or bytes with B, K, M or G", arg);
	if (bytes > VMTRACE_MAX_RING)
		return trouble_set(t, TROUBLE_USAGE, "-m %s: too large; at most %uM a CPU", arg,
				   VMTRACE_MAX_RING >> 20);
	o->ring_bytes = bytes < VMTRACE_MIN_RING ? VMTRACE_MIN_RING : bytes;
	return 0;
}

static int set_round(struct record_options *o, const char *arg, struct trouble *t)
{
	char *end;
	double seconds = strtod(arg, &end);

	if (arg[strspn(arg, "0123456789.")] || end == arg || *end ||
	    !(seconds >= 0.01 && seconds <= 3600))
		return trouble_set(t, TROUBLE_USAGE, "--round %s: not in 0.01 to 3600 seconds",
				   arg);
	o->round_ns = seconds * 1e9;
	return 0;
}

static int set_delay(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t ms;

	if (!strcmp(arg, "-1")) {
		o->delay_ms = -1;
		return 0;
	}
	if (number_parse(arg, 0, INT32_MAX, &ms))
		return trouble_set(t, TROUBLE_USAGE,
				   "-D %s: not a delay; milliseconds, or -1 to begin disabled",
				   arg);
	o->delay_ms = ms;
	return 0;
}

static int set_control(struct record_options *o, const char *arg, struct trouble *t)
{
	o->control = arg;
	return 0;
}

static int set_quiet(struct record_options *o, const char *arg, struct trouble *t)
{
	o->quiet = true;
	return 0;
}

static int set_help(struct record_options *o, const char *arg, struct trouble *t)
{
	o->help = true;
	return 0;
}

static const struct record_option own_options[] = {
	{ "mmap-pages", 'm', required_argument, set_ring },
	{ "round", 0, required_argument, set_round },
	{ "delay", 'D', required_argument, set_delay },
	{ "control", 0, required_argument, set_control },
	{ "quiet", 'q', no_argument, set_quiet },
	{ "help", 'h', no_argument, set_help },
	{ NULL },
};

static void set_defaults(struct record_options *o)
{
	*o = (struct record_options){
		.hz = 997,
		.level = 1,
		.round_ns = 1000000000,
		.keep.bytes = 128 << 20,
		.output = "trace.vmt",
	};
	reg_set_add(&o->regs[VMTRACE_ON_EXIT], "base");
	reg_set_add(&o->regs[VMTRACE_ON_SAMPLE], "base");
}

int record_options_parse(struct record_options *o, int argc, char **argv, struct trouble *t)
{
	static const struct record_option *const tables[] = { capture_options, output_options,
							      own_options, NULL };
	int rest;

	set_defaults(o);
	if (option_tables_parse(tables, o, argc, argv, &rest, t))
		return -1;
	o->events_given = o->events || o->points.n;
	if (!o->events_given)
		o->events = (1u << VMTRACE_NR_EVENTS) - 1;
	if (capture_options_check(o, t))
		return -1;
	if (o->delay_ms < 0 && !o->control)
		return trouble_set(t, TROUBLE_USAGE,
				   "-D -1: nothing would ever enable it; add --control");
	if (output_options_check(o, t))
		return -1;
	if (argv[rest])
		o->command = argv + rest;
	return 0;
}
