/* SPDX-License-Identifier: GPL-2.0 */
/* record.h - `vmtrace record`: from the module's rings to a trace file. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#define VMTRACE_VERSION "0.1"

/* argv[0] is "record". Returns the exit status. */
int cmd_record(int argc, char **argv);

#endif
