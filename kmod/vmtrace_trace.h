/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The same snapshots as trace events, for perf, trace-cmd and bpftrace. They fire while a
 * session with VMTRACE_SETUP_TRACE_EVENTS runs, with its mask, filter and rate. Registers are
 * the session's accepted ones in bit order (vmtrace_uapi.h); bit i of word i/64 of `valid` is
 * register i's. The counts are fields of their own because perf cannot read a dynamic array's
 * length inside __print_array.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vmtrace

#if !defined(VMTRACE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VMTRACE_TRACE_H

#include <linux/tracepoint.h>

#include "vmtrace_uapi.h"

/* clang-format off */
DECLARE_EVENT_CLASS(vmtrace_vcpu,
	TP_PROTO(const struct vmtrace_vcpu *rec, const u64 *valid, u32 nvalid, const u64 *regs,
		 u32 nregs),
	TP_ARGS(rec, valid, nvalid, regs, nregs),
	TP_STRUCT__entry(
		__field(u32, vm)
		__field(u32, vcpu)
		__field(u32, exits)
		__field(u32, reason)
		__field(u64, tick)
		__field(u64, late)
		__field(u32, flags)
		__field(u32, nvalid)
		__field(u32, nregs)
		__dynamic_array(u64, valid, nvalid)
		__dynamic_array(u64, regs, nregs)
	),
	TP_fast_assign(
		__entry->vm = rec->vm;
		__entry->vcpu = rec->vcpu;
		__entry->exits = rec->rec.type == VMTRACE_SAMPLE ? 0 : rec->exits;
		__entry->reason = rec->rec.type == VMTRACE_SAMPLE ? 0 : rec->reason;
		__entry->tick = rec->rec.type == VMTRACE_SAMPLE ? rec->tick : 0;
		__entry->late = rec->late;
		__entry->flags = rec->rec.flags;
		__entry->nvalid = nvalid;
		__entry->nregs = nregs;
		memcpy(__get_dynamic_array(valid), valid, nvalid * sizeof(u64));
		memcpy(__get_dynamic_array(regs), regs, nregs * sizeof(u64));
	),
	TP_printk("vm %u vcpu %u exits %u reason 0x%x tick %llu late %llu flags 0x%x valid %s regs %s",
		  __entry->vm, __entry->vcpu, __entry->exits, __entry->reason, __entry->tick,
		  __entry->late, __entry->flags,
		  __print_array(__get_dynamic_array(valid), __entry->nvalid, 8),
		  __print_array(__get_dynamic_array(regs), __entry->nregs, 8))
);

#define VMTRACE_VCPU_EVENT(name)                                                                   \
	DEFINE_EVENT(vmtrace_vcpu, name,                                                           \
		TP_PROTO(const struct vmtrace_vcpu *rec, const u64 *valid, u32 nvalid,             \
			 const u64 *regs, u32 nregs),                                              \
		TP_ARGS(rec, valid, nvalid, regs, nregs))

VMTRACE_VCPU_EVENT(vmtrace_exit);
VMTRACE_VCPU_EVENT(vmtrace_entry);
VMTRACE_VCPU_EVENT(vmtrace_sample);

#undef VMTRACE_VCPU_EVENT
/* clang-format on */

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE vmtrace_trace
#include <trace/define_trace.h>
