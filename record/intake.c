/* SPDX-License-Identifier: GPL-2.0 */
#include "record/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "record/user_clock.h"

int trouble_no_memory(struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED,
			   "out of memory; ask for less with -m, or fewer CPUs with -C");
}

static int no_descriptor(int error, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED,
			   "eventfd: %s; raise the limit of open files (ulimit -n)",
			   strerror(error));
}

void intake_init(struct intake *c, const struct record_options *o)
{
	*c = (struct intake){ .options = o, .device.fd = -1, .backlog.poke = -1 };
	points_init(&c->points, o);
	roster_init(&c->roster);
	guest_watch_init(&c->guests);
}

/* ---- Before it begins ---- */

static int choose_cpus(struct intake *c, struct trouble *t)
{
	const struct record_options *o = c->options;
	struct cpulist present;

	if (cpulist_read(&present, "present"))
		return trouble_set(t, TROUBLE_FAILED,
				   "/sys/devices/system/cpu/present: cannot tell this host's CPUs");
	c->cpus = o->with_cpus ? o->cpus : present;
	for (uint32_t cpu = cpulist_next(&c->cpus, 0); cpu < CPULIST_MAX;
	     cpu = cpulist_next(&c->cpus, cpu + 1))
		if (!cpulist_has(&present, cpu))
			return trouble_set(t, TROUBLE_USAGE,
					   "-C %u: this host has no such CPU; "
					   "/sys/devices/system/cpu/present lists those it has",
					   cpu);
	return 0;
}

static int make_tracks(struct intake *c, struct trouble *t)
{
	int error = 0;

	c->tracks = calloc(cpulist_count(&c->cpus), sizeof(*c->tracks));
	if (!c->tracks)
		return trouble_no_memory(t);
	for (uint32_t cpu = cpulist_next(&c->cpus, 0); cpu < CPULIST_MAX && !error;
	     cpu = cpulist_next(&c->cpus, cpu + 1))
		error = track_init(&c->tracks[c->ntracks++], cpu, &c->backlog);
	return error ? no_descriptor(-error, t) : 0;
}

static int arm_device(struct intake *c, struct trouble *t)
{
	if (device_setup(&c->device, c->options, &c->cpus, c->tracks, c->ntracks, t))
		return -1;
	for (uint32_t i = 0; i < c->ntracks; i++)
		if (device_map(&c->device, &c->tracks[i], t))
			return -1;
	return 0;
}

static int arm_points(struct intake *c, struct trouble *t)
{
	c->device.ring_bytes = device_ring_bytes(c->options, c->ntracks);
	return points_arm(&c->points, &c->cpus, c->device.ring_bytes, &c->roster, t);
}

int intake_arm(struct intake *c, struct trouble *t)
{
	const struct record_options *o = c->options;

	c->backlog.poke = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->backlog.poke < 0)
		return no_descriptor(errno, t);
	if (choose_cpus(c, t) || (o->points.n && points_find(&c->points, t)) ||
	    (o->events && device_open(&c->device, t)) || make_tracks(c, t) ||
	    (o->events && arm_device(c, t)))
		return -1;
	return o->points.n ? arm_points(c, t) : 0;
}

/* ---- While it runs ---- */

static void set_verdicts(struct intake *c)
{
	task_verdicts_init(&c->verdicts, &c->options->processes);
	for (uint32_t i = 0; i < c->ntracks && c->options->processes.n; i++) {
		c->tracks[i].verdicts = &c->verdicts;
		c->tracks[i].tracks = c->tracks;
		c->tracks[i].ntracks = c->ntracks;
	}
}

static int set_filter(struct intake *c, struct trouble *t)
{
	if (exit_filter_init(&c->filter, c->options->filter, c->options->every, c->start.isa, t))
		return -1;
	for (uint32_t i = 0; i < c->ntracks && exit_filter_is_on(&c->filter); i++)
		c->tracks[i].filter = &c->filter;
	return 0;
}

/* What the module says of its session, where it has none. */
static void start_alone(struct intake *c)
{
	uint32_t clock = user_clock_choose();

	c->start = (struct vmtrace_start){ .clock = clock };
	if (clock == VMTRACE_CLOCK_TSC)
		c->start.tsc_khz = user_clock_khz();
	user_clock_now(clock, &c->start.now);
	c->last = c->start.now;
}

static int start_source(struct intake *c, struct trouble *t)
{
	if (c->options->events)
		return device_start(&c->device, &c->start, t);
	start_alone(c);
	return 0;
}

static int start_points(struct intake *c, struct trouble *t)
{
	if (points_clock(&c->points, c->start.clock, t))
		return -1;
	for (uint32_t i = 0; i < c->ntracks; i++)
		if (points_open(&c->points, &c->tracks[i].stream, c->tracks[i].cpu,
				c->start.now.tsc, t))
			return -1;
	c->sealer.book = &c->points.book;
	return points_start(&c->points, t);
}

static int start_rows(struct intake *c, struct trouble *t)
{
	const struct point_set *points = c->options->points.n ? &c->points.set : NULL;
	struct reg_set accepted[VMTRACE_NR_EVENTS];

	memcpy(accepted, c->start.regs, sizeof(accepted));
	if (rec_schema_init(&c->schema, c->start.isa, c->options->events, accepted,
			    c->options->guest_names, points))
		return trouble_no_memory(t);
	for (uint32_t i = 0; i < c->ntracks; i++)
		if (track_start(&c->tracks[i], &c->schema, &c->roster, c->start.now.tsc))
			return trouble_no_memory(t);
	set_verdicts(c);
	if (sealer_init(&c->sealer, &c->schema, c->tracks, c->ntracks, c->options->level,
			&c->start.now))
		return trouble_no_memory(t);
	return 0;
}

