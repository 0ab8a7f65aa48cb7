/* SPDX-License-Identifier: GPL-2.0 */
#include "record/recording.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int prepare(struct recording *r)
{
	const struct record_options *o = r->options;
	struct trouble *t = &r->trouble;

	if (watch_init(&r->watch, t) || (o->command && command_find(o->command[0], t)) ||
	    watch_processes(&r->watch, o->pids, o->npids, t))
		return -1;
	if (o->overwrite)
		watch_hangups(&r->watch);
	if (o->trigger && trigger_check(o->trigger, t))
		return -1;
	return intake_arm(&r->intake, t);
}

/* ---- Capture begins ---- */

static void watch_trigger_now(struct recording *r)
{
	const struct trigger *t = &r->tape.trigger;

	watch_trigger(&r->watch, t->pidfd, trigger_waits(t) ? t->feed : -1);
}

static int enable(struct recording *r)
{
	struct trouble *t = &r->trouble;

	if (intake_start(&r->intake, t) || tape_begin(&r->tape, &r->intake, t) ||
	    intake_drain(&r->intake, t))
		return -1;
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
	return 0;
}

/* ---- Rounds, and the end ---- */

/* 1: the module has ended the session. */
static int make_round(struct recording *r)
{
	struct vmtrace_round round;

	if (intake_time(&r->intake, &round, &r->trouble))
		return -1;
	if (round.ended)
		return 1;
	return tape_round(&r->tape, &r->intake, &round.now, &r->trouble);
}

/* What goes wrong with a snapshot is told now: the next may go well. */
static int take_snapshot(struct recording *r)
{
	struct trouble trouble = { 0 };
	int error = make_round(r);

	if (!error && tape_snapshot(&r->tape, &r->intake, &trouble)) {
		fprintf(stderr, "vmtrace: %s\n", trouble.text);
		r->incomplete = true;
	}
	return error;
}

static int end_trigger(struct recording *r)
{
	int hit = trigger_ended(&r->tape.trigger, &r->trouble);

	if (hit < 0)
		return -1;
	if (hit)
		return take_snapshot(r);
	fputs("vmtrace: --trigger: the program is too slow for this trace; recording goes on "
	      "without it\n",
	      stderr);
	return 0;
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
		if (events & WATCH_TRIGGER)
			error = end_trigger(r);
		else if (events & WATCH_SNAPSHOT && r->options->overwrite)
			error = take_snapshot(r);
		else if (events & WATCH_ROUND)
			error = make_round(r);
		if (events & WATCH_FEED)
			trigger_feed(&r->tape.trigger);
		watch_trigger_now(r);
		if (r->command.pid)
			command_reap_orphans(&r->command, r->tape.trigger.pid);
	}
	return error < 0 ? -1 : 0;
}

static int disable(struct recording *r)
{
	struct vmtrace_stop stop;
	int error;

	if (intake_stop(&r->intake, &stop, &r->trouble))
		return -1;
	if (stop.ended != VMTRACE_END_STOP)
		r->cause = intake_end_text(stop.ended);
	error = tape_end(&r->tape, &r->intake, &stop.now, r->cause, &r->trouble);
	intake_count(&r->intake, &r->totals);
	intake_release(&r->intake);
	return error;
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
	intake_init(&r->intake, o);
	tape_init(&r->tape, o, &r->watch);
	if (!prepare(r) && !start_trigger(r) && !enable(r) && !start_command(r) && !until_end(r))
		return finish(r);
	/* The command may run on for long: capture, and what it costs, ends here. */
	intake_abandon(&r->intake);
	return -1;
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
	intake_release(&r->intake);
	tape_release(&r->tape);
	command_release(&r->command);
	watch_release(&r->watch);
}
