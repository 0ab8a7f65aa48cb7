/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmt_tables.h - the tables that a recorder writes and a reporter knows by name, with the
 * columns that it may count on. docs/FORMAT.md, "Well-known tables", says the same in prose.
 *
 * Column 0 is always VMT_C_TIME. The event tables then have VMT_C_SEQ. CPU is no column: it
 * is the group in a chunk. Registers follow the fixed columns; a register column is named
 * like D's constant ("VMX_GUEST_CR3", "VM_RAX"), has VMT_SEM_REG and its vmregs[] number.
 */
#ifndef VMT_TABLES_H
#define VMT_TABLES_H

/* Events: VMT_TABLE_EVENT */
#define VMT_T_EXIT "exit"     /* time seq task vm vcpu flags exits reason registers */
#define VMT_T_ENTRY "entry"   /* time seq task vm vcpu flags exits registers */
#define VMT_T_SAMPLE "sample" /* time seq task vm vcpu flags tick late registers */
/* A tracepoint's is SYSTEM:EVENT; no other name has a colon. time seq task args.FIELD... */
/* Counters and facts in time: grouped by CPU, no events of their own */
#define VMT_T_TICKS "ticks" /* time seq task none host guest tick: ticks by what they hit */
#define VMT_T_LOST "lost"   /* time first type count cause: rows that a ring had no room for */
#define VMT_T_LEVEL                                                                          \
	"level"		/* time level fill: how hard the rows behind are compressed, and why \
			 */
#define VMT_T_CPU "cpu" /* time seq on cause: capture began or ended on this CPU */
/* Facts: one group, VMT_NO_CPU unless a record of that CPU told it */
#define VMT_T_TASK "task"   /* time task tid tgid ppid uid gid start cgroup comm leader */
#define VMT_T_VM "vm"	    /* time vm tgid order isa nested_paging name */
#define VMT_T_CLOCK "clock" /* time mono boot real: one instant on every clock */
#define VMT_T_NAME "name"   /* time set value name: names of enum values, sets below */
/* What guests run; format/guest_tables.h has their columns. */
#define VMT_T_IMAGE \
	"image" /* time vm image kind base size slide origin matched compared build_id name */
#define VMT_T_SYMBOL "symbol" /* time image address size type name */
/* What was read from guests' memory while recording */
#define VMT_T_GUEST_LOOK \
	"guest_look" /* time vm begin end image tasks reads bytes missing cost text kernel */
#define VMT_T_GUEST_TASK \
	"guest_task"		    /* time vm entry from pid tgid ppid start root user_root ... */
#define VMT_T_GUEST_END "guest_end" /* time entry until */

#define VMT_C_TIME "time"   /* u64 SEM_TIME */
#define VMT_C_SEQ "seq"	    /* u32 SEM_SEQ */
#define VMT_C_TASK "task"   /* u32 SEM_TASK, 0 unknown */
#define VMT_C_VM "vm"	    /* u16 SEM_VM, 0 unknown */
#define VMT_C_VCPU "vcpu"   /* u16 */
#define VMT_C_FLAGS "flags" /* u8, VMT_FLAG_* */
#define VMT_C_ARGS "args."  /* begins the names of a tracepoint's fields */
#define VMT_C_EXITS "exits" /* u32, low bits of the vCPU's exit counter */
#define VMT_C_REASON \
	"reason"	  /* u32? SEM_ENUM VMT_SET_EXIT_SVM or _VMX, by the isa; absent if UNREAD */
