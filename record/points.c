/* SPDX-License-Identifier: GPL-2.0 */
#include "record/points.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "record/process_tree.h"
#include "record/user_clock.h"

void points_init(struct points *p, const struct record_options *o)
{
	*p = (struct points){ .options = o };
}

/* ---- Whose ---- */

static bool of_command(const struct record_options *o)
{
	return o->command && !o->all && !o->npids;
}

/*
 * Threads of the processes of -p, or of the command and its descendants, of which this process is
 * the parent. The kernel adds the children of those that are in its list.
 */
static int list_threads(const struct record_options *o, struct id_list *ids)
{
	int r = 0;

	if (of_command(o))
		return id_list_add(ids, getpid()) ?: process_tree_children(ids, getpid());
	for (uint32_t i = 0; i < o->npids && !r; i++)
		r = id_list_add(ids, o->pids[i]) ?: process_tree_threads(ids, o->pids[i]);
	return r;
}

static int filter_threads(struct points *p, struct trouble *t)
{
	struct id_list ids = { 0 };
	int error;

	if (!of_command(p->options) && !p->options->npids)
		return 0;
	trace_instance_want(&p->instance, "options/event-fork", "1");
	error = list_threads(p->options, &ids);
	if (!error)
		error = trace_instance_set(&p->instance, "set_event_pid", id_list_text(&ids));
	id_list_release(&ids);
	if (!error)
		return 0;
	return trouble_set(t, TROUBLE_FAILED,
			   "tracepoints: cannot be limited to processes (set_event_pid: %s); "
			   "record those of all with -a",
			   strerror(-error));
}

void points_leave_out_own(struct points *p, uint32_t pid)
{
	struct id_list ids = { 0 };

	if (!p->armed)
		return;
	task_book_own(&p->book);
	if (!process_tree_threads(&ids, getpid()) && !(pid && process_tree_threads(&ids, pid)))
		trace_instance_set(&p->instance, "set_event_notrace_pid", id_list_text(&ids));
	id_list_release(&ids);
}

/* ---- What ---- */

static int enable(struct points *p, const struct point *point, struct trouble *t)
{
	char file[2 * POINT_NAME + 32];
	int error;

	snprintf(file, sizeof(file), "events/%s/%s/enable", point->system, point->event);
	error = trace_instance_set(&p->instance, file, "1");
	if (!error || p->set.n > 1)
		return error ? 1 : 0;
	return trouble_set(t, TROUBLE_FAILED, "-e %s:%s: cannot be enabled: %s", point->system,
			   point->event, strerror(-error));
}

/* Some of many that cannot be enabled are left out with a word; all of them are a failure. */
static int enable_all(struct points *p, struct trouble *t)
{
	uint32_t refused = 0;

	for (uint32_t i = 0; i < p->set.n; i++) {
		const struct point *point = &p->set.points[i];
		int r = enable(p, point, t);

		if (r < 0)
			return r;
		if (r && !refused++ && !*p->instance.refused)
			snprintf(p->instance.refused, sizeof(p->instance.refused),
				 "%s:%s: it cannot be enabled", point->system, point->event);
	}
	if (refused < p->set.n)
		return 0;
	return trouble_set(t, TROUBLE_FAILED, "tracepoints: the kernel lets none be enabled");
}

/* ---- Where ---- */

/* Of the kernel's masks: 32 bits a word, the highest first, and none beyond its CPUs. */
static void limit_cpus(struct points *p, const struct cpulist *cpus)
{
	char text[CPULIST_MAX / 32 * 9 + 1];
	uint32_t n = 0;

	if (!p->options->with_cpus)
		return;
	for (uint32_t w = CPULIST_MAX / 32; w-- > 0;) {
		uint32_t word = cpus->word[w / 2] >> w % 2 * 32;

		if (n || word)
			n += snprintf(text + n, sizeof(text) - n, "%s%08x", n ? "," : "", word);
	}
	trace_instance_want(&p->instance, "tracing_cpumask", text);
}

