/* SPDX-License-Identifier: GPL-2.0 */
/* tepcommon.h - how the format of each tracepoint begins: its name and ID, the fields of all. */
#ifndef TEPCOMMON_H
#define TEPCOMMON_H

#define TEP_COMMON                                                                     \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
#define TEP_HEAD(name, id) "name: " name "\nID: " id "\nformat:\n" TEP_COMMON

#endif