#define VMT_C_TICK "tick" /* u64, this CPU's tick number since the start */
#define VMT_C_LATE "late" /* u64 SEM_NS, from the timer's expiry to its service */
#define VMT_C_NONE "none" /* u32, ticks with no vCPU loaded */
#define VMT_C_HOST "host" /* u32, ticks in a vCPU's host code */
#define VMT_C_GUEST "guest" /* u32, ticks in a guest */
#define VMT_C_FIRST "first" /* u64 SEM_TIME, of the first lost row; time is the last one's */
#define VMT_C_TYPE "type"   /* u8 SEM_ENUM VMT_SET_STREAM: what was lost */
#define VMT_C_COUNT "count" /* u64 */
#define VMT_C_CAUSE "cause" /* u8 SEM_ENUM VMT_SET_CAUSE; of `cpu` VMT_SET_END */
#define VMT_C_LEVEL "level" /* i8? zstd's level, negative is faster; absent: zstd is left out */
#define VMT_C_FILL "fill"   /* u8, percent of the fullest room for rows that were waiting */
#define VMT_C_ON "on"	    /* u8 */
#define VMT_C_TID "tid"	    /* u32; the next four too; initial namespaces of the host */
#define VMT_C_TGID "tgid"
#define VMT_C_PPID "ppid"
#define VMT_C_UID "uid"
#define VMT_C_GID "gid"
#define VMT_C_START "start"		    /* u64 SEM_NS of CLOCK_BOOTTIME */
#define VMT_C_CGROUP "cgroup"		    /* u64 */
#define VMT_C_COMM "comm"		    /* var SEM_TEXT, the thread's name */
#define VMT_C_LEADER "leader"		    /* var SEM_TEXT, the process's name: execname */
#define VMT_C_ORDER "order"		    /* u32, n-th VM of its process, from 0 */
#define VMT_C_ISA "isa"			    /* u8, VMT_ISA_* */
#define VMT_C_NESTED_PAGING "nested_paging" /* u8?, 1: EPT or NPT */
#define VMT_C_NAME "name" /* var SEM_TEXT; of a VM: its guest's name, "" unknown */
#define VMT_C_MONO "mono" /* u64 SEM_NS; and the next two */
#define VMT_C_BOOT "boot"
#define VMT_C_REAL "real"
#define VMT_C_SET "set"		  /* u32, VMT_SET_* */
#define VMT_C_VALUE "value"	  /* u64 */
#define VMT_C_IMAGE "image"	  /* u32, number of a kernel or module, from 1: whose symbols */
#define VMT_C_KIND "kind"	  /* u8, VMT_IMAGE_* */
#define VMT_C_BASE "base"	  /* u64 SEM_ADDRESS, of its first byte as it was linked */
#define VMT_C_SIZE "size"	  /* u64, bytes */
#define VMT_C_SLIDE "slide"	  /* u64: a linked address + slide, modulo 2^64, is the guest's */
#define VMT_C_ORIGIN "origin"	  /* u8, VMT_SLIDE_*: how the slide is known */
#define VMT_C_MATCHED "matched"	  /* u64 SEM_COUNT, exits that the slide explains ... */
#define VMT_C_COMPARED "compared" /* u64 SEM_COUNT, ... of those that it could */
#define VMT_C_BUILD_ID "build_id" /* var */
#define VMT_C_ADDRESS "address"	  /* u64 SEM_ADDRESS, as it was linked */

#define VMT_C_BEGIN "begin"	/* u64 SEM_TIME, of a look at a guest */
#define VMT_C_LOOK_END "end"	/* u64 SEM_TIME */
#define VMT_C_TASKS "tasks"	/* u32 SEM_COUNT, threads that a look saw */
#define VMT_C_READS "reads"	/* u64 SEM_COUNT, of guest memory */
#define VMT_C_BYTES "bytes"	/* u64 SEM_COUNT, in these */
#define VMT_C_MISSING "missing" /* u64 SEM_COUNT, reads that found nothing there */
#define VMT_C_COST "cost"	/* u64 SEM_NS, CPU time of a look */
#define VMT_C_TEXT "text"	/* var SEM_TEXT, why a look did not tell all; or "" */
#define VMT_C_KERNEL "kernel"	/* var SEM_TEXT, what the guest's kernel calls itself; "" unknown */
#define VMT_C_ENTRY "entry"	/* u32, number of a guest's thread in its session, from 1 */
#define VMT_C_FROM "from"	/* u64 SEM_TIME, since when an entry holds at the latest */
#define VMT_C_UNTIL "until"	/* u64 SEM_TIME, until when it does at least */
#define VMT_C_PID "pid"		/* u32, a thread's; as the guest counts, like tgid and ppid here */
#define VMT_C_ROOT "root"	/* u64 SEM_ADDRESS, physical, of its page tables; 0: no own */
#define VMT_C_USER_ROOT "user_root"   /* u64 SEM_ADDRESS, of those that user mode runs on */
#define VMT_C_STACK "stack"	      /* u64 SEM_ADDRESS, its kernel stack's lowest; 0 unknown */
#define VMT_C_STACK_SIZE "stack_size" /* u32, bytes */

