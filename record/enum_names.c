/* SPDX-License-Identifier: GPL-2.0 */
#include "record/enum_names.h"

#include "format/vmt_tables.h"
#include "format/vmt_reasons.h"

struct named {
	uint32_t value;
	const char *name;
};

#define NAMED(value, name) { value, #name },
static const struct named svm_reasons[] = { SVM_REASONS(NAMED) };
static const struct named vmx_reasons[] = { VMX_REASONS(NAMED) };
#undef NAMED

static const struct named streams[] = {
	{ VMTRACE_EXIT, "exit" },
	{ VMTRACE_ENTRY, "entry" },
	{ VMTRACE_SAMPLE, "sample" },
	{ VMTRACE_TICKS, "ticks" },
	{ VMTRACE_LOST, "lost" },
	{ VMTRACE_TASK, "task" },
	{ VMTRACE_VM, "vm" },
	{ VMTRACE_CPU, "cpu" },
	{ VMT_STREAM_TRACEPOINT, "tracepoint" },
};
static const struct named causes[] = {
	{ LOST_RING, "ring full" },
	{ LOST_DAMAGE, "damage in transit" },
	{ LOST_GAP, "sequence gap" },
};
static const struct named ends[] = {
	{ VMTRACE_RUNNING, "capture goes on" }, { VMTRACE_END_STOP, "stop" },
	{ VMTRACE_END_OWNER, "owner gone" },	{ VMTRACE_END_SUSPEND, "suspend" },
	{ VMTRACE_END_OFFLINE, "offline" },
};

#define SET(isa, set, names)                                          \
	{                                                             \
		isa, set, names, sizeof(names) / sizeof(struct named) \
	}
static const struct {
	uint32_t isa; /* 0: any */
	uint32_t set;
	const struct named *names;
	uint32_t n;
} sets[] = {
	SET(VMTRACE_SVM, VMT_SET_EXIT_SVM, svm_reasons),
	SET(VMTRACE_VMX, VMT_SET_EXIT_VMX, vmx_reasons),
	SET(0, VMT_SET_STREAM, streams),
	SET(0, VMT_SET_CAUSE, causes),
	SET(0, VMT_SET_END, ends),
};

static int add_set(struct rows *rows, uint64_t time, uint32_t i)
{
	int r = 0;

	for (uint32_t n = 0; n < sets[i].n && !r; n++)
		r = rows_add_name(rows, time, sets[i].set, sets[i].names[n].value,
				  sets[i].names[n].name);
	return r;
}

int enum_names_add(struct rows *rows, uint64_t time, uint32_t isa)
{
	int r = 0;

	for (uint32_t i = 0; i < sizeof(sets) / sizeof(sets[0]) && !r; i++)
		if (!sets[i].isa || sets[i].isa == isa)
			r = add_set(rows, time, i);
	return r;
}
