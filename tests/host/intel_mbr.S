/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The boot sector of the emulated Intel host: asks the BIOS for the memory map, has it read the
 * loader and what intel_disk.c tells it, and enters it in 32-bit mode. Addresses are in
 * intel_boot.h.
 */
#include "intel_boot.h"

	.code16
	.globl	_start
_start:	cli
	xor	%ax, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	$0x7c00, %sp
	ljmp	$0, $1f

	/* INT 15h, AX = E820h until EBX is 0 or it fails (ACPI, system address map interfaces) */
1:	mov	$(BOOT_MAP + 8), %di
	xor	%ebx, %ebx
	xor	%ebp, %ebp
2:	mov	$0xe820, %eax
	mov	$BOOT_MAP_STEP, %ecx
	mov	$0x534d4150, %edx
	int	$0x15
	jc	3f
	inc	%bp
	add	$BOOT_MAP_STEP, %di
	test	%ebx, %ebx
	jnz	2b
3:	mov	%ebp, BOOT_MAP

	/* INT 13h, AH = 42h: read by linear address, from the first disk */
	mov	$0x42, %ah
	mov	$0x80, %dl
	mov	$packet, %si
	int	$0x13
	jc	stop

	in	$0x92, %al /* A20, by the fast gate */
	or	$2, %al
	and	$0xfe, %al
	out	%al, $0x92
	lgdt	gdtr
	mov	%cr0, %eax
	or	$1, %al
	mov	%eax, %cr0
	ljmpl	$8, $flat

stop:	mov	$0x3f8, %dx
	mov	$'!', %al
	out	%al, %dx
	hlt
	jmp	stop

	.code32
flat:	mov	$16, %ax
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	$0x7c00, %esp
	mov	$BOOT_LOADER, %eax
	jmp	*%eax

	.balign	4
packet:	.byte	16, 0
	.word	BOOT_LOADER_SECTORS + BOOT_PLAN_SECTORS
	.word	BOOT_LOADER, 0
	.quad	1
	.balign	8
gdt:	.quad	0
	.quad	0x00cf9b000000ffff /* code, 4 GiB */
	.quad	0x00cf93000000ffff /* data */
gdtr:	.word	gdtr - gdt - 1
	.long	gdt
	.org	510
	.word	0xaa55
