/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The register guest: in each state (regguest.h) its steps, told in regguest_steps[], then an OUT
 * to REG_NEXT_PORT (or, in a guest of the guest, a VMMCALL, behind which that comes). From REG_LONG to REG_OTHER and to REG_USER it goes by itself; to the others
 * the VMM puts it. No instruction between the load of RBP and its end changes a flag.
 */
#include "regguest.h"

	.section .rodata.steps, "a"
	.balign	4
regguest_steps:
	.section .rodata
	.globl	regguest_start, regguest_flat, regguest_l1, regguest_l2, regguest_l2_npt
	.globl	regguest_end, regguest_steps, regguest_steps_end
	.code64
	.balign	2048
regguest_start:
	jmp	long_mode

/* a state's steps are on one page: shadow paging faults at the first instruction of each */
.macro gpr nr, number, name
	movabs	$REG_PATTERN(\nr, \number), %\name
.endm

.macro gprs nr
	mov	$0, %ebp
	gpr	\nr, 0, rax
	gpr	\nr, 1, rcx
	gpr	\nr, 2, rdx
	gpr	\nr, 3, rbx
	gpr	\nr, 4, rsp
	gpr	\nr, 6, rsi
	gpr	\nr, 7, rdi
	gpr	\nr, 8, r8
	gpr	\nr, 9, r9
	gpr	\nr, 10, r10
	gpr	\nr, 11, r11
	gpr	\nr, 12, r12
	gpr	\nr, 13, r13
	gpr	\nr, 14, r14
	gpr	\nr, 15, r15
.endm

.macro gprs32 nr
	mov	$0, %ebp
	mov	$REG_PATTERN32(\nr, 0), %eax
	mov	$REG_PATTERN32(\nr, 1), %ecx
	mov	$REG_PATTERN32(\nr, 2), %edx
	mov	$REG_PATTERN32(\nr, 3), %ebx
	mov	$REG_PATTERN32(\nr, 4), %esp
	mov	$REG_PATTERN32(\nr, 6), %esi
	mov	$REG_PATTERN32(\nr, 7), %edi
.endm

/* the step itself, and what regvmm.c knows of it */
.macro step nr, instruction:vararg
	mov	$(REG_STEP + \nr), %ebp
.Lstep\@:
	\instruction
.Lnext\@:
	mov	$0, %ebp
	.pushsection .rodata.steps, "a"
	.long	\nr, .Lstep\@ - regguest_start, .Lnext\@ - .Lstep\@
	.popsection
.endm

/* with the state's own GPRs: `load` is gprs or gprs32. The first touch finds the tables unmapped. */
.macro ports state, load
	mov	$(REG_MMIO + 0x1000), %ebx
	mov	(%ebx), %eax
	\load	REG_NR(\state, REG_OUT)
	step	REG_NR(\state, REG_OUT), out %eax, $REG_PORT
	\load	REG_NR(\state, REG_IN)
	step	REG_NR(\state, REG_IN), in $REG_PORT, %eax
	\load	REG_NR(\state, REG_CPUID)
	mov	$REG_LEAF, %eax
	step	REG_NR(\state, REG_CPUID), cpuid
	\load	REG_NR(\state, REG_STORE)
	mov	$REG_MMIO, %ebx
	step	REG_NR(\state, REG_STORE), mov %eax, (%ebx)
	\load	REG_NR(\state, REG_LOAD)
	mov	$REG_MMIO, %ebx
	step	REG_NR(\state, REG_LOAD), mov (%ebx), %eax
	\load	REG_NR(\state, REG_SPIN)
	mov	$REG_SPINS, %ecx
	step	REG_NR(\state, REG_SPIN), loop .
.endm

.macro halt state, load
	\load	REG_NR(\state, REG_HLT)
	step	REG_NR(\state, REG_HLT), hlt
.endm

.macro msr index, low, high=0
	mov	$\index, %ecx
	mov	$\low, %eax
	mov	$\high, %edx
	wrmsr
.endm

.macro descriptor instruction, limit, base
	movw	$\limit, -16(%rsp)
	movabs	$\base, %rax
	mov	%rax, -14(%rsp)
	\instruction -16(%rsp)
.endm

.macro selector value, name
	mov	$\value, %eax
	mov	%eax, %\name
