/* SPDX-License-Identifier: GPL-2.0 */
/*
 * recording.h - one run of `vmtrace record`, from an idle host to a finished file.
 *
 *	recording_run		everything up to the trace's end
 *	recording_command	what became of the user's command
 *	recording_release
 *
 * Nothing of the user's is touched before capture runs: what can be refused is refused first.
 */
#ifndef RECORD_RECORDING_H
#define RECORD_RECORDING_H

#include "record/intake.h"
#include "record/command.h"
#include "record/control.h"
#include "record/tape.h"
#include "record/watch.h"

struct recording {
	const struct record_options *options;
	struct trouble trouble;
	const char *cause; /* the module ended capture: why; else "" */
	bool interrupted;  /* a signal ended it */
	bool incomplete;   /* a snapshot failed */
	bool armed;	   /* the intake is ready for its start */
	bool enabled;	   /* capture runs */

	struct watch watch;
	struct intake intake;
	struct tape tape;
	struct command command;
	struct control control;
	struct intake_totals totals; /* of captures that have ended */
};

/* 0, or -1 with the trouble; release it either way. Options stay the caller's. */
int recording_run(struct recording *, const struct record_options *);
/* Waits for the command, which a signal asks to end; its exit status, 0 without one. */
int recording_command(struct recording *);
void recording_release(struct recording *);

#endif
