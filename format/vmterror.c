/* SPDX-License-Identifier: GPL-2.0 */
#include "format/vmt.h"

const char *vmt_strerror(int error)
{
	static const char *const text[] = {
		[-VMT_OK] = "no error",
		[-VMT_ENOMEM] = "out of memory",
		[-VMT_EIO] = "input or output failed",
		[-VMT_EFORMAT] = "not a vmtrace file",
		[-VMT_EDAMAGE] = "damaged",
		[-VMT_EVERSION] = "written by a newer version",
		[-VMT_EABSENT] = "absent",
		[-VMT_EINVAL] = "invalid use",
		[-VMT_ELOST] = "lost before the trace was repaired",
	};
	unsigned int i = -(unsigned int)error;

	return i < sizeof(text) / sizeof(text[0]) ? text[i] : "unknown error";
}
