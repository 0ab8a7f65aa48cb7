/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmregs.h - the constants that index vmregs[].
 */
#ifndef REPORT_VMREGS_H
#define REPORT_VMREGS_H

#include <stdint.h>

struct vmreg {
	const char *name;
	uint32_t number;
};

/*
 * DTrace's enum vmregs_vmx: raw VMCS encodings (Intel SDM vol. 3, appendix B), then our
 * extension: what that enum lacks, state that no VMCS holds (0x10000 and up), the VMCB's
 * fields (0x20000 + offset) and MSRs (0x30000 + the index's low 16 bits).
 */
extern const struct vmreg vmregs[];
extern const uint32_t vmregs_count;
/* Other names of numbers in the table above. */
extern const struct vmreg vmreg_aliases[];
extern const uint32_t vmreg_aliases_count;

/* Those that mean something to the reporter itself. */
#define VMREG_RAX 0x10000
#define VMREG_RCX 0x10001
#define VMREG_CPL 0x10012
#define VMREG_EFER 0x2806
#define VMREG_CR0 0x6800
#define VMREG_CR3 0x6802
#define VMREG_CR4 0x6804
#define VMREG_RSP 0x681c
#define VMREG_RIP 0x681e
#define VMREG_SYSENTER_EIP 0x6826
#define VMREG_LSTAR 0x30082
#define VMREG_GUEST_PHYSICAL 0x2400
#define VMREG_VM_EXIT_QUALIFICATION 0x6400
#define VMREG_VM_IDT_VECTORING 0x4408
#define VMREG_SVM_EXITINFO1 0x20078
#define VMREG_SVM_EXITINFO2 0x20080
/* Exits carry their reason outside the register table. */
#define VMREG_VM_EXIT_REASON 0x4402
#define VMREG_SVM_EXITCODE 0x20070

#endif
