/* SPDX-License-Identifier: GPL-2.0 */
/*
 * command_line.h - what `vmtrace report` was asked: dtrace's letters, and -i for traces.
 * Options may stand behind arguments, too.
 */
#ifndef REPORT_COMMAND_LINE_H
#define REPORT_COMMAND_LINE_H

#include "report/options.h"
#include "report/guest/guest_given.h"
#include "report/source_list.h"

enum exit_status { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_DAMAGED = 3 };

struct command_line {
	uint32_t npaths;
	const char **paths; /* of traces */
	struct source_list sources;
	struct options options;
	const char **guest_files;
	struct guest_options guest;
	const char *output;
	bool compile_only, list, stability, version, explain, needs, help;
};

/* 0, or the exit status once the error is told. What it holds is released either way. */
int command_line_parse(struct command_line *, int argc, char **argv);
void command_line_release(struct command_line *);
void command_line_help(void);

#endif
