/* SPDX-License-Identifier: GPL-2.0 */
#include "record/session_facts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "record/rec_events.h"
#include "record/record.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

__attribute__((format(printf, 3, 4))) static void add(struct facts *f, const char *key,
						      const char *format, ...)
{
	uint32_t room = sizeof(f->text) - f->used;
	va_list args;
	int n;

	if (f->n == f->room || room < 2)
		return;
	va_start(args, format);
	n = vsnprintf(f->text + f->used, room, format, args);
	va_end(args);
	if (n < 0)
		return;
	f->fact[f->n++] = (struct vmt_fact){ key, f->text + f->used };
	f->used += ((uint32_t)n < room ? (uint32_t)n : room - 1) + 1;
}

/* "model name" of the first CPU. */
static void add_cpu_model(struct facts *f)
{
	char line[256], *value;
	FILE *file = fopen("/proc/cpuinfo", "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		value = strstr(line, ": ");
		if (strncmp(line, "model name", 10) || !value)
			continue;
		line[strcspn(line, "\n")] = 0;
		add(f, "host.cpu", "%s", value + 2);
		break;
	}
	fclose(file);
}

/*
 * The bit of a physical address that says that its page is encrypted, in a guest's CR3 too: AMD64
 * manual vol. 3, CPUID function 0x8000001f. 0: no guest can have it.
 */
static unsigned int encryption_bit(void)
{
	unsigned int a = 0, b = 0;
#ifdef __x86_64__
	unsigned int c, d;

	if (!__get_cpuid(0x8000001f, &a, &b, &c, &d))
		return 0;
#endif
	return a & 2 ? b & 0x3f : 0;
}

static void add_host(struct facts *f)
{
	struct utsname u;

	if (!uname(&u)) {
		add(f, "host.name", "%s", u.nodename);
		add(f, "host.kernel", "%s %s %s", u.sysname, u.release, u.version);
		add(f, "host.machine", "%s", u.machine);
	}
	add_cpu_model(f);
	add(f, "host.cpus", "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	if (encryption_bit())
		add(f, "host.cbit", "%u", encryption_bit());
}

/* Of the module's session. */
static void add_session(struct facts *f, const struct vmtrace_start *s)
{
	add(f, "isa", "%s", s->isa == VMTRACE_SVM ? "svm" : "vmx");
	add(f, "exit_point", "%s", s->exit_point == VMTRACE_EXIT_EARLY ? "early" : "late");
	add(f, "sample.period", "%llu", (unsigned long long)s->period);
	add(f, "regs.version", "%u", s->regs_version);
}

/* As the user wrote it, but one space between arguments. */
static void add_command(struct facts *f, char **argv)
{
	char text[2048];
	uint32_t n = 0;

	text[0] = 0;
	for (; argv && *argv && n < sizeof(text); argv++)
		n += snprintf(text + n, sizeof(text) - n, "%s%s", n ? " " : "", *argv);
	add(f, "command", "%s", text);
}

/*
 * Of these processes' events alone; and of all exits, and the entries behind them, those of
 * these reasons, and of these every n-th.
 */
static void add_filter(struct facts *f, const struct record_options *o)
{
	char processes[2048], count[48] = "";
	const char *reasons = o->filter ?: "", *more = o->filter ? "; " : "", *exits;

	process_filter_text(&o->processes, processes, sizeof(processes));
	if (o->every > 1)
		snprintf(count, sizeof(count), "%severy %u. of a CPU", more, o->every);
	exits = *processes && (*reasons || *count) ? "; " : "";
	if (*processes || *reasons || *count)
		add(f, "filter", "%s%s%s%s", processes, exits, reasons, count);
}

static void add_keep(struct facts *f, const struct span *keep)
{
	char time[32] = "";

	if (keep->ns)
		snprintf(time, sizeof(time), ", %llu s",
			 (unsigned long long)(keep->ns / 1000000000));
	add(f, "overwrite", "%llu bytes%s", (unsigned long long)keep->bytes, time);
}

static void add_events(struct facts *f, const struct record_options *o,
		       const struct vmtrace_start *s)
{
	char events[32], points[1024];

	add(f, "clock", "%s", s->clock == VMTRACE_CLOCK_TSC ? "tsc" : "monotonic");
	if (o->events) {
		add_session(f, s);
		add(f, "sample.hz", "%u", o->hz);
	}
	add(f, "events", "%s%s%s", rec_events_text(o->events, events, sizeof(events)),
	    o->events && o->points.n ? "," : "",
	    point_names_text(&o->points, points, sizeof(points)));
}

/* How records of each tracepoint are laid out, as tracefs tells it. */
static void add_formats(struct facts *f, const struct point_set *points)
{
	for (uint32_t i = 0; i < points->n; i++)
		f->fact[f->n++] =
			(struct vmt_fact){ points->points[i].key, points->points[i].format };
}

#define MOST 24 /* facts but for formats */

int facts_init(struct facts *f, const struct intake *c, bool continues)
{
	const struct record_options *o = c->options;

	f->n = f->used = 0;
	f->room = MOST + c->points.set.n;
	f->fact = calloc(f->room, sizeof(*f->fact));
	if (!f->fact)
		return -ENOMEM;
	add(f, "recorder", "vmtrace %s", VMTRACE_VERSION);
	add(f, "recorder.pid", "%d", getpid());
	add_host(f);
	add_events(f, o, &c->start);
	add(f, "ring.bytes", "%u", c->device.ring_bytes);
	add_filter(f, o);
	if (o->overwrite)
		add_keep(f, &o->keep);
	if (continues)
		add(f, "continues", "a capture that began before");
	add_command(f, o->command);
	add_formats(f, &c->points.set);
	return 0;
}

void facts_release(struct facts *f)
{
	free(f->fact);
	f->fact = NULL;
}
