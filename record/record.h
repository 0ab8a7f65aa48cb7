/* SPDX-License-Identifier: GPL-2.0 */
/*
 * record.h - `vmtrace record` and `import`: from rings and other tools' files to a trace; `guest`:
 * a running guest at a glance.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#define VMTRACE_VERSION "0.1"

/* argv[0] is the command. All return the exit status. */
int cmd_record(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_guest(int argc, char **argv);

#endif
