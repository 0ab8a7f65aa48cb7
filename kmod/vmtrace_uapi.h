/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * vmtrace_uapi.h - what /dev/vmtrace and its users agree on.
 *
 * A session is an open file of /dev/vmtrace:
 *
 *	fd = open("/dev/vmtrace", O_RDWR | O_CLOEXEC)   EACCES: no CAP_PERFMON; EPERM: the
 *	                                                kernel is locked down; EBUSY: four
 *	                                                sessions are open
 *	ioctl(fd, VMTRACE_SETUP, &setup)                what to capture; allocates the rings
 *	mmap(fd, VMTRACE_MMAP(cpu, part)) ...           three maps per CPU
 *	ioctl(fd, VMTRACE_START, &start)                capture begins; what was accepted
 *	ioctl(fd, VMTRACE_ROUND, &round)  ...           once a second: a time T and its fence
 *	ioctl(fd, VMTRACE_SLOTS, &slots)  ...           where a VM's memory lies in its VMM's
 *	ioctl(fd, VMTRACE_STOP, &stop)                  capture ends; losses still pending
 *	close(fd)
 *
 * It ends, whatever references remain, when the process that opened it exits, execs or
 * closes any descriptor of it; it cannot be started again. Only that process's mm may map
 * or use the ioctls (EPERM else). Calls out of order are EINVAL. All structs start with
 * their size and grow at the end: an older or newer peer reads zeroes for what it does not
 * know, and non-zero bytes beyond what the module knows are E2BIG (copy_struct_from_user).
 *
 * Everything is in the host's byte order: rings do not leave the host.
 */
#ifndef VMTRACE_UAPI_H
#define VMTRACE_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define VMTRACE_DEVICE "/dev/vmtrace"
#define VMTRACE_ABI 1
#define VMTRACE_REGS_VERSION 1 /* of the register table below; bits are only ever appended */
#define VMTRACE_REG_WORDS 8    /* 512 bits */

/*
 * ---- Records ----
 *
 * A ring is an array of 64-bit words, a power of two long. A record starts on a word,
 * never wraps (a PAD fills the end) and carries its length in words, header included:
 *
 *	 0       2      3       4          8
 *	+-------+------+-------+----------+
 *	| words | type | flags | seq      |   seq counts this CPU's records, PADs and
 *	+-------+------+-------+----------+   lost ones included, from 0 and wraps
 *	| tsc                             |
 *	+---------------------------------+
 *	| ...                             |
 */
struct vmtrace_rec {
	__u16 words;
	__u8 type;  /* enum vmtrace_type */
	__u8 flags; /* VMTRACE_REC_* */
	__u32 seq;
	__u64 tsc; /* the session's clock: TSC ticks, or ns of CLOCK_MONOTONIC (start.clock) */
};

enum vmtrace_type {
	VMTRACE_PAD = 0, /* header word only, no tsc: skip `words` words */
	VMTRACE_EXIT = 1,
	VMTRACE_ENTRY = 2,
	VMTRACE_SAMPLE = 3, /* a tick that hit a guest */
	VMTRACE_TICKS = 4,  /* struct vmtrace_ticks */
	VMTRACE_LOST = 5,   /* struct vmtrace_lost */
	VMTRACE_TASK = 6,   /* struct vmtrace_task */
	VMTRACE_VM = 7,	    /* struct vmtrace_vm */
	VMTRACE_CPU = 8,    /* struct vmtrace_cpu: capture began or ended on this CPU */
	VMTRACE_NR_TYPES = 9,
};

#define VMTRACE_REC_NESTED 0x01	   /* vCPU ran a guest of its own (L2) */
#define VMTRACE_REC_SELF 0x02	   /* EXIT: an interrupt exit that the sampler caused */
#define VMTRACE_REC_PROTECTED 0x04 /* registers belong to a protected guest: all absent */
#define VMTRACE_REC_UNREAD 0x08	   /* no VMCB or VMCS (Hyper-V's, TDX's): no reason either */