#define VMT_STREAM_TRACEPOINT 9

#define VMT_FLAG_NESTED 0x01	/* the vCPU ran a guest of its own */
#define VMT_FLAG_SELF 0x02	/* an interrupt exit that the sampler caused */
#define VMT_FLAG_PROTECTED 0x04 /* a protected guest: no register was read */
#define VMT_FLAG_UNREAD 0x08	/* its VMCB or VMCS could not be read: `reason` is absent */

#define VMT_ISA_VMX 1
#define VMT_ISA_SVM 2

#define VMT_IMAGE_KERNEL 1
#define VMT_IMAGE_MODULE 2

#define VMT_SLIDE_GIVEN 1   /* by who added the symbols */
#define VMT_SLIDE_SYMBOLS 2 /* the symbols' addresses are those of the running guest */
#define VMT_SLIDE_EXITS 3   /* from where exits stand in the kernel's code */
#define VMT_SLIDE_ENTRY 4   /* from the guest's entry points: LSTAR, SYSENTER_EIP */
#define VMT_SLIDE_MEMORY 5  /* read from the guest's memory */

#define VMT_GUEST_KTHREAD 0x01 /* `flags` of guest_task: a kernel's own thread, */
#define VMT_GUEST_LEADER 0x02  /* the first of its process, */
#define VMT_GUEST_IDLE 0x04    /* what a CPU runs that has nothing to do */

#define VMT_SET_EXIT_SVM 1 /* exit codes; the name table names them, "EPT_VIOLATION", "CPUID" */
#define VMT_SET_EXIT_VMX 2 /* basic exit reasons (the low 16 bits) */
/* 1 exit, 2 entry, 3 sample, 4 ticks, 5 lost, 6 task, 7 vm, 8 cpu, 9 tracepoint */
#define VMT_SET_STREAM 3
#define VMT_SET_CAUSE 4 /* 1 ring full; 2 damage in transit; 3 sequence gap */
#define VMT_SET_END 5	/* 0 capture goes on, 1 stop, 2 owner gone, 3 suspend, 4 offline */

/*
 * Facts, as text. Numbers are decimal.
 *	host.name host.kernel host.cpu host.machine host.cpus (online at the start)
 *	clock          tsc | monotonic
 *	isa            vmx | svm
 *	exit_point     early | late
 *	sample.period  ns between ticks, "0" when not sampled
 *	sample.hz      the rate asked for, "997"
 *	events         "exit,entry,profile"
 *	ring.bytes     of one CPU
 *	recorder       "vmtrace 0.1"
 *	recorder.pid
 *	command        the recorded command line, or ""
 *	filter         which exits were recorded, with the entries that follow them
 *	continues      is there if the capture began before this session did
 *	overwrite      of a flight recorder: "BYTES bytes" or "BYTES bytes, SECONDS s" at most
 *	walltime       "unknown": CLOCK_REALTIME counts from 1970 as the session's clock does from 0
 *	regs.version   of the module's register table
 *	format.SYSTEM:EVENT  of a tracepoint: the text of tracefs' file format
 */
#define VMT_F_FORMAT "format."

#endif
