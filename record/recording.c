/* SPDX-License-Identifier: GPL-2.0 */
#include "record/recording.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "record/enum_names.h"

static int no_memory(struct recording *r)
{
	return trouble_set(&r->trouble, TROUBLE_FAILED,
			   "out of memory; ask for less with -m, or fewer CPUs with -C");
}

static int no_descriptor(struct recording *r, int error)
{
	return trouble_set(&r->trouble, TROUBLE_FAILED,
			   "eventfd: %s; raise the limit of open files (ulimit -n)",
			   strerror(error));
}

/* ---- Before capture ---- */

static int choose_cpus(struct recording *r)
{
	const struct record_options *o = r->options;
	struct cpulist present;

	if (cpulist_read(&present, "present"))
		return trouble_set(&r->trouble, TROUBLE_FAILED,
				   "/sys/devices/system/cpu/present: cannot tell this host's CPUs");
	r->cpus = o->with_cpus ? o->cpus : present;
	for (uint32_t cpu = cpulist_next(&r->cpus, 0); cpu < CPULIST_MAX;
	     cpu = cpulist_next(&r->cpus, cpu + 1))
		if (!cpulist_has(&present, cpu))
			return trouble_set(&r->trouble, TROUBLE_USAGE,
					   "-C %u: this host has no such CPU; "
					   "/sys/devices/system/cpu/present lists those it has",
					   cpu);
	return 0;
}

static int make_tracks(struct recording *r)
{
	int error = 0;

	r->tracks = calloc(cpulist_count(&r->cpus), sizeof(*r->tracks));
	if (!r->tracks)
		return no_memory(r);
	for (uint32_t cpu = cpulist_next(&r->cpus, 0); cpu < CPULIST_MAX && !error;
	     cpu = cpulist_next(&r->cpus, cpu + 1))
		error = track_init(&r->tracks[r->ntracks++], cpu, &r->backlog);
	return error ? no_descriptor(r, -error) : 0;
}

static int prepare(struct recording *r)
{
	const struct record_options *o = r->options;
	struct trouble *t = &r->trouble;

	if (watch_init(&r->watch, t) || (o->command && command_find(o->command[0], t)))
		return -1;
	r->backlog.poke = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->backlog.poke < 0)
		return no_descriptor(r, errno);
	if (choose_cpus(r) || watch_processes(&r->watch, o->pids, o->npids, t) ||
	    device_open(&r->device, t) || make_tracks(r) ||
	    device_setup(&r->device, o, &r->cpus, r->tracks, r->ntracks, t))
		return -1;
	for (uint32_t i = 0; i < r->ntracks; i++)
		if (device_map(&r->device, &r->tracks[i], t))
			return -1;
	return 0;
}

/* ---- Capture begins ---- */

static int write_failed(struct recording *r, int error)
{
	const char *what = error != VMT_EIO ? vmt_strerror(error)
			   : errno == EINTR ? "its reader takes nothing"
			   : errno == EPIPE ? "its reader is gone"
					    : strerror(errno);

	if (error == VMT_ENOMEM)
		return no_memory(r);
	return trouble_set(&r->trouble, TROUBLE_FAILED,
			   "%s: %s; capture has stopped, the trace holds what came before",
			   r->output.name, what);
}

static uint64_t clock_rate(const struct vmtrace_start *s)
{
	return s->clock == VMTRACE_CLOCK_TSC ? s->tsc_khz * 1000ull : 1000000000;
}

static int open_writer(struct recording *r)
{
	const struct vmt_writer_options options = {
		.size = sizeof(options),
		.level = r->options->level,
		.footer = true,
	};
	struct vmt_clock start = vmt_clock_of(&r->start.now);
	int error;

	facts_init(&r->facts, r->options, &r->start, r->device.ring_bytes);
	error = vmt_writer_open(&r->writer, &r->output.sink, &options, r->schema.tables,
				r->schema.ntables, r->facts.fact, r->facts.n, &start,
				clock_rate(&r->start));
	return error ? write_failed(r, error) : 0;
}

static int start_tracks(struct recording *r)
{
	struct reg_set accepted[VMTRACE_NR_EVENTS];
	uint64_t start = r->start.now.tsc;

	memcpy(accepted, r->start.regs, sizeof(accepted));
	if (rec_schema_init(&r->schema, r->start.isa, r->options->events, accepted))
		return no_memory(r);
	for (uint32_t i = 0; i < r->ntracks; i++)
		if (track_start(&r->tracks[i], &r->schema, start))
			return no_memory(r);
	return 0;
}

static int start_pipeline(struct recording *r)
{
	int error;

	if (sealer_init(&r->sealer, r->writer, &r->schema, r->tracks, r->ntracks, r->options->level,
			&r->start.now) ||
	    enum_names_add(&r->sealer.own, r->start.now.tsc, r->start.isa) ||
	    rows_add_clock(&r->sealer.own, &r->start.now))
		return no_memory(r);
	error = readers_start(&r->readers, r->tracks, r->ntracks);
	if (error)
		return trouble_set(&r->trouble, TROUBLE_FAILED,
				   "the recorder's threads: %s; raise the limits of processes and "
				   "open files (ulimit -u, -n)",
				   strerror(-error));
	return watch_rounds(&r->watch, r->options->round_ns, r->backlog.poke, &r->trouble);
}

