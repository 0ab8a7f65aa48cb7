/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"

#define MEMORY "it reads memory of a live system, and a trace holds registers only"
#define STACK "a trace holds no stacks"
#define KERNEL "it asks a live kernel, and a trace holds registers only"
#define DESTROY "it acts on a live system"
#define LATER "not supported yet"
#define ANY 127

#define VARIABLE(n, t, why)                         \
	{                                           \
		.name = n, .type = t, .reason = why \
	}
#define ARRAY(n, why)                                                           \
	{                                                                       \
		.name = n, .type = &type_int64, .is_array = true, .reason = why \
	}
#define FUNCTION(n, t, least, most, why)                                                        \
	{                                                                                       \
		.name = n, .type = t, .is_function = true, .min_args = least, .max_args = most, \
		.reason = why                                                                   \
	}
#define ACTION(n, least, most, why)                                                    \
	{                                                                              \
		.name = n, .type = &type_void, .is_function = true, .is_action = true, \
		.min_args = least, .max_args = most, .reason = why                     \
	}

const struct refusal refusals[] = {
	ARRAY("args", "typed arguments need the kernel's types; use arg0 to arg9"),
	ARRAY("uregs", "use vmregs[] for the guest's registers"),
	VARIABLE("curthread", &type_uint64, KERNEL),

	FUNCTION("copyin", &type_uint64, 2, 2, MEMORY),
	FUNCTION("copyinstr", &type_string, 1, 2, MEMORY),
	FUNCTION("ddi_pathname", &type_string, 2, 2, KERNEL),
	FUNCTION("getf", &type_uint64, 1, 1, KERNEL),
	FUNCTION("getmajor", &type_uint, 1, 1, KERNEL),
	FUNCTION("getminor", &type_uint, 1, 1, KERNEL),
	FUNCTION("inet_ntoa", &type_string, 1, 1, MEMORY),
	FUNCTION("inet_ntoa6", &type_string, 1, 1, MEMORY),
	FUNCTION("inet_ntop", &type_string, 2, 2, MEMORY),
	FUNCTION("json", &type_string, 2, 2, LATER),
	FUNCTION("msgdsize", &type_ulong, 1, 1, KERNEL),
	FUNCTION("msgsize", &type_ulong, 1, 1, KERNEL),
	FUNCTION("mutex_owned", &type_int, 1, 1, KERNEL),
	FUNCTION("mutex_owner", &type_uint64, 1, 1, KERNEL),
	FUNCTION("mutex_type_adaptive", &type_int, 1, 1, KERNEL),
	FUNCTION("mutex_type_spin", &type_int, 1, 1, KERNEL),
	FUNCTION("progenyof", &type_int, 1, 1, KERNEL),
	FUNCTION("rw_iswriter", &type_int, 1, 1, KERNEL),
	FUNCTION("rw_read_held", &type_int, 1, 1, KERNEL),
	FUNCTION("rw_write_held", &type_int, 1, 1, KERNEL),

	ACTION("breakpoint", 0, 0, DESTROY),
	ACTION("chill", 1, 1, DESTROY),
	ACTION("copyinto", 3, 3, MEMORY),
	ACTION("copyout", 3, 3, DESTROY),
	ACTION("copyoutstr", 3, 3, DESTROY),
	ACTION("freopen", 1, ANY, LATER),
	ACTION("ftruncate", 0, 0, LATER),
	ACTION("func", 1, 1, LATER),
	ACTION("jstack", 0, 2, STACK),
	ACTION("mod", 1, 1, LATER),
	ACTION("panic", 0, 0, DESTROY),
	ACTION("print", 1, 1, LATER),
	ACTION("raise", 1, 1, DESTROY),
	ACTION("stack", 0, 1, STACK),
	ACTION("stop", 0, 0, DESTROY),
	ACTION("sym", 1, 1, LATER),
	ACTION("system", 1, ANY, LATER),
	ACTION("tracemem", 2, 3, LATER),
	ACTION("uaddr", 1, 1, LATER),
	ACTION("ufunc", 1, 1, LATER),
	ACTION("umod", 1, 1, LATER),
	ACTION("ustack", 0, 2, STACK),
	ACTION("usym", 1, 1, LATER),
};
const uint32_t refusals_count = sizeof(refusals) / sizeof(*refusals);

const struct refusal refusal_memory = { .name = "following a pointer", .reason = MEMORY };
const struct refusal refusal_xlate = { .name = "xlate", .reason = KERNEL };