/*
 * EXIT, ENTRY and SAMPLE. Behind it: the validity bits of the accepted registers, bit i of
 * word i/64 for the i-th accepted register, VMTRACE_WORDS(n) words; then one word per
 * accepted register in bit order (what is not valid is 0).
 */
#define VMTRACE_WORDS(n) (((n) + 63) / 64)

struct vmtrace_vcpu {
	struct vmtrace_rec rec;
	union {
		struct {
			__u32 task; /* number of a TASK record of this session, 0: unknown */
			__u16 vm;   /* number of a VM record of this session, 0: unknown */
			__u16 vcpu; /* vcpu->vcpu_id */
		};
		__u64 ids; /* the three at once */
	};
	union {
		struct {	      /* EXIT and ENTRY */
			__u32 exits;  /* low 32 bits of vcpu->stat.exits */
			__u32 reason; /* EXIT: SVM exit code or VMX exit reason, ~0 if UNREAD;
				       * ENTRY: 0 */
		};
		__u64 tick; /* SAMPLE: this CPU's tick number since START, overruns included */
	};
	__u64 late; /* SAMPLE: ns between the timer's expiry and its service; else 0 */
};

/*
 * Ticks that were served, by what they hit, since the last TICKS of the same subject, about
 * one a round. Overruns hit nothing: they are in `tick` alone.
 */
struct vmtrace_ticks {
	struct vmtrace_rec rec;
	__u32 task; /* a vCPU thread's; 0: the CPU's total */
	__u32 none; /* no vCPU was loaded */
	__u32 host; /* a vCPU was loaded, its host code ran */
	__u32 guest;
	__u64 tick; /* this CPU's tick number since START, overruns included */
};

/* The first record that fits after an overrun. Also struct vmtrace_stop's pending ones. */
struct vmtrace_lost {
	struct vmtrace_rec rec; /* tsc: of the last lost record */
	__u64 first;		/* tsc of the first lost record */
	__u32 count[16];	/* by enum vmtrace_type */
};

#define VMTRACE_COMM 16

/* When a session first sees a vCPU thread, and again (new number) when a name changes. */
struct vmtrace_task {
	struct vmtrace_rec rec;
	__u32 task;	       /* number, from 1 */
	__u32 tid, tgid, ppid; /* of the initial pid namespace */
	__u32 uid, gid;
	__u64 start;  /* ns of CLOCK_BOOTTIME */
	__u64 cgroup; /* id of the task's cgroup (v2) */
	char comm[VMTRACE_COMM];
	char leader[VMTRACE_COMM]; /* the thread-group leader's comm */
};

/* When a session first sees a VM. */
struct vmtrace_vm {
	struct vmtrace_rec rec;
	__u32 vm;	    /* number, from 1 */
	__u32 tgid;	    /* the VMM's process */
	__u32 order;	    /* n-th VM of that process seen by this session, from 0 */
	__u8 isa;	    /* enum vmtrace_isa */
	__u8 nested_paging; /* 1: EPT or NPT */
	__u8 pad[2];
};

struct vmtrace_cpu {
	struct vmtrace_rec rec;
	__u32 on;    /* 1: capture begins here, 0: ends */
	__u32 cause; /* enum vmtrace_end when it ends */
};

enum vmtrace_isa { VMTRACE_VMX = 1, VMTRACE_SVM = 2 }; /* as kvm_exit's isa argument */
enum vmtrace_clock_id { VMTRACE_CLOCK_TSC = 1, VMTRACE_CLOCK_MONOTONIC = 2 };
enum vmtrace_exit_point {
	VMTRACE_EXIT_EARLY = 1, /* before the host's interrupt window */
	VMTRACE_EXIT_LATE = 2,	/* behind it: SVM up to 6.11 or so */
};
enum vmtrace_end {
	VMTRACE_RUNNING = 0,
	VMTRACE_END_STOP = 1,	 /* VMTRACE_STOP */
	VMTRACE_END_OWNER = 2,	 /* the owner exited or exec'd */
	VMTRACE_END_SUSPEND = 3, /* the host suspends */
	VMTRACE_END_OFFLINE = 4, /* the CPU went offline; the session goes on */
};