/* As large as there is memory for. */
static void size_ring(struct points *p, uint32_t cpu, uint32_t bytes)
{
	char file[64], text[32];
	int error;

	snprintf(file, sizeof(file), "per_cpu/cpu%u/buffer_size_kb", cpu);
	do {
		snprintf(text, sizeof(text), "%u", bytes >> 10);
		error = trace_instance_set(&p->instance, file, text);
		bytes /= 2;
	} while (error == -ENOMEM && bytes >= 64 << 10);
	if (error)
		trace_instance_want(&p->instance, file, text);
}

/* Rings are per CPU, and so is their memory: those that are not recorded keep the least. */
static void size_rings(struct points *p, const struct cpulist *cpus, uint32_t bytes)
{
	trace_instance_want(&p->instance, "buffer_size_kb", "4");
	for (uint32_t cpu = cpulist_next(cpus, 0); cpu < CPULIST_MAX;
	     cpu = cpulist_next(cpus, cpu + 1))
		size_ring(p, cpu, bytes);
}

/* ---- Begin and end ---- */

int points_find(struct points *p, struct trouble *t)
{
	p->tracing = tracing_directory(t);
	return p->tracing ? point_set_init(&p->set, &p->options->points, p->tracing, t) : -1;
}

/* The kernel drops what its rings hold when the clock is another. */
int points_clock(struct points *p, uint32_t clock, struct trouble *t)
{
	const char *name = clock == VMTRACE_CLOCK_TSC ? "x86-tsc" : "mono";
	int error = clock == p->clock ? 0 : trace_instance_set(&p->instance, "trace_clock", name);

	if (error)
		return trouble_set(t, TROUBLE_FAILED,
				   "tracepoints: cannot have the clock %s of the other events: %s",
				   name, strerror(-error));
	p->clock = clock;
	return 0;
}

int points_arm(struct points *p, const struct cpulist *cpus, uint32_t bytes, struct roster *roster,
	       struct trouble *t)
{
	if (trace_instance_open(&p->instance, t))
		return -1;
	task_book_init(&p->book, roster, sees_all_pids() ? "/proc" : NULL, p->tracing);
	p->armed = true;
	/* A reader is woken when half a ring is full. */
	trace_instance_want(&p->instance, "buffer_percent", "50");
	trace_instance_want(&p->instance, "options/overwrite", "1");
	limit_cpus(p, cpus);
	size_rings(p, cpus, bytes);
	return points_clock(p, user_clock_choose(), t) ?: filter_threads(p, t) ?: enable_all(p, t);
}

static int open_of_cpu(const struct points *p, uint32_t cpu, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "per_cpu/cpu%u/%s", cpu, name);
	return trace_instance_read(&p->instance, file);
}

int points_open(struct points *p, struct tp_stream *s, uint32_t cpu, uint64_t start,
		struct trouble *t)
{
	int fd = open_of_cpu(p, cpu, "trace_pipe_raw");

	if (fd < 0)
		return trouble_set(t, TROUBLE_FAILED,
				   "tracepoints: cannot read those of CPU %u: %s; leave it out "
				   "with -C",
				   cpu, strerror(-fd));
	if (tp_stream_init(s, fd, open_of_cpu(p, cpu, "stats"), &p->set, &p->book, start))
		return trouble_set(t, TROUBLE_FAILED, "out of memory");
	return 0;
}

int points_start(struct points *p, struct trouble *t)
{
	int error = trace_instance_set(&p->instance, "tracing_on", "1");

	return error ? trouble_set(t, TROUBLE_FAILED, "tracepoints: tracing_on: %s",
				   strerror(-error))
		     : 0;
}

/*
 * A record is written with preemption off and has its time from before; when every CPU was
 * preemptible since, all with a time before are whole. On hosts of nohz_full CPUs that is not to
 * be had, and such a while is longer than any record takes.
 */
void points_settle(void)
{
	const struct timespec a_while = { .tv_nsec = 20000000 };

	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		nanosleep(&a_while, NULL);
}

void points_stop(struct points *p)
{
	if (p->armed)
		trace_instance_set(&p->instance, "tracing_on", "0");
}

void points_release(struct points *p)
{
	trace_instance_close(&p->instance);
	if (p->armed)
		task_book_release(&p->book);
	point_set_release(&p->set);
	points_init(p, p->options);
}
