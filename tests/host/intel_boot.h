/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What boots the emulated Intel host, which has no loader of its own that is quick: a disk
 *
 *	sector 0	intel_mbr.S
 *	1 ..		intel_loader.c, BOOT_LOADER_SECTORS
 *	33 ..		struct boot_plan, BOOT_PLAN_SECTORS, by intel_disk.c
 *	64 ..		the kernel as it lies in memory, then the initramfs
 *
 * and in memory, below 1 MiB, by physical address:
 */
#ifndef INTEL_BOOT_H
#define INTEL_BOOT_H

#define BOOT_START_INFO 0x5000 /* struct hvm_start_info, for the kernel */
#define BOOT_MODULE 0x5100     /* its only module, the initramfs */
#define BOOT_TABLE 0x5200      /* its memory map */
#define BOOT_MAP 0x6000	       /* the BIOS's: a count, padded to 8 bytes, and entries */
#define BOOT_MAP_STEP 24
#define BOOT_LOADER 0x8000
#define BOOT_LOADER_SECTORS 32
#define BOOT_PLAN 0xc000
#define BOOT_PLAN_SECTORS 4
#define BOOT_PAYLOAD_SECTOR 64
#define BOOT_INITRAMFS 0x8000000 /* behind the kernel and what it clears */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct boot_plan {
	uint32_t kernel_sectors, kernel_address, kernel_entry;
	uint32_t initramfs_sectors, initramfs_bytes;
	char command_line[1024];
};
#endif

#endif