/*
 * ---- Rings ----
 *
 * Every CPU of setup.cpus that is present at SETUP has a ring, others are ENXIO (a CPU that
 * comes online later is captured, one that is plugged in later is not).
 * Three maps per CPU, each whole and MAP_SHARED. The reader owns `tail`; the kernel bounds what it
 * reads there and keeps its own head: nothing that user space can write is believed.
 */
enum vmtrace_part {
	VMTRACE_CONTROL = 0, /* one page, writable: struct vmtrace_ring_control */
	VMTRACE_HEAD = 1,    /* one page, read-only: struct vmtrace_ring_head */
	VMTRACE_DATA = 2,    /* setup.ring_bytes, read-only */
};
#define VMTRACE_MMAP(cpu, part) (((__u64)(cpu) << 34) | ((__u64)(part) << 32))

struct vmtrace_ring_control {
	__u64 tail; /* bytes consumed since START; release-stored by the reader */
};
struct vmtrace_ring_head {
	__u64 head; /* bytes produced since START; load-acquire it, then read up to it */
};

/*
 * ---- Calls ----
 */
enum vmtrace_event { VMTRACE_ON_EXIT, VMTRACE_ON_ENTRY, VMTRACE_ON_SAMPLE, VMTRACE_NR_EVENTS };

#define VMTRACE_SETUP_TRACE_EVENTS 0x1 /* fire the module's own TRACE_EVENTs too */
#define VMTRACE_SETUP_CHILDREN 0x2     /* only VMMs that are descendants of the owner */
#define VMTRACE_SETUP_NOHZ_FULL 0x4    /* timers on nohz_full CPUs of `cpus` too */
#define VMTRACE_MAX_TGIDS 64
#define VMTRACE_MAX_HZ 10000
#define VMTRACE_MIN_RING (64u << 10)
#define VMTRACE_MAX_RING (256u << 20)

struct vmtrace_setup {
	__u32 size;
	__u32 flags;  /* VMTRACE_SETUP_* */
	__u32 events; /* bit set of enum vmtrace_event; SAMPLE needs hz */
	__u32 hz;
	__u32 ring_bytes; /* of one CPU's data, a power of two */
	__u32 watermark;  /* bytes in a ring that wake its reader; 0: half the ring */
	__u64 regs[VMTRACE_NR_EVENTS][VMTRACE_REG_WORDS]; /* wanted, by the table's bits */
	__u64 cpus;	 /* user pointer to a CPU bitmap of u64s; 0: every CPU */
	__u32 cpu_words; /* u64s at `cpus` */
	__u32 ntgids;	 /* 0: every VMM process; the owner itself never */
	__u64 tgids;	 /* user pointer to __u32s, initial pid namespace */
	__u64 wakes;	 /* user pointer to __s32 eventfds, by CPU number; -1: none; signalled
			  * at the watermark and when the session ends */
	__u32 nwakes;
	__u32 pad;
};

/* One instant on every clock, read with interrupts off. */
struct vmtrace_clock {
	__u64 tsc;  /* the session's clock, as in records */
	__u64 mono; /* ns, CLOCK_MONOTONIC */
	__u64 boot; /* ns, CLOCK_BOOTTIME */
	__u64 real; /* ns, CLOCK_REALTIME */
};

struct vmtrace_start {
	__u32 size;
	__u32 abi;	    /* out, as all below: VMTRACE_ABI */
	__u32 regs_version; /* VMTRACE_REGS_VERSION */
	__u32 isa;	    /* enum vmtrace_isa */
	__u32 clock;	    /* enum vmtrace_clock_id */
	__u32 exit_point;   /* enum vmtrace_exit_point */
	__u32 tsc_khz;
	__u32 pad;
	__u64 period; /* ns between ticks, as the timer runs; 0: no sampler */
	__u64 regs[VMTRACE_NR_EVENTS][VMTRACE_REG_WORDS]; /* accepted: wanted and known here */
	struct vmtrace_clock now;
};

