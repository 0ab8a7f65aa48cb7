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

/* Exits carry their reason outside the register table. */
#define VMREG_VM_EXIT_REASON 0x4402
#define VMREG_SVM_EXITCODE 0x20070

#endif
