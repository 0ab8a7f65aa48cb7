/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"
#include "report/lang/check.h"

#define MEMORY "it reads memory of a live system, and a trace holds registers only"
#define KERNEL "it asks a live kernel, and a trace holds registers only"

#define ARRAY(n, why)                                                           \
	{                                                                       \
		.name = n, .type = &type_int64, .is_array = true, .reason = why \
	}
#define FUNCTION(n, t, letters, least, why)                                                    \
	{                                                                                      \
		.name = n, .type = t, .is_function = true, .args = letters, .required = least, \
		.reason = why                                                                  \
	}
#define ACTION(n, letters, least, why)                                                 \
	{                                                                              \
		.name = n, .type = &type_void, .is_function = true, .is_action = true, \
		.args = letters, .required = least, .reason = why                      \
	}
#define TRACE(n, how)                                                                   \
	{                                                                               \
		.name = n, .type = &type_stack, .is_function = true, .is_action = true, \
		.check = how, .reason = "a trace holds no stacks"                       \
	}

const struct refusal refusals[] = {
	ARRAY("args", "typed arguments need the kernel's types; use arg0 to arg9"),
	ARRAY("uregs", "use vmregs[] for the guest's registers"),
	{ "curthread", .type = &type_kernel, .is_private = true, .reason = KERNEL },

	FUNCTION("copyin", &type_uint64, "uz", 2, MEMORY),
	FUNCTION("copyinstr", &type_string, "uz", 1, MEMORY),
	FUNCTION("ddi_pathname", &type_string, "pl", 2, KERNEL),
	FUNCTION("getf", &type_uint64, "i", 1, KERNEL),
	FUNCTION("msgdsize", &type_ulong, "p", 1, KERNEL),
	FUNCTION("msgsize", &type_ulong, "p", 1, KERNEL),
	FUNCTION("mutex_owned", &type_int, "p", 1, KERNEL),
	FUNCTION("mutex_owner", &type_uint64, "p", 1, KERNEL),
	FUNCTION("mutex_type_adaptive", &type_int, "p", 1, KERNEL),
	FUNCTION("mutex_type_spin", &type_int, "p", 1, KERNEL),
	FUNCTION("progenyof", &type_int, "i", 1, KERNEL),
	FUNCTION("rw_iswriter", &type_int, "p", 1, KERNEL),
	FUNCTION("rw_read_held", &type_int, "p", 1, KERNEL),
	FUNCTION("rw_write_held", &type_int, "p", 1, KERNEL),

	ACTION("copyinto", "uzp", 3, MEMORY),
	TRACE("jstack", check_ustack),
	TRACE("stack", check_stack),
	TRACE("ustack", check_ustack),
};
const uint32_t refusals_count = sizeof(refusals) / sizeof(*refusals);