static int start_command(struct recording *r)
{
	const struct record_options *o = r->options;

	if (!o->command)
		return 0;
	if (command_start(&r->command, o->command, !strcmp(o->output, "-"), &r->trouble))
		return -1;
	watch_command(&r->watch, r->command.pidfd);
	return 0;
}

static int begin(struct recording *r)
{
	if (device_start(&r->device, &r->start, &r->trouble) || start_tracks(r) ||
	    output_open(&r->output, r->options->output, &r->watch, &r->trouble) || open_writer(r))
		return -1;
	return start_pipeline(r) || start_command(r) ? -1 : 0;
}

/* ---- Rounds, and the end ---- */

static const char *end_text(uint32_t ended)
{
	static const char *const texts[] = {
		[VMTRACE_END_OWNER] = "the recorder's process changed",
		[VMTRACE_END_SUSPEND] = "the host went to sleep",
	};
	bool known = ended < sizeof(texts) / sizeof(texts[0]) && texts[ended];

	return known ? texts[ended] : "the kernel module ended it";
}

/* 1: the module has ended the session. */
static int make_round(struct recording *r)
{
	struct vmtrace_round round;
	struct vmt_clock now;
	int error;

	if (device_round(&r->device, &round, &r->trouble))
		return -1;
	if (round.ended)
		return 1;
	now = vmt_clock_of(&round.now);
	error = sealer_seal(&r->sealer, &round.now);
	if (!error)
		error = vmt_writer_round(r->writer, &now);
	return error ? write_failed(r, error) : 0;
}

static int until_end(struct recording *r)
{
	uint32_t ending =
		r->options->command ? WATCH_SIGNAL | WATCH_COMMAND : WATCH_SIGNAL | WATCH_PROCESSES;
	int error = 0;

	while (!error) {
		uint32_t events = watch_wait(&r->watch);

		r->interrupted = events & WATCH_SIGNAL;
		if (events & ending)
			return 0;
		if (events & WATCH_ROUND)
			error = make_round(r);
		if (r->command.pid)
			command_reap_orphans(&r->command);
	}
	return error < 0 ? -1 : 0;
}

static void finish_tracks(struct recording *r, uint64_t t, const struct vmtrace_lost *lost)
{
	readers_stop(r->readers);
	r->readers = NULL;
	for (uint32_t i = 0; i < r->ntracks; i++)
		track_finish(&r->tracks[i], t, &lost[r->tracks[i].cpu]);
}

static int finish(struct recording *r)
{
	uint32_t nlost = r->tracks[r->ntracks - 1].cpu + 1;
	struct vmtrace_lost *lost = calloc(nlost, sizeof(*lost));
	struct vmtrace_stop stop;
	struct vmt_clock now;
	int error;

	if (!lost)
		return no_memory(r);
	error = device_stop(&r->device, &stop, lost, nlost, &r->trouble);
	if (!error) {
		if (stop.ended != VMTRACE_END_STOP)
			r->cause = end_text(stop.ended);
		finish_tracks(r, stop.now.tsc, lost);
		now = vmt_clock_of(&stop.now);
		error = sealer_seal(&r->sealer, &stop.now);
		if (!error)
			error = vmt_writer_end(r->writer, &now, r->cause);
		if (error)
			write_failed(r, error);
	}
	free(lost);
	if (output_close(&r->output, &r->trouble))
		error = -1;
	return error ? -1 : 0;
}

int recording_run(struct recording *r, const struct record_options *o)
{
	memset(r, 0, sizeof(*r));
	r->options = o;
	r->cause = "";
	r->device.fd = r->output.fd = r->backlog.poke = r->command.pidfd = -1;
	if (!prepare(r) && !begin(r) && !until_end(r))
		return finish(r);
	/* The command may run on for long: capture, and what it costs, ends here. */
	device_close(&r->device);
	return -1;
}

void recording_totals(const struct recording *r, struct recording_totals *totals)
{
	memset(totals, 0, sizeof(*totals));
	totals->bytes = vmt_writer_bytes(r->writer);
	for (uint32_t i = 0; i < r->ntracks; i++) {
		totals->lost += r->tracks[i].lost;
		for (uint32_t type = 0; type < VMTRACE_NR_TYPES; type++)
			totals->records[type] += r->tracks[i].records[type];
	}
}

int recording_command(struct recording *r)
{
	if (!r->command.pid)
		return 0;
	watch_no_rounds(&r->watch);
	/* One may have come while the file took nothing. */
	r->interrupted |= r->watch.signals > 0;
	if (r->interrupted)
		command_signal(&r->command, SIGTERM);
	for (;;) {
		uint32_t events = watch_wait(&r->watch);

		if (events & WATCH_COMMAND)
			break;
		if (events & WATCH_SIGNAL)
			command_signal(&r->command, r->interrupted ? SIGKILL : SIGTERM);
		r->interrupted |= !!(events & WATCH_SIGNAL);
	}
	return command_wait(&r->command);
}

void recording_release(struct recording *r)
{
	readers_stop(r->readers);
	sealer_release(&r->sealer);
	vmt_writer_free(r->writer);
	output_close(&r->output, &r->trouble);
	for (uint32_t i = 0; i < r->ntracks; i++) {
		device_unmap(&r->device, &r->tracks[i]);
		track_release(&r->tracks[i]);
	}
	free(r->tracks);
	rec_schema_release(&r->schema);
	device_close(&r->device);
	if (r->backlog.poke >= 0)
		close(r->backlog.poke);
	command_release(&r->command);
	watch_release(&r->watch);
}
