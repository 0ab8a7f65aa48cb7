/* SPDX-License-Identifier: GPL-2.0 */
/* What the register guest and its VMM agree on: states, steps, addresses, values. */
#ifndef REGGUEST_H
#define REGGUEST_H

/*
 * A state is what all registers but the GPRs are; in each the guest takes some steps. A step is
 * one instruction, which leaves the guest or (SPIN) stays at one place for long. Before it every
 * GPR is loaded with a value that says step and register; RBP alone says the step (REG_STEP | nr,
 * at other times 0), so that whoever reads the GPRs knows what the others have to be.
 */
#define REG_STEP 0x57e90000
#define REG_PATTERN(nr, gpr) (0xa500000000005a00 + ((nr) << 32) + ((gpr) << 16))
#define REG_PATTERN32(nr, gpr) (0xa000005a + ((nr) << 16) + ((gpr) << 8))

#define REG_LONG 0   /* long mode, CPL 0, as the VMM set it */
#define REG_OTHER 1  /* the same, but the guest has changed whatever it can */
#define REG_USER 2   /* CPL 3 */
#define REG_FLAT 3   /* 32 bits, no paging */
#define REG_L2 4     /* AMD: long mode, in a guest of the guest */
#define REG_L2_NPT 5 /* the same, with nested paging by the guest */
#define REG_STATES 6

#define REG_OUT 0 /* 32 bits to REG_PORT */
#define REG_IN 1  /* 32 bits from REG_PORT: REG_ANSWER */
#define REG_CPUID \
	2 /* of REG_LEAF, which the VMM made up: EAX, ECX, EDX, EBX = REG_LEAF_VALUE(gpr) */
#define REG_STORE 3 /* 32 bits at REG_MMIO */
#define REG_LOAD 4  /* 32 bits from REG_MMIO: REG_ANSWER */
#define REG_HLT 5
#define REG_SPIN 6 /* LOOP to itself: RCX counts down from REG_SPINS */
#define REG_NR(state, kind) ((state)*16 + (kind) + 1)

#define REG_PORT 0xe8
#define REG_NEXT_PORT 0xf5 /* this state is done with */
#define REG_ANSWER 0x0badcafe
#define REG_LEAF 0x40000100
#define REG_LEAF_VALUE(gpr) (0xc0de0000 + (gpr))
#define REG_MMIO 0x40000000
#define REG_SPINS 8000000

/* guest-physical, and linear as well; all below 4 MiB is also at REG_HIGH */
#define REG_HIGH 0xffffffff80000000
#define REG_DATA_GPA 0x8000 /* struct reg_data */
#define REG_GDT_GPA 0x9000
#define REG_TSS_GPA 0xa000
#define REG_LDT_GPA 0xb000
#define REG_VMCB_GPA 0xc000
#define REG_HSAVE_GPA 0xd000
#define REG_STACK_GPA 0x81000
#define REG_CODE_GPA 0x100000
#define REG_ROOT_GPA 0x10000 /* of REG_LONG; REG_OTHER's is twice that, and so on */

/* offsets in struct reg_data: what this processor allows */
#define REG_DATA_CR4 0
#define REG_DATA_XCR0 8

/* selectors of the GDT */
#define REG_CS 0x08
#define REG_SS 0x10
#define REG_ES 0x1b
#define REG_DS 0x23
#define REG_USER_CS 0x2b
#define REG_USER_SS 0x33
#define REG_FS 0x3b
#define REG_GS 0x43
#define REG_TR 0x48
#define REG_LDTR 0x58

#endif
