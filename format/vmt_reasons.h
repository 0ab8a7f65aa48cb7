/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmt_reasons.h - what exits are called: X(value, NAME). The names are those of Linux
 * (arch/x86/include/uapi/asm/svm.h and vmx.h, less their prefix) and, for what Linux does
 * not name, those of the manuals.
 */
#ifndef VMT_REASONS_H
#define VMT_REASONS_H

/* clang-format off */
/* APM vol. 2, appendix C: EXITCODE of the VMCB, its low 32 bits. */
#define SVM_CR(X, kind, base) \
	X(base + 0x0, kind##_CR0)  X(base + 0x1, kind##_CR1)  X(base + 0x2, kind##_CR2) \
	X(base + 0x3, kind##_CR3)  X(base + 0x4, kind##_CR4)  X(base + 0x5, kind##_CR5) \
	X(base + 0x6, kind##_CR6)  X(base + 0x7, kind##_CR7)  X(base + 0x8, kind##_CR8) \
	X(base + 0x9, kind##_CR9)  X(base + 0xa, kind##_CR10) X(base + 0xb, kind##_CR11) \
	X(base + 0xc, kind##_CR12) X(base + 0xd, kind##_CR13) X(base + 0xe, kind##_CR14) \
	X(base + 0xf, kind##_CR15)
#define SVM_DR(X, kind, base) \
	X(base + 0x0, kind##_DR0)  X(base + 0x1, kind##_DR1)  X(base + 0x2, kind##_DR2) \
	X(base + 0x3, kind##_DR3)  X(base + 0x4, kind##_DR4)  X(base + 0x5, kind##_DR5) \
	X(base + 0x6, kind##_DR6)  X(base + 0x7, kind##_DR7)  X(base + 0x8, kind##_DR8) \
	X(base + 0x9, kind##_DR9)  X(base + 0xa, kind##_DR10) X(base + 0xb, kind##_DR11) \
	X(base + 0xc, kind##_DR12) X(base + 0xd, kind##_DR13) X(base + 0xe, kind##_DR14) \
	X(base + 0xf, kind##_DR15)

#define SVM_REASONS(X) \
	SVM_CR(X, READ, 0x000) SVM_CR(X, WRITE, 0x010) \
	SVM_DR(X, READ, 0x020) SVM_DR(X, WRITE, 0x030) \
	X(0x040, EXCP_DE) X(0x041, EXCP_DB) X(0x042, EXCP_NMI) X(0x043, EXCP_BP) \
	X(0x044, EXCP_OF) X(0x045, EXCP_BR) X(0x046, EXCP_UD)  X(0x047, EXCP_NM) \
	X(0x048, EXCP_DF) X(0x049, EXCP_9)  X(0x04a, EXCP_TS)  X(0x04b, EXCP_NP) \
	X(0x04c, EXCP_SS) X(0x04d, EXCP_GP) X(0x04e, EXCP_PF)  X(0x04f, EXCP_15) \
	X(0x050, EXCP_MF) X(0x051, EXCP_AC) X(0x052, EXCP_MC)  X(0x053, EXCP_XF) \
	X(0x054, EXCP_20) X(0x055, EXCP_CP) X(0x056, EXCP_22)  X(0x057, EXCP_23) \
	X(0x058, EXCP_24) X(0x059, EXCP_25) X(0x05a, EXCP_26)  X(0x05b, EXCP_27) \
	X(0x05c, EXCP_HV) X(0x05d, EXCP_VC) X(0x05e, EXCP_SX)  X(0x05f, EXCP_31) \
	X(0x060, INTR) \
	X(0x061, NMI) \
	X(0x062, SMI) \
	X(0x063, INIT) \
	X(0x064, VINTR) \
	X(0x065, CR0_SEL_WRITE) \
	X(0x066, IDTR_READ) \
	X(0x067, GDTR_READ) \
	X(0x068, LDTR_READ) \
	X(0x069, TR_READ) \
	X(0x06a, IDTR_WRITE) \
	X(0x06b, GDTR_WRITE) \
	X(0x06c, LDTR_WRITE) \
	X(0x06d, TR_WRITE) \
	X(0x06e, RDTSC) \
	X(0x06f, RDPMC) \
	X(0x070, PUSHF) \
	X(0x071, POPF) \
	X(0x072, CPUID) \
	X(0x073, RSM) \
	X(0x074, IRET) \
	X(0x075, SWINT) \
	X(0x076, INVD) \
	X(0x077, PAUSE) \
	X(0x078, HLT) \
	X(0x079, INVLPG) \
	X(0x07a, INVLPGA) \
	X(0x07b, IOIO) \
	X(0x07c, MSR) \
	X(0x07d, TASK_SWITCH) \
	X(0x07e, FERR_FREEZE) \
	X(0x07f, SHUTDOWN) \
	X(0x080, VMRUN) \
	X(0x081, VMMCALL) \
	X(0x082, VMLOAD) \
	X(0x083, VMSAVE) \
	X(0x084, STGI) \
	X(0x085, CLGI) \
	X(0x086, SKINIT) \
	X(0x087, RDTSCP) \
	X(0x088, ICEBP) \
	X(0x089, WBINVD) \
	X(0x08a, MONITOR) \
	X(0x08b, MWAIT) \
	X(0x08c, MWAIT_COND) \
	X(0x08d, XSETBV) \
	X(0x08e, RDPRU) \
	X(0x08f, EFER_WRITE_TRAP) \
	X(0x090, CR0_WRITE_TRAP)  X(0x091, CR1_WRITE_TRAP)  X(0x092, CR2_WRITE_TRAP) \
	X(0x093, CR3_WRITE_TRAP)  X(0x094, CR4_WRITE_TRAP)  X(0x095, CR5_WRITE_TRAP) \
	X(0x096, CR6_WRITE_TRAP)  X(0x097, CR7_WRITE_TRAP)  X(0x098, CR8_WRITE_TRAP) \
	X(0x099, CR9_WRITE_TRAP)  X(0x09a, CR10_WRITE_TRAP) X(0x09b, CR11_WRITE_TRAP) \
	X(0x09c, CR12_WRITE_TRAP) X(0x09d, CR13_WRITE_TRAP) X(0x09e, CR14_WRITE_TRAP) \
	X(0x09f, CR15_WRITE_TRAP) \
	X(0x0a0, INVLPGB) \
	X(0x0a1, INVLPGB_ILLEGAL) \
	X(0x0a2, INVPCID) \
	X(0x0a3, MCOMMIT) \
	X(0x0a4, TLBSYNC) \
	X(0x0a5, BUS_LOCK) \
	X(0x0a6, IDLE_HLT) \
	X(0x400, NPF) \
	X(0x401, AVIC_INCOMPLETE_IPI) \
	X(0x402, AVIC_UNACCELERATED_ACCESS) \
	X(0x403, VMGEXIT) \
	X(0x80000001, VMGEXIT_MMIO_READ) \
	X(0x80000002, VMGEXIT_MMIO_WRITE) \
	X(0x80000003, VMGEXIT_NMI_COMPLETE) \
	X(0x80000004, VMGEXIT_AP_HLT_LOOP) \
	X(0x80000005, VMGEXIT_AP_JUMP_TABLE) \
	X(0x80000010, VMGEXIT_PSC) \
	X(0x80000011, VMGEXIT_GUEST_REQUEST) \
	X(0x80000012, VMGEXIT_EXT_GUEST_REQUEST) \
	X(0x80000013, VMGEXIT_AP_CREATION) \
	X(0x8000fffd, VMGEXIT_HV_FEATURES) \
	X(0x8000fffe, VMGEXIT_TERM_REQUEST) \
	X(0x8000ffff, VMGEXIT_UNSUPPORTED_EVENT) \
	X(0xf0000000, SW) \
	X(0xfffffffd, IDLE_REQUIRED) \
	X(0xfffffffe, BUSY) \
	X(0xffffffff, ERR)

/* SDM vol. 3, appendix C: basic exit reasons. */
#define VMX_REASONS(X) \
	X( 0, EXCEPTION_NMI) \
	X( 1, EXTERNAL_INTERRUPT) \
	X( 2, TRIPLE_FAULT) \
	X( 3, INIT_SIGNAL) \
	X( 4, SIPI_SIGNAL) \
	X( 5, IO_SMI) \
	X( 6, OTHER_SMI) \
	X( 7, INTERRUPT_WINDOW) \
	X( 8, NMI_WINDOW) \
	X( 9, TASK_SWITCH) \
	X(10, CPUID) \
	X(11, GETSEC) \
	X(12, HLT) \
	X(13, INVD) \
	X(14, INVLPG) \
	X(15, RDPMC) \
	X(16, RDTSC) \
	X(17, RSM) \
	X(18, VMCALL) \
	X(19, VMCLEAR) \
	X(20, VMLAUNCH) \
	X(21, VMPTRLD) \
	X(22, VMPTRST) \
	X(23, VMREAD) \
	X(24, VMRESUME) \
	X(25, VMWRITE) \
	X(26, VMOFF) \
	X(27, VMON) \
	X(28, CR_ACCESS) \
	X(29, DR_ACCESS) \
	X(30, IO_INSTRUCTION) \
	X(31, MSR_READ) \
	X(32, MSR_WRITE) \
	X(33, INVALID_STATE) \
	X(34, MSR_LOAD_FAIL) \
	X(36, MWAIT_INSTRUCTION) \
	X(37, MONITOR_TRAP_FLAG) \
	X(39, MONITOR_INSTRUCTION) \
	X(40, PAUSE_INSTRUCTION) \
	X(41, MCE_DURING_VMENTRY) \
	X(43, TPR_BELOW_THRESHOLD) \
	X(44, APIC_ACCESS) \
	X(45, EOI_INDUCED) \
	X(46, GDTR_IDTR) \
	X(47, LDTR_TR) \
	X(48, EPT_VIOLATION) \
	X(49, EPT_MISCONFIG) \
	X(50, INVEPT) \
	X(51, RDTSCP) \
	X(52, PREEMPTION_TIMER) \
	X(53, INVVPID) \
	X(54, WBINVD) \
	X(55, XSETBV) \
	X(56, APIC_WRITE) \
	X(57, RDRAND) \
	X(58, INVPCID) \
	X(59, VMFUNC) \
	X(60, ENCLS) \
	X(61, RDSEED) \
	X(62, PML_FULL) \
	X(63, XSAVES) \
	X(64, XRSTORS) \
	X(65, PCONFIG) \
	X(66, SPP) \
	X(67, UMWAIT) \
	X(68, TPAUSE) \
	X(69, LOADIWKEY) \
	X(70, ENCLV) \
	X(72, ENQCMD_PASID) \
	X(73, ENQCMDS_PASID) \
	X(74, BUS_LOCK) \
	X(75, NOTIFY) \
	X(76, SEAMCALL) \
	X(77, TDCALL) \
	X(78, RDMSRLIST) \
	X(79, WRMSRLIST)
/* clang-format on */

#endif