.endm

	.balign	2048
long_mode:
	ports	REG_LONG, gprs
	halt	REG_LONG, gprs

	mov	$REG_STACK_GPA, %esp
	mov	$(2 * REG_ROOT_GPA), %eax
	mov	%rax, %cr3
	mov	REG_DATA_GPA + REG_DATA_CR4, %rax
	mov	%rax, %cr4
	mov	REG_DATA_GPA + REG_DATA_XCR0, %rax
	xor	%ecx, %ecx
	xor	%edx, %edx
	test	%eax, %eax
	jz	1f
	xsetbv
1:	mov	$0x8001003b, %eax /* PG, WP, NE, ET, TS, MP, PE; no AM */
	mov	%rax, %cr0
	movabs	$0x00007654321fedc8, %rax
	mov	%rax, %cr2
	msr	0xc0000080, 0xd01 /* EFER: NXE, LMA, LME, SCE */
	msr	0xc0000081, 0x11112222, 0x33334444 /* STAR */
	msr	0xc0000082, 0x80123450, 0xffffffff /* LSTAR */
	msr	0xc0000083, 0x80234560, 0xffffffff /* CSTAR */
	msr	0xc0000084, 0x00047700 /* SFMASK */
	msr	0x174, REG_CS /* SYSENTER_CS, _ESP, _EIP */
	msr	0x175, 0x00345670
	msr	0x176, 0x00456780
	msr	0x277, 0x00070406, 0x00070106 /* PAT */
	descriptor lgdt, 0x67, REG_HIGH + REG_GDT_GPA
	descriptor lidt, 0x7f, REG_HIGH + 0x123450
	lea	2f(%rip), %rax
	push	$REG_CS
	push	%rax
	lretq
2:	selector REG_SS, ss
	selector REG_ES, es
	selector REG_DS, ds
	selector REG_FS, fs
	selector REG_GS, gs
	mov	$REG_LDTR, %eax
	lldt	%ax
	mov	$REG_TR, %eax
	ltr	%ax
	msr	0xc0000100, 0x76543210, 0x00007edc /* FS_BASE, GS_BASE, KERNEL_GS_BASE */
	msr	0xc0000101, 0x89abcde0, 0xffff8123
	msr	0xc0000102, 0x55667788, 0xffff9123
	mov	$0x300000, %eax
	mov	%rax, %dr0
	mov	$0x402, %eax /* a breakpoint on code that is never run */
	mov	%rax, %dr7
	mov	$0xffff4ff0, %eax
	mov	%rax, %dr6
	mov	$REG_STACK_GPA, %esp
	push	$0xed7 /* OF, DF, IF, SF, ZF, AF, PF, CF */
	popfq
	xchg	%eax, %eax
	mov	$0, %eax
	cpuid /* behind it the debug registers are KVM's again */
	jmp	other
	.balign	2048
other:	ports	REG_OTHER, gprs
	halt	REG_OTHER, gprs

	mov	$REG_STACK_GPA, %esp
	push	$REG_USER_SS
	push	$REG_STACK_GPA
	push	$0x3202 /* IOPL 3, IF */
	push	$REG_USER_CS
	lea	3f(%rip), %rax
	push	%rax
	iretq
	.balign	2048
3:	ports	REG_USER, gprs
	out	%al, $REG_NEXT_PORT

	.balign	2048
	.code32
regguest_flat:
	ports	REG_FLAT, gprs32
	halt	REG_FLAT, gprs32
	out	%al, $REG_NEXT_PORT
	.code64

	/* runs what the VMM has put into the VMCB */
regguest_l1:
	msr	0xc0000080, 0x1500 /* EFER: SVME, LMA, LME */
	msr	0xc0010117, REG_HSAVE_GPA
	mov	$REG_VMCB_GPA, %eax
	vmrun
	mov	$0, %ebp
	out	%al, $REG_NEXT_PORT

	.balign	2048
regguest_l2:
	ports	REG_L2, gprs
	halt	REG_L2, gprs
	vmmcall

	.balign	2048
regguest_l2_npt:
	ports	REG_L2_NPT, gprs
	halt	REG_L2_NPT, gprs
	vmmcall
regguest_end:

	.section .rodata.steps, "a"
regguest_steps_end:

	.section .note.GNU-stack, "", @progbits
