/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report.h - the commands of this folder. argv[0] is the command's name; what they return is
 * the exit status: 0; 1 an error; 2 usage; 3 damage was met; exit()'s own for a program.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

int cmd_report(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_repair(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_symbols(int argc, char **argv);

#endif