/* After it returns every record with tsc <= now.tsc is behind its ring's head. */
struct vmtrace_round {
	__u32 size;
	__u32 ended;		  /* out: enum vmtrace_end, 0 while the session runs */
	struct vmtrace_clock now; /* or when it ended; STOP's too */
};

struct vmtrace_stop {
	__u32 size;
	__u32 ended; /* out: why it had ended already, else VMTRACE_END_STOP */
	struct vmtrace_clock now;
	__u64 lost; /* user pointer to struct vmtrace_lost by CPU number, or 0 */
	__u32 nlost;
	__u32 pad;
};

/*
 * A VM's memory slots as they are now: guest-physical addresses outside of system management mode,
 * and where the VMM has them in its own address space. To be asked again with `start` as it came
 * back, until n is 0. If the generation changed in between, the calls told of different times.
 */
struct vmtrace_slot {
	__u64 gpa;
	__u64 bytes;
	__u64 hva;
	__u32 flags; /* VMTRACE_SLOT_* */
	__u32 pad;
};

#define VMTRACE_SLOT_READONLY 0x1 /* to the guest */
#define VMTRACE_MAX_SLOTS 65536	  /* of one VM, all calls together */

struct vmtrace_slots {
	__u32 size;
	__u32 vm;	  /* number of a VM record of this session */
	__u64 generation; /* out: changes with the slots */
	__u64 slots;	  /* user pointer to room for n struct vmtrace_slot */
	__u32 n;	  /* in: room; out: filled, 0 at the end */
	__u32 start;	  /* in: 0, then what came back; out: where to go on */
};

#define VMTRACE_IOC 'V'
#define VMTRACE_SETUP _IOW(VMTRACE_IOC, 0xd0, struct vmtrace_setup)
/* START: ENODEV: no live kvm; EOPNOTSUPP: samples asked of a kernel that hides
 * kvm_get_running_vcpu. */
#define VMTRACE_START _IOWR(VMTRACE_IOC, 0xd1, struct vmtrace_start)
#define VMTRACE_ROUND _IOWR(VMTRACE_IOC, 0xd2, struct vmtrace_round)
#define VMTRACE_STOP _IOWR(VMTRACE_IOC, 0xd3, struct vmtrace_stop)
/* SLOTS: ESRCH: the session has no such VM, or it is gone; EINVAL: capture does not run. */
#define VMTRACE_SLOTS _IOWR(VMTRACE_IOC, 0xd4, struct vmtrace_slots)
/* EBUSY on open(): four sessions run; read(2) of a failed node is impossible, so the
 * holders' pids are in /sys/module/vmtrace/parameters/holders. */

/*
 * ---- Registers ----
 *
 * Each register once: X(bit, NAME, number, width, groups, vmx, svm)
 *
 *	bit	place in the session's bitmaps; append-only
 *	NAME	D's constant; -r also takes it without VMX_GUEST_, VMX_, SVM_ or VM_, in lower case
 *	number	D's number for vmregs[]: the VMCS encoding (SDM vol. 3, appendix B) if there is
 *		one; 0x10000 + n: held by neither (GPRs in hardware order, CR2 ...);
 *		0x20000 + offset: the VMCB's (APM vol. 2, appendix B), control area from 0, save
 *		area from 0x400; 0x30000 + the low 16 bits of an MSR's index
 *	width	in bits, as captured
 *	groups	VMTRACE_G_*
 *	vmx	where the module takes it on Intel: V the VMCS field `number`; anything else names
 *		a reader in vmx.c; NONE
 *	svm	on AMD: a reader's name in svm.c; NONE
 *
 * The reason of an exit is no register here: every EXIT holds it. In D it is
 * VMX_VM_EXIT_REASON (0x4402) or SVM_EXITCODE (0x20070).
 */
#define VMTRACE_G_BASE 0x01
#define VMTRACE_G_GPR 0x02
#define VMTRACE_G_SEG 0x04
#define VMTRACE_G_CTL 0x08
#define VMTRACE_G_EXIT 0x10
#define VMTRACE_G_MSR 0x20

