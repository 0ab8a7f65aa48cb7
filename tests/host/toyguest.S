/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The toy guest: three "processes", each a page-table root of its own, in a loop.
 *
 *	for (;;) for (p = 1; p <= 3; p++) {
 *		CR3 = p * 0x10000; spin in spin_a, spin_b or spin_c; work(p);
 *	}
 *
 * Entered in long mode, CPL 0, with R14 pointing at this vCPU's struct toy_data (toyvmm.c has the
 * same layout). It leaves through an OUT to TOY_STOP_PORT at the end of the loop that reached the
 * limit, so what it did is always a whole number of loops.
 */
#include "toyguest.h"

	.section .rodata
	.code64
	.balign	16
	.globl	toyguest_start, toyguest_end

.macro process nr spin
	mov	$(\nr * TOY_CR3_STEP), %rax
	mov	%rax, %cr3
	mov	$\nr, %edi
	mov	(TOY_SPIN + 8 * (\nr - 1))(%r14), %rcx
	call	\spin
	call	work
.endm

.macro spinner name
	.balign	64
\name:	push	%rbp
	mov	%rsp, %rbp
1:	dec	%rcx
	jnz	1b
	pop	%rbp
	ret
.endm

toyguest_start:
	movabs	$0x1111111111111111, %r8
	movabs	$0x2222222222222222, %r9
	xor	%r12d, %r12d
loop:	process	1 spin_a
	process	2 spin_b
	process	3 spin_c
	incq	TOY_LOOPS(%r14)
	mov	TOY_LOOPS(%r14), %rax
	cmp	TOY_LIMIT(%r14), %rax
	jb	loop
	out	%al, $TOY_STOP_PORT
stop:	jmp	stop

spinner	spin_a
spinner	spin_b
spinner	spin_c

	/* EDI = the process's number: the CPUID leaf, the byte put out, the word stored */
	.balign	64
work:	push	%rbp
	mov	%rsp, %rbp
	mov	TOY_MIX(%r14), %r15
	test	$TOY_CPUID, %r15b
	jz	1f
	mov	%edi, %eax
	xor	%ecx, %ecx
	cpuid
1:	test	$TOY_OUT, %r15b
	jz	2f
	mov	%edi, %eax
	out	%al, $TOY_OUT_PORT
2:	test	$TOY_MMIO, %r15b
	jz	3f
	mov	$TOY_MMIO_GPA, %ebx
	mov	%edi, (%rbx)
	mov	(%rbx), %eax
3:	test	$TOY_HLT, %r15b
	jz	4f
	hlt
4:	test	$TOY_COST, %r15b
	jz	5f
	call	cost
5:	pop	%rbp
	ret

	/* R12 counts the CPUIDs that were timed */
cost:	xor	%eax, %eax
	xor	%ecx, %ecx
	lfence
	rdtsc
	mov	%eax, %r10d
	xor	%eax, %eax
	cpuid
	rdtsc
	sub	%r10d, %eax
	mov	%r12, %r11
	and	$(TOY_COSTS - 1), %r11d
	mov	%rax, TOY_COSTS_GPA(, %r11, 8)
	inc	%r12
	ret
toyguest_end:

	.section .note.GNU-stack, "", @progbits
