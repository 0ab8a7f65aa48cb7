/* SPDX-License-Identifier: GPL-2.0 */
#include "record/recording.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "record/guest/guest_sum.h"

static bool wants_snapshots(const struct record_options *o)
{
	return o->overwrite || o->switches;
}

static int arm(struct recording *r)
{
	const char *refused = r->intake.points.instance.refused;

	r->armed = !intake_arm(&r->intake, &r->trouble);
	if (r->armed && *refused && !r->options->quiet)
		fprintf(stderr, "vmtrace: tracepoints: %s; recorded without it\n", refused);
	return r->armed ? 0 : -1;
}

static int prepare(struct recording *r)
{
	const struct record_options *o = r->options;
	struct trouble *t = &r->trouble;

	if (watch_init(&r->watch, t) || (o->command && command_find(o->command[0], t)) ||
	    watch_processes(&r->watch, o->pids, o->npids, t))
		return -1;
	if (wants_snapshots(o))
		watch_hangups(&r->watch);
	if (o->trigger && trigger_check(o->trigger, t))
		return -1;
	if (o->control && control_open(&r->control, o->control, t))
		return -1;
	watch_control(&r->watch, r->control.command);
	return arm(r);
}

/* ---- Capture begins ---- */

/* A command is a child of this process, and would be left out with it. */
static void leave_out_own(struct recording *r)
{
	if (r->enabled && (r->command.pid || !r->options->command))
		intake_leave_out_own(&r->intake, r->tape.trigger.pid);
}

static void watch_trigger_now(struct recording *r)
{
	const struct trigger *t = &r->tape.trigger;

	watch_trigger(&r->watch, t->pidfd, trigger_waits(t) ? t->feed : -1);
}

static int enable(struct recording *r)
{
	struct trouble *t = &r->trouble;

	if (r->enabled)
		return 0;
	if (!r->armed && arm(r))
		return -1;
	if (intake_start(&r->intake, t) || tape_begin(&r->tape, &r->intake, t) ||
	    intake_drain(&r->intake, t))
		return -1;
	r->enabled = true;
	leave_out_own(r);
	watch_guests(&r->watch, r->intake.guests.fd);
	return watch_rounds(&r->watch, r->options->round_ns, r->intake.backlog.poke, t);
}

static int start_trigger(struct recording *r)
{
	const struct record_options *o = r->options;

	return o->trigger ? trigger_start(&r->tape.trigger, o->trigger, o->keep.bytes, &r->trouble)
			  : 0;
}

static int start_command(struct recording *r)
{
	const struct record_options *o = r->options;

	if (!o->command)
		return 0;
	if (command_start(&r->command, o->command, !strcmp(o->output, "-"), &r->trouble))
		return -1;
	watch_command(&r->watch, r->command.pidfd);
	leave_out_own(r);
	return 0;
}

/* A command sees capture run from its first instant, or a delay counted from there. */
static int start_capture(struct recording *r)
{
	int64_t ms = r->options->delay_ms;

	if (!ms)
		return enable(r) ?: start_command(r);
	if (start_command(r))
		return -1;
	return ms > 0 ? watch_alarm(&r->watch, ms * 1000000, &r->trouble) : 0;
}

/* ---- Rounds, and the end ---- */

/* 1: the module has ended the session. */
static int seal_round(struct recording *r, struct vmtrace_round *round)
{
	if (intake_time(&r->intake, round, &r->trouble))
		return -1;
	if (round->ended)
		return 1;
	return tape_round(&r->tape, &r->intake, &round->now, &r->trouble);
}

/* 1: the module has ended the session, or the file is as large as it may be. */
static int make_round(struct recording *r)
{
	struct vmtrace_round round;
	int error;

	if (!r->enabled)
		return 0;
	error = seal_round(r, &round);
	if (!error && tape_full(&r->tape))
		return 1;
	if (!error && tape_due(&r->tape, &round.now))
		error = tape_switch(&r->tape, &r->intake, &round.now, &r->trouble);
	return error;
}

/* What was asked for cannot be done, and recording goes on. */
#define REFUSED 2

static int refuse(const char *why)
{
	fprintf(stderr, "vmtrace: %s\n", why);
	return REFUSED;
}

/* What goes wrong with a snapshot is told now: the next may go well. */
static int take_snapshot(struct recording *r)
{
	struct trouble trouble = { 0 };
	struct vmtrace_round round;
	int error;

	if (!r->enabled)
		return refuse("capture is disabled: there is nothing to write");
	error = seal_round(r, &round);
	if (!error && !r->options->overwrite)
		return tape_switch(&r->tape, &r->intake, &round.now, &r->trouble);
	if (!error && tape_snapshot(&r->tape, &r->intake, &trouble)) {
		r->incomplete = true;
		return refuse(trouble.text);
	}
	return error;
}

