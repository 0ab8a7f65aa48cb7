/* SPDX-License-Identifier: GPL-2.0 */
#include "record/record_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/vmt.h"
#include "record/exit_filter.h"
#include "record/option_values.h"
#include "record/rec_events.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* ---- One function an option ---- */

static int set_all(struct record_options *o, const char *arg, struct trouble *t)
{
	o->all = true;
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

static int set_trace_events(struct record_options *o, const char *arg, struct trouble *t)
{
	o->trace_events = true;
	return 0;
}

static int set_output(struct record_options *o, const char *arg, struct trouble *t)
{
	if (!*arg)
		return trouble_set(t, TROUBLE_USAGE, "-o: an empty file name");
	o->output = arg;
	return 0;
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

static int set_events(struct record_options *o, const char *arg, struct trouble *t)
{
	for (;; arg++) {
		size_t n = strcspn(arg, ",");
		uint32_t event = rec_event_find(arg, n);

		if (!event)
			return trouble_set(t, TROUBLE_USAGE,
					   "-e %.*s: unknown event; there are exit, entry and "
					   "profile",
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

static int set_filter(struct record_options *o, const char *arg, struct trouble *t)
{
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

static int set_regs(struct record_options *o, const char *arg, struct trouble *t)
{
	return reg_sets_parse(o->regs, &o->regs_given, arg, t);
}

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

static int set_level(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t level;

	if (number_parse(arg, 0, 22, &level))
		return trouble_set(t, TROUBLE_USAGE,
				   "-z %s: not a level; 1 (fast) to 22 (small), 0 for none", arg);
	o->level = level ? (int)level : VMT_LEVEL_NONE;
	return 0;
}

static int set_round(struct record_options *o, const char *arg, struct trouble *t)
{
	char *end;
	double seconds = strtod(arg, &end);

	if (end == arg || *end || !(seconds >= 0.01 && seconds <= 3600))
		return trouble_set(t, TROUBLE_USAGE, "--round %s: not in 0.01 to 3600 seconds",
				   arg);
	o->round_ns = seconds * 1e9;
	return 0;
}

static int set_overwrite(struct record_options *o, const char *arg, struct trouble *t)
{
	o->overwrite = true;
	for (; arg && *arg; arg += *arg == ',') {
		size_t n = strcspn(arg, ",");

		if (span_parse(arg, n, &o->keep))
			return trouble_set(t, TROUBLE_USAGE,
					   "--overwrite=%.*s: neither a time (30s, m, h, d) nor a "
					   "size (64M, B, K, G)",
					   (int)n, arg);
		arg += n;
	}
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

static int set_switch(struct record_options *o, const char *arg, struct trouble *t)
{
	o->switches = true;
	o->switch_at = (struct span){ 0 };
	if (!arg || !strcmp(arg, "signal") || !span_parse(arg, strlen(arg), &o->switch_at))
		return 0;
	return trouble_set(t, TROUBLE_USAGE,
			   "--switch-output=%s: not 'signal', a size (100M, B, K, G) or a time "
			   "(30s, m, h, d)",
			   arg);
}

static int set_max_files(struct record_options *o, const char *arg, struct trouble *t)
{
	uint64_t n;

	if (number_parse(arg, 1, 1000000, &n))
		return trouble_set(t, TROUBLE_USAGE,
				   "--switch-max-files %s: not a number of files, 1 to 1000000",
				   arg);
	o->max_files = n;
	return 0;
}

static int set_max_size(struct record_options *o, const char *arg, struct trouble *t)
{
	struct span size = { 0 };

	if (span_parse(arg, strlen(arg), &size) || !size.bytes)
		return trouble_set(t, TROUBLE_USAGE, "--max-size %s: not a size; 100M (B, K, G)",
				   arg);
	o->max_size = size.bytes;
	return 0;
}

static int set_trigger(struct record_options *o, const char *arg, struct trouble *t)
{
	o->trigger = arg;
	return 0;
}

static const struct {
	const char *name;
	char letter; /* 0: none */
	int argument;
	int (*set)(struct record_options *, const char *arg, struct trouble *);
} options[] = {
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
	{ "mmap-pages", 'm', required_argument, set_ring },
	{ "compression-level", 'z', required_argument, set_level },
	{ "output", 'o', required_argument, set_output },
	{ "quiet", 'q', no_argument, set_quiet },
	{ "round", 0, required_argument, set_round },
	{ "delay", 'D', required_argument, set_delay },
	{ "control", 0, required_argument, set_control },
	{ "overwrite", 0, optional_argument, set_overwrite },
	{ "switch-output", 0, optional_argument, set_switch },
	{ "switch-max-files", 0, required_argument, set_max_files },
	{ "max-size", 0, required_argument, set_max_size },
	{ "trigger", 0, required_argument, set_trigger },
	{ "trace-events", 0, no_argument, set_trace_events },
	{ "help", 'h', no_argument, set_help },
};

#define LONG 256 /* getopt's answers from here on are rows of the table */

struct getopt_tables {
	char letters[3 * LENGTH(options) + 3];
	struct option longs[LENGTH(options) + 1];
};

static void getopt_tables_init(struct getopt_tables *g)
{
	char *p = g->letters;

	memset(g, 0, sizeof(*g));
	*p++ = '+'; /* what follows the command's name is the command's */
	*p++ = ':';
	for (uint32_t i = 0; i < LENGTH(options); i++) {
		g->longs[i] = (struct option){ options[i].name, options[i].argument, NULL,
					       LONG + (int)i };
		if (!options[i].letter)
			continue;
		*p++ = options[i].letter;
		if (options[i].argument == required_argument)
			*p++ = ':';
	}
}

static int find_option(int answer)
{
	if (answer >= LONG)
		return answer - LONG;
	for (uint32_t i = 0; i < LENGTH(options); i++)
		if (options[i].letter && options[i].letter == answer)
			return i;
	return -1;
}

static int parse_options(struct record_options *o, int argc, char **argv, struct trouble *t)
{
	struct getopt_tables g;
	int c;

	getopt_tables_init(&g);
	opterr = 0;
	optind = 0; /* glibc: begin anew, also in a test's second call */
	while ((c = getopt_long(argc, argv, g.letters, g.longs, NULL)) != -1) {
		int i = find_option(c);

		if (c == ':')
			return trouble_set(t, TROUBLE_USAGE, "record %s: an argument is missing",
					   argv[optind - 1]);
		if (i < 0)
			return trouble_set(t, TROUBLE_USAGE,
					   "record %s: unknown option; see 'vmtrace record --help'",
					   argv[optind > 1 ? optind - 1 : 1]);
		if (options[i].set(o, optarg, t))
			return -1;
	}
	return 0;
}

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

/* Of options that say how many files there are, and when: what does not go together. */
static int check_files(const struct record_options *o, struct trouble *t)
{
	bool by_itself = o->switch_at.bytes || o->switch_at.ns;

	if (o->trigger && !o->overwrite)
		return trouble_set(t, TROUBLE_USAGE,
				   "--trigger says when to write what --overwrite keeps; add it");
	if (o->max_files && !o->switches && !o->overwrite)
		return trouble_set(t, TROUBLE_USAGE,
				   "--switch-max-files: there is one file; add --switch-output");
	if (o->switches && !o->overwrite && !strcmp(o->output, "-"))
		return trouble_set(
			t, TROUBLE_USAGE,
			"--switch-output: standard output cannot be switched; use -o FILE");
	if (o->overwrite && by_itself)
		return trouble_set(t, TROUBLE_USAGE,
				   "--overwrite writes when it is asked to; it goes with "
				   "--switch-output=signal only");
	if (o->overwrite && o->max_size)
		return trouble_set(t, TROUBLE_USAGE,
				   "--max-size: with --overwrite the size stands there; "
				   "--overwrite=%lluB",
				   (unsigned long long)o->max_size);
	return 0;
}

int record_options_parse(struct record_options *o, int argc, char **argv, struct trouble *t)
{
	set_defaults(o);
	if (parse_options(o, argc, argv, t))
		return -1;
	o->events_given = o->events;
	if (!o->events)
		o->events = (1u << VMTRACE_NR_EVENTS) - 1;
	if ((o->filter || o->every) && !(o->events >> VMTRACE_ON_EXIT & 1))
		return trouble_set(t, TROUBLE_USAGE,
				   "--filter and -c are for exits, and -e names none");
	if (o->delay_ms < 0 && !o->control)
		return trouble_set(t, TROUBLE_USAGE,
				   "-D -1: nothing would ever enable it; add --control");
	if (check_files(o, t))
		return -1;
	if (argv[optind])
		o->command = argv + optind;
	return 0;
}
