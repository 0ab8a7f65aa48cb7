/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads the kernel and the initramfs of the emulated Intel host and enters the kernel by PVH
 * (Documentation/x86/boot, xen's start_info.h): 32-bit, paging off, EBX to the start info.
 * Freestanding; the first function is the entry.
 */
#include "intel_boot.h"

#define SECTOR 512
#define ATA 0x1f0 /* the first controller's ports: data, count, LBA, drive, command/status */
#define ATA_CONTROL 0x3f6
#define ATA_BUSY 0x80
#define ATA_READY 0x08
#define ATA_ERROR 0x01
#define ATA_READ 0x20
#define UART 0x3f8

struct start_info {
	uint32_t magic, version, flags, modules;
	uint64_t module_list, command_line, rsdp, memory_map;
	uint32_t memory_entries, reserved;
};
struct start_module {
	uint64_t address, size, command_line, reserved;
};
struct start_memory {
	uint64_t address, size;
	uint32_t type, reserved;
};
struct bios_memory {
	uint64_t address, size;
	uint32_t type, attributes;
};
_Static_assert(sizeof(struct bios_memory) == BOOT_MAP_STEP, "intel_boot.h");

__attribute__((section(".text.entry"), naked)) void loader_entry(void)
{
	__asm__ volatile("jmp loader_load");
}

static void out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void wait_sector(void)
{
	uint8_t status;

	do
		status = in8(ATA + 7);
	while (status & ATA_BUSY || !(status & (ATA_READY | ATA_ERROR)));
	while (status & ATA_ERROR)
		out8(UART, '!');
}

/* By programmed I/O, 256 sectors a command; interrupts are off. */
static void read_sectors(uint32_t sector, uint32_t n, uint8_t *to)
{
	out8(ATA_CONTROL, 2);
	for (; n; sector += 256) {
		uint32_t some = n < 256 ? n : 256;

		out8(ATA + 6, 0xe0 | (sector >> 24 & 15));
		out8(ATA + 2, some);
		out8(ATA + 3, sector);
		out8(ATA + 4, sector >> 8);
		out8(ATA + 5, sector >> 16);
		out8(ATA + 7, ATA_READ);
		n -= some;
		while (some--) {
			uint32_t words = SECTOR / 2;

			wait_sector();
			__asm__ volatile("rep insw" : "+D"(to), "+c"(words) : "d"(ATA) : "memory");
		}
	}
	out8(ATA_CONTROL, 0);
}

static uint32_t copy_memory_map(struct start_memory *to)
{
	uint32_t n = *(const volatile uint32_t *)BOOT_MAP;
	const volatile struct bios_memory *from = (void *)(BOOT_MAP + 8);

	for (uint32_t i = 0; i < n; i++) {
		to[i].address = from[i].address;
		to[i].size = from[i].size;
		to[i].type = from[i].type;
		to[i].reserved = 0;
	}
	return n;
}

void loader_load(void);

void loader_load(void)
{
	const volatile struct boot_plan *plan = (void *)BOOT_PLAN;
	volatile struct start_info *info = (void *)BOOT_START_INFO;
	volatile struct start_module *module = (void *)BOOT_MODULE;

	read_sectors(BOOT_PAYLOAD_SECTOR, plan->kernel_sectors, (void *)plan->kernel_address);
	read_sectors(BOOT_PAYLOAD_SECTOR + plan->kernel_sectors, plan->initramfs_sectors,
		     (void *)BOOT_INITRAMFS);
	module->address = BOOT_INITRAMFS;
	module->size = plan->initramfs_bytes;
	module->command_line = module->reserved = 0;
	info->magic = 0x336ec578;
	info->version = 1;
	info->flags = info->reserved = 0;
	info->modules = 1;
	info->module_list = BOOT_MODULE;
	info->command_line = (uint32_t)plan->command_line;
	info->rsdp = 0;
	info->memory_map = BOOT_TABLE;
	info->memory_entries = copy_memory_map((void *)BOOT_TABLE);
	__asm__ volatile("jmp *%%eax" : : "a"(plan->kernel_entry), "b"(info) : "memory");
}