static int start_guests(struct intake *c, struct trouble *t)
{
	struct reg_set accepted[VMTRACE_NR_EVENTS];
	struct guest_source source = {
		.device = &c->device,
		.roster = &c->roster,
		.sealer = &c->sealer,
		.clock = c->start.clock,
		.tracks = c->tracks,
		.ntracks = c->ntracks,
		.regs = accepted,
		.every = c->options->guest_every,
		.round = c->options->round_ns,
	};
	int error;

	memcpy(accepted, c->start.regs, sizeof(accepted));
	error = guest_watch_start(&c->guests, &source);
	return error == -ENOMEM ? trouble_no_memory(t) : error ? no_descriptor(-error, t) : 0;
}

int intake_start(struct intake *c, struct trouble *t)
{
	if (start_source(c, t) || start_rows(c, t) || set_filter(c, t) ||
	    (c->options->guest_names && start_guests(c, t)))
		return -1;
	return c->options->points.n ? start_points(c, t) : 0;
}

int intake_drain(struct intake *c, struct trouble *t)
{
	int error = readers_start(&c->readers, c->tracks, c->ntracks);

	if (!error)
		return 0;
	return trouble_set(t, TROUBLE_FAILED,
			   "the recorder's threads: %s; raise the limits of processes and "
			   "open files (ulimit -u, -n)",
			   strerror(-error));
}

void intake_leave_out_own(struct intake *c, uint32_t pid)
{
	points_leave_out_own(&c->points, pid);
}

/* While the host sleeps CLOCK_BOOTTIME goes on alone, and the TSC as it likes. */
#define MOST_BEHIND 1000000 /* ns */

static void round_alone(struct intake *c, struct vmtrace_round *round)
{
	struct vmtrace_clock now;
	int64_t slept;

	user_clock_now(c->start.clock, &now);
	slept = (now.boot - now.mono) - (c->last.boot - c->last.mono);
	*round = (struct vmtrace_round){ .now = now };
	if (slept > MOST_BEHIND) {
		round->ended = VMTRACE_END_SUSPEND;
		round->now = c->last;
		round->now.tsc++;
	}
	c->last = round->now;
}

int intake_time(struct intake *c, struct vmtrace_round *round, struct trouble *t)
{
	int error = 0;

	if (c->options->events)
		error = device_round(&c->device, round, t);
	else
		round_alone(c, round);
	if (!error && c->options->points.n)
		points_settle();
	return error;
}

/* ---- The end ---- */

static void finish_tracks(struct intake *c, uint64_t time, const struct vmtrace_lost *lost)
{
	readers_stop(c->readers);
	c->readers = NULL;
	for (uint32_t i = 0; i < c->ntracks; i++)
		track_finish(&c->tracks[i], time, &lost[c->tracks[i].cpu]);
}

static int stop_source(struct intake *c, struct vmtrace_stop *stop, struct vmtrace_lost *lost,
		       uint32_t nlost, struct trouble *t)
{
	struct vmtrace_round round;

	if (c->options->events)
		return device_stop(&c->device, stop, lost, nlost, t);
	round_alone(c, &round);
	*stop = (struct vmtrace_stop){ .ended = round.ended ?: VMTRACE_END_STOP, .now = round.now };
	return 0;
}

int intake_stop(struct intake *c, struct vmtrace_stop *stop, struct trouble *t)
{
	uint32_t nlost = c->tracks[c->ntracks - 1].cpu + 1;
	struct vmtrace_lost *lost = calloc(nlost, sizeof(*lost));
	int error;

	if (!lost)
		return trouble_no_memory(t);
	points_stop(&c->points);
	error = stop_source(c, stop, lost, nlost, t);
	if (!error && c->options->points.n)
		points_settle();
	if (!error)
		finish_tracks(c, stop->now.tsc, lost);
	free(lost);
	return error;
}

void intake_abandon(struct intake *c)
{
	points_stop(&c->points);
	device_close(&c->device);
}

void intake_release(struct intake *c)
{
	readers_stop(c->readers);
	guest_watch_release(&c->guests);
	sealer_release(&c->sealer);
	for (uint32_t i = 0; i < c->ntracks; i++) {
		device_unmap(&c->device, &c->tracks[i]);
		track_release(&c->tracks[i]);
	}
	free(c->tracks);
	rec_schema_release(&c->schema);
	points_release(&c->points);
	roster_release(&c->roster);
	task_verdicts_release(&c->verdicts);
	device_close(&c->device);
	if (c->backlog.poke >= 0)
		close(c->backlog.poke);
	intake_init(c, c->options);
}

/* ---- What is told of it ---- */

void intake_count(const struct intake *c, struct intake_totals *totals)
{
	for (uint32_t i = 0; i < c->ntracks; i++) {
		totals->lost += c->tracks[i].lost;
		totals->filtered += c->tracks[i].filtered;
		totals->points += c->tracks[i].points;
		for (uint32_t type = 0; type < VMTRACE_NR_TYPES; type++)
			totals->records[type] += c->tracks[i].records[type];
	}
}

uint64_t intake_rate(const struct intake *c)
{
	return c->start.clock == VMTRACE_CLOCK_TSC ? c->start.tsc_khz * 1000ull : 1000000000;
}

const char *intake_end_text(uint32_t ended)
{
	static const char *const texts[] = {
		[VMTRACE_END_OWNER] = "the recorder's process changed",
		[VMTRACE_END_SUSPEND] = "the host went to sleep",
	};
	bool known = ended < sizeof(texts) / sizeof(texts[0]) && texts[ended];

	return known ? texts[ended] : "the kernel module ended it";
}