/* clang-format off */
#define VMTRACE_REGS(X) \
	X(  0, VM_RAX,                            0x10000, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   rax) \
	X(  1, VM_RCX,                            0x10001, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  2, VM_RDX,                            0x10002, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  3, VM_RBX,                            0x10003, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  4, VMX_GUEST_RSP,                     0x0681c, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, rsp,   rsp) \
	X(  5, VM_RBP,                            0x10005, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  6, VM_RSI,                            0x10006, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  7, VM_RDI,                            0x10007, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  8, VM_R8,                             0x10008, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X(  9, VM_R9,                             0x10009, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 10, VM_R10,                            0x1000a, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 11, VM_R11,                            0x1000b, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 12, VM_R12,                            0x1000c, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 13, VM_R13,                            0x1000d, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 14, VM_R14,                            0x1000e, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 15, VM_R15,                            0x1000f, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, gpr,   gpr) \
	X( 16, VMX_GUEST_RIP,                     0x0681e, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, rip,   rip) \
	X( 17, VMX_GUEST_RFLAGS,                  0x06820, 64, VMTRACE_G_BASE | VMTRACE_G_GPR, V,     rflags) \
	X( 18, VMX_GUEST_CR0,                     0x06800, 64, VMTRACE_G_BASE | VMTRACE_G_CTL, cr0,   cr0) \
	X( 19, VMX_GUEST_CR3,                     0x06802, 64, VMTRACE_G_BASE | VMTRACE_G_CTL, cr3,   cr3) \
	X( 20, VMX_GUEST_CR4,                     0x06804, 64, VMTRACE_G_BASE | VMTRACE_G_CTL, cr4,   cr4) \
	X( 21, VMX_GUEST_IA32_EFER,               0x02806, 64, VMTRACE_G_BASE | VMTRACE_G_CTL, efer,  efer) \
	X( 22, VM_CPL,                            0x10012,  8, VMTRACE_G_BASE | VMTRACE_G_SEG, cpl,   cpl) \
	X( 23, VMX_GUEST_CS_SELECTOR,             0x00802, 16, VMTRACE_G_BASE | VMTRACE_G_SEG, V,     seg_selector) \
	X( 24, VMX_GUEST_CS_AR_BYTES,             0x04816, 32, VMTRACE_G_BASE | VMTRACE_G_SEG, V,     seg_ar) \
	X( 25, VMX_GUEST_FS_BASE,                 0x0680e, 64, VMTRACE_G_BASE | VMTRACE_G_SEG, V,     seg_base) \
	X( 26, VMX_GUEST_GS_BASE,                 0x06810, 64, VMTRACE_G_BASE | VMTRACE_G_SEG, V,     seg_base) \
	X( 27, VMX_EXIT_QUALIFICATION,            0x06400, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, V,     NONE) \
	X( 28, VMX_GUEST_PHYSICAL_ADDRESS,        0x02400, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, gpa,   gpa) \
	X( 29, VMX_GUEST_LINEAR_ADDRESS,          0x0640a, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, gla,   gla) \
	X( 30, VMX_VM_EXIT_INTR_INFO,             0x04404, 32, VMTRACE_G_BASE | VMTRACE_G_EXIT, V,     NONE) \
	X( 31, VMX_VM_EXIT_INTR_ERROR_CODE,       0x04406, 32, VMTRACE_G_BASE | VMTRACE_G_EXIT, error, NONE) \
	X( 32, VMX_IDT_VECTORING_INFO_FIELD,      0x04408, 32, VMTRACE_G_BASE | VMTRACE_G_EXIT, V,     NONE) \
	X( 33, VMX_VM_EXIT_INSTRUCTION_LEN,       0x0440c, 32, VMTRACE_G_BASE | VMTRACE_G_EXIT, V,     NONE) \
	X( 34, SVM_EXITINFO1,                     0x20078, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, NONE,  exit_ctl) \
	X( 35, SVM_EXITINFO2,                     0x20080, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, NONE,  exit_ctl) \
	X( 36, SVM_EXITINTINFO,                   0x20088, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, NONE,  exit_ctl) \
	X( 37, SVM_NEXT_RIP,                      0x200c8, 64, VMTRACE_G_BASE | VMTRACE_G_EXIT, NONE,  next_rip) \
	X( 38, VMX_IDT_VECTORING_ERROR_CODE,      0x0440a, 32, VMTRACE_G_EXIT,                 V,     NONE) \
	X( 39, VMX_VMX_INSTRUCTION_INFO,          0x0440e, 32, VMTRACE_G_EXIT,                 V,     NONE) \
	X( 40, VMX_VM_INSTRUCTION_ERROR,          0x04400, 32, VMTRACE_G_EXIT,                 V,     NONE) \
	X( 41, VMX_GUEST_ES_SELECTOR,             0x00800, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 42, VMX_GUEST_ES_LIMIT,                0x04800, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 43, VMX_GUEST_ES_AR_BYTES,             0x04814, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 44, VMX_GUEST_ES_BASE,                 0x06806, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 45, VMX_GUEST_CS_LIMIT,                0x04802, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 46, VMX_GUEST_CS_BASE,                 0x06808, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 47, VMX_GUEST_SS_SELECTOR,             0x00804, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 48, VMX_GUEST_SS_LIMIT,                0x04804, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 49, VMX_GUEST_SS_AR_BYTES,             0x04818, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 50, VMX_GUEST_SS_BASE,                 0x0680a, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 51, VMX_GUEST_DS_SELECTOR,             0x00806, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 52, VMX_GUEST_DS_LIMIT,                0x04806, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 53, VMX_GUEST_DS_AR_BYTES,             0x0481a, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 54, VMX_GUEST_DS_BASE,                 0x0680c, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 55, VMX_GUEST_FS_SELECTOR,             0x00808, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 56, VMX_GUEST_FS_LIMIT,                0x04808, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 57, VMX_GUEST_FS_AR_BYTES,             0x0481c, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 58, VMX_GUEST_GS_SELECTOR,             0x0080a, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 59, VMX_GUEST_GS_LIMIT,                0x0480a, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 60, VMX_GUEST_GS_AR_BYTES,             0x0481e, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 61, VMX_GUEST_LDTR_SELECTOR,           0x0080c, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 62, VMX_GUEST_LDTR_LIMIT,              0x0480c, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 63, VMX_GUEST_LDTR_AR_BYTES,           0x04820, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 64, VMX_GUEST_LDTR_BASE,               0x06812, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 65, VMX_GUEST_TR_SELECTOR,             0x0080e, 16, VMTRACE_G_SEG,                  V,     seg_selector) \
	X( 66, VMX_GUEST_TR_LIMIT,                0x0480e, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 67, VMX_GUEST_TR_AR_BYTES,             0x04822, 32, VMTRACE_G_SEG,                  V,     seg_ar) \
	X( 68, VMX_GUEST_TR_BASE,                 0x06814, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 69, VMX_GUEST_GDTR_LIMIT,              0x04810, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 70, VMX_GUEST_GDTR_BASE,               0x06816, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 71, VMX_GUEST_IDTR_LIMIT,              0x04812, 32, VMTRACE_G_SEG,                  V,     seg_limit) \
	X( 72, VMX_GUEST_IDTR_BASE,               0x06818, 64, VMTRACE_G_SEG,                  V,     seg_base) \
	X( 73, VM_CR2,                            0x10010, 64, VMTRACE_G_CTL,                  cr2,   cr2) \
	X( 74, VM_DR6,                            0x10011, 64, VMTRACE_G_CTL,                  dr6,   dr6) \
	X( 75, VMX_GUEST_DR7,                     0x0681a, 64, VMTRACE_G_CTL,                  V,     save) \
	X( 76, VM_XCR0,                           0x10013, 64, VMTRACE_G_CTL,                  xcr0,  xcr0) \
	X( 77, VMX_GUEST_SYSENTER_CS,             0x0482a, 32, VMTRACE_G_MSR,                  V,     save) \
	X( 78, VMX_GUEST_SYSENTER_ESP,            0x06824, 64, VMTRACE_G_MSR,                  V,     save) \
	X( 79, VMX_GUEST_SYSENTER_EIP,            0x06826, 64, VMTRACE_G_MSR,                  V,     save) \
	X( 80, VMX_GUEST_IA32_DEBUGCTL,           0x02802, 64, VMTRACE_G_MSR,                  V,     save) \
	X( 81, VMX_GUEST_IA32_PAT,                0x02804, 64, VMTRACE_G_MSR,                  V,     pat) \
	X( 82, VM_MSR_STAR,                       0x30081, 64, VMTRACE_G_MSR,                  NONE,  save) \
	X( 83, VM_MSR_LSTAR,                      0x30082, 64, VMTRACE_G_MSR,                  NONE,  save) \
	X( 84, VM_MSR_CSTAR,                      0x30083, 64, VMTRACE_G_MSR,                  NONE,  save) \
	X( 85, VM_MSR_SFMASK,                     0x30084, 64, VMTRACE_G_MSR,                  NONE,  save) \
	X( 86, VM_MSR_KERNEL_GS_BASE,             0x30102, 64, VMTRACE_G_MSR,                  NONE,  save) \
	X( 87, VMX_VIRTUAL_PROCESSOR_ID,          0x00000, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 88, VMX_HOST_ES_SELECTOR,              0x00c00, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 89, VMX_HOST_CS_SELECTOR,              0x00c02, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 90, VMX_HOST_SS_SELECTOR,              0x00c04, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 91, VMX_HOST_DS_SELECTOR,              0x00c06, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 92, VMX_HOST_FS_SELECTOR,              0x00c08, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 93, VMX_HOST_GS_SELECTOR,              0x00c0a, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 94, VMX_HOST_TR_SELECTOR,              0x00c0c, 16, VMTRACE_G_CTL,                  V,     NONE) \
	X( 95, VMX_IO_BITMAP_A,                   0x02000, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X( 96, VMX_IO_BITMAP_B,                   0x02002, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X( 97, VMX_MSR_BITMAP,                    0x02004, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X( 98, VMX_VM_EXIT_MSR_STORE_ADDR,        0x02006, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X( 99, VMX_VM_EXIT_MSR_LOAD_ADDR,         0x02008, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(100, VMX_VM_ENTRY_MSR_LOAD_ADDR,        0x0200a, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(101, VMX_TSC_OFFSET,                    0x02010, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(102, VMX_VIRTUAL_APIC_PAGE_ADDR,        0x02012, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(103, VMX_APIC_ACCESS_ADDR,              0x02014, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(104, VMX_EPT_POINTER,                   0x0201a, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(105, VMX_VMCS_LINK_POINTER,             0x02800, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(106, VMX_GUEST_PDPTR0,                  0x0280a, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(107, VMX_GUEST_PDPTR1,                  0x0280c, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(108, VMX_GUEST_PDPTR2,                  0x0280e, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(109, VMX_GUEST_PDPTR3,                  0x02810, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(110, VMX_HOST_IA32_PAT,                 0x02c00, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(111, VMX_PIN_BASED_VM_EXEC_CONTROL,     0x04000, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(112, VMX_CPU_BASED_VM_EXEC_CONTROL,     0x04002, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(113, VMX_EXCEPTION_BITMAP,              0x04004, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(114, VMX_PAGE_FAULT_ERROR_CODE_MASK,    0x04006, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(115, VMX_PAGE_FAULT_ERROR_CODE_MATCH,   0x04008, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(116, VMX_CR3_TARGET_COUNT,              0x0400a, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(117, VMX_VM_EXIT_CONTROLS,              0x0400c, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(118, VMX_VM_EXIT_MSR_STORE_COUNT,       0x0400e, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(119, VMX_VM_EXIT_MSR_LOAD_COUNT,        0x04010, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(120, VMX_VM_ENTRY_CONTROLS,             0x04012, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(121, VMX_VM_ENTRY_MSR_LOAD_COUNT,       0x04014, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(122, VMX_VM_ENTRY_INTR_INFO_FIELD,      0x04016, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(123, VMX_VM_ENTRY_EXCEPTION_ERROR_CODE, 0x04018, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(124, VMX_VM_ENTRY_INSTRUCTION_LEN,      0x0401a, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(125, VMX_TPR_THRESHOLD,                 0x0401c, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(126, VMX_SECONDARY_VM_EXEC_CONTROL,     0x0401e, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(127, VMX_PLE_GAP,                       0x04020, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(128, VMX_PLE_WINDOW,                    0x04022, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(129, VMX_GUEST_INTERRUPTIBILITY_INFO,   0x04824, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(130, VMX_GUEST_ACTIVITY_STATE,          0x04826, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(131, VMX_HOST_IA32_SYSENTER_CS,         0x04c00, 32, VMTRACE_G_CTL,                  V,     NONE) \
	X(132, VMX_CR0_GUEST_HOST_MASK,           0x06000, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(133, VMX_CR4_GUEST_HOST_MASK,           0x06002, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(134, VMX_CR0_READ_SHADOW,               0x06004, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(135, VMX_CR4_READ_SHADOW,               0x06006, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(136, VMX_CR3_TARGET_VALUE0,             0x06008, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(137, VMX_CR3_TARGET_VALUE1,             0x0600a, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(138, VMX_CR3_TARGET_VALUE2,             0x0600c, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(139, VMX_CR3_TARGET_VALUE3,             0x0600e, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(140, VMX_GUEST_PENDING_DBG_EXCEPTIONS,  0x06822, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(141, VMX_HOST_CR0,                      0x06c00, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(142, VMX_HOST_CR3,                      0x06c02, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(143, VMX_HOST_CR4,                      0x06c04, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(144, VMX_HOST_FS_BASE,                  0x06c06, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(145, VMX_HOST_GS_BASE,                  0x06c08, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(146, VMX_HOST_TR_BASE,                  0x06c0a, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(147, VMX_HOST_GDTR_BASE,                0x06c0c, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(148, VMX_HOST_IDTR_BASE,                0x06c0e, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(149, VMX_HOST_IA32_SYSENTER_ESP,        0x06c10, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(150, VMX_HOST_IA32_SYSENTER_EIP,        0x06c12, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(151, VMX_HOST_RSP,                      0x06c14, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(152, VMX_HOST_RIP,                      0x06c16, 64, VMTRACE_G_CTL,                  V,     NONE) \
	X(153, SVM_INTERCEPT_CR,                  0x20000, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(154, SVM_INTERCEPT_DR,                  0x20004, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(155, SVM_INTERCEPT_EXCEPTIONS,          0x20008, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(156, SVM_INTERCEPT_WORD3,               0x2000c, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(157, SVM_INTERCEPT_WORD4,               0x20010, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(158, SVM_INTERCEPT_WORD5,               0x20014, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(159, SVM_PAUSE_FILTER_THRESHOLD,        0x2003c, 16, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(160, SVM_PAUSE_FILTER_COUNT,            0x2003e, 16, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(161, SVM_IOPM_BASE_PA,                  0x20040, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(162, SVM_MSRPM_BASE_PA,                 0x20048, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(163, SVM_TSC_OFFSET,                    0x20050, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(164, SVM_ASID,                          0x20058, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(165, SVM_TLB_CONTROL,                   0x2005c,  8, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(166, SVM_VINTR,                         0x20060, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(167, SVM_INT_VECTOR,                    0x20064, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(168, SVM_INT_STATE,                     0x20068, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(169, SVM_NP_ENABLE,                     0x20090, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(170, SVM_EVENTINJ,                      0x200a8, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(171, SVM_EVENTINJ_ERR,                  0x200ac, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(172, SVM_N_CR3,                         0x200b0, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(173, SVM_VIRT_EXT,                      0x200b8, 64, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(174, SVM_CLEAN,                         0x200c0, 32, VMTRACE_G_CTL,                  NONE,  ctl) \
	X(175, SVM_AVIC_PHYSICAL_ID,              0x200f8, 64, VMTRACE_G_CTL,                  NONE,  ctl)
/* clang-format on */

#endif