static int disable(struct recording *r)
{
	struct vmtrace_stop stop;
	int error;

	if (!r->enabled)
		return 0;
	watch_no_rounds(&r->watch);
	watch_guests(&r->watch, -1);
	r->enabled = r->armed = false;
	if (guest_watch_last(&r->intake.guests))
		return trouble_no_memory(&r->trouble);
	if (intake_stop(&r->intake, &stop, &r->trouble))
		return -1;
	if (stop.ended != VMTRACE_END_STOP)
		r->cause = intake_end_text(stop.ended);
	error = tape_end(&r->tape, &r->intake, &stop.now, r->cause, &r->trouble);
	intake_count(&r->intake, &r->totals);
	if (!r->options->quiet)
		guest_sum_print(&r->intake.guests, stderr);
	intake_release(&r->intake);
	return error;
}

/* ---- What it is told ---- */

static int answer_ping(struct recording *r)
{
	return 0;
}

static int obey_snapshot(struct recording *r)
{
	return wants_snapshots(r->options)
		       ? take_snapshot(r)
		       : refuse("--control: snapshot: only with --overwrite or --switch-output");
}

/* Capture ends: 1, as where the module ends it. */
static int obey_stop(struct recording *r)
{
	control_ack(&r->control);
	return 1;
}

static int (*const obeyers[CONTROL_NR_WORDS])(struct recording *) = {
	[CONTROL_ENABLE] = enable,	    [CONTROL_DISABLE] = disable,
	[CONTROL_PING] = answer_ping,	    [CONTROL_STOP] = obey_stop,
	[CONTROL_SNAPSHOT] = obey_snapshot,
};

static int obey(struct recording *r)
{
	enum control_word word;
	int error = 0;

	while ((!error || error == REFUSED) && (word = control_next(&r->control))) {
		error = obeyers[word](r);
		if (!error)
			control_ack(&r->control);
	}
	watch_control(&r->watch, r->control.command);
	return error;
}

/* Without its trigger a flight recorder is still worth having. */
static int end_trigger(struct recording *r)
{
	struct trouble trouble = { 0 };
	int hit = trigger_ended(&r->tape.trigger, &trouble);

	if (hit > 0)
		return take_snapshot(r);
	r->incomplete = true;
	return refuse(hit < 0 ? trouble.text
			      : "--trigger: the program is too slow for this trace; recording "
				"goes on without it");
}

/* ---- What happens ---- */

static int answer_signal(struct recording *r)
{
	return wants_snapshots(r->options) ? take_snapshot(r) : 0;
}

static int look_at_guests(struct recording *r)
{
	return tape_guests(&r->tape, &r->intake, &r->trouble);
}

static int feed_trigger(struct recording *r)
{
	trigger_feed(&r->tape.trigger);
	return 0;
}

static const struct {
	uint32_t event;
	int (*act)(struct recording *);
} acts[] = {
	{ WATCH_ALARM, enable },	  { WATCH_CONTROL, obey },
	{ WATCH_TRIGGER, end_trigger },	  { WATCH_SNAPSHOT, answer_signal },
	{ WATCH_GUESTS, look_at_guests }, { WATCH_ROUND, make_round },
	{ WATCH_FEED, feed_trigger },
};

/* What has to be done about events: 0; 1: capture is over; -1 with the trouble. */
static int act_on(struct recording *r, uint32_t events)
{
	int error = 0;

	for (uint32_t i = 0; i < sizeof(acts) / sizeof(acts[0]) && !error; i++) {
		if (events & acts[i].event)
			error = acts[i].act(r);
		if (error == REFUSED)
			error = 0;
	}
	return error;
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
		error = act_on(r, events);
		watch_trigger_now(r);
		if (r->command.pid)
			command_reap_orphans(&r->command, r->tape.trigger.pid);
	}
	return error < 0 ? -1 : 0;
}

static int finish(struct recording *r)
{
	int error = disable(r);

	return tape_close(&r->tape, &r->trouble) || error ? -1 : 0;
}

int recording_run(struct recording *r, const struct record_options *o)
{
	memset(r, 0, sizeof(*r));
	r->options = o;
	r->cause = "";
	r->command.pidfd = -1;
	control_init(&r->control);
	intake_init(&r->intake, o);
	if (tape_init(&r->tape, o, &r->watch))
		return trouble_no_memory(&r->trouble);
	if (!prepare(r) && !start_trigger(r) && !start_capture(r) && !until_end(r))
		return finish(r);
	/* The command may run on for long: capture, and what it costs, ends here. */
	intake_abandon(&r->intake);
	return -1;
}

int recording_command(struct recording *r)
{
	if (!r->command.pid)
		return 0;
	watch_nothing_else(&r->watch);
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
	intake_release(&r->intake);
	tape_release(&r->tape);
	command_release(&r->command);
	control_release(&r->control);
	watch_release(&r->watch);
}
