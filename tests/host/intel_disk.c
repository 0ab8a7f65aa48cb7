/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intel_disk MBR LOADER VMLINUX INITRAMFS COMMAND-LINE DISK - makes the disk that boots the
 * emulated Intel host (intel_boot.h). The kernel is an uncompressed ELF file with a PVH entry.
 */
#include <elf.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intel_boot.h"

#define SECTOR 512
#define CYLINDER (16 * 63 * SECTOR) /* the geometry that the host is told */
#define NOTE_PVH 18		    /* XEN_ELFNOTE_PHYS32_ENTRY */

struct bytes {
	uint8_t *data;
	size_t size;
};

static struct bytes read_file(const char *path)
{
	struct bytes b = { NULL, 0 };
	FILE *f = fopen(path, "rb");
	long size;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0)
		err(1, "%s", path);
	rewind(f);
	b.size = size;
	b.data = malloc(b.size + 1);
	if (!b.data || fread(b.data, 1, b.size, f) != b.size)
		err(1, "%s", path);
	fclose(f);
	return b;
}

/* What a part of a file lies at; the files are this build's own, but may be cut. */
static const void *part(const struct bytes *b, uint64_t at, uint64_t size, const char *what)
{
	if (at > b->size || size > b->size - at)
		errx(1, "%s lies behind the file's end", what);
	return b->data + at;
}

static const Elf64_Phdr *headers(const struct bytes *elf, uint32_t *n)
{
	const Elf64_Ehdr *h = part(elf, 0, sizeof(*h), "the ELF header");

	if (memcmp(h->e_ident, ELFMAG, SELFMAG) || h->e_ident[EI_CLASS] != ELFCLASS64)
		errx(1, "the kernel is no 64-bit ELF file");
	*n = h->e_phnum;
	return part(elf, h->e_phoff, (uint64_t)*n * sizeof(Elf64_Phdr), "a program header");
}

static uint32_t align4(uint32_t n)
{
	return (n + 3) & ~3u;
}

/* The entry in a note segment, 0: none. */
static uint32_t note_entry(const uint8_t *notes, size_t size)
{
	for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
		const Elf64_Nhdr *n = (const void *)(notes + at);
		size_t desc = at + sizeof(*n) + align4(n->n_namesz);

		if (n->n_type == NOTE_PVH && n->n_descsz >= 4 && desc + 4 <= size &&
		    !memcmp(n + 1, "Xen", 4))
			return *(const uint32_t *)(notes + desc);
		at = desc + align4(n->n_descsz);
	}
	return 0;
}

static uint32_t find_entry(const struct bytes *elf)
{
	uint32_t n, entry = 0;
	const Elf64_Phdr *p = headers(elf, &n);

	for (uint32_t i = 0; i < n && !entry; i++)
		if (p[i].p_type == PT_NOTE)
			entry = note_entry(part(elf, p[i].p_offset, p[i].p_filesz, "a note"),
					   p[i].p_filesz);
	if (!entry)
		errx(1, "the kernel has no PVH entry");
	return entry;
}

/* The kernel as it lies in memory from *address on, without the zeroes behind it. */
static struct bytes lay_out(const struct bytes *elf, uint32_t *address)
{
	struct bytes image = { NULL, 0 };
	uint32_t n;
	const Elf64_Phdr *p = headers(elf, &n);
	uint64_t first = UINT64_MAX, end = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (p[i].p_type != PT_LOAD)
			continue;
		first = p[i].p_paddr < first ? p[i].p_paddr : first;
		end = p[i].p_paddr + p[i].p_filesz > end ? p[i].p_paddr + p[i].p_filesz : end;
	}
	if (first >= end || end > BOOT_INITRAMFS)
		errx(1, "the kernel does not fit below the initramfs");
	image.data = calloc(1, end - first);
	if (!image.data)
		err(1, "the kernel");
	for (uint32_t i = 0; i < n; i++)
		if (p[i].p_type == PT_LOAD)
			memcpy(image.data + (p[i].p_paddr - first),
			       part(elf, p[i].p_offset, p[i].p_filesz, "a segment"), p[i].p_filesz);
	for (image.size = end - first; image.size && !image.data[image.size - 1];)
		image.size--;
	*address = first;
	return image;
}

static uint32_t sectors(size_t size)
{
	return (size + SECTOR - 1) / SECTOR;
}

static void put(FILE *f, uint32_t sector, const void *data, size_t size)
{
	if (fseek(f, (long)sector * SECTOR, SEEK_SET) || fwrite(data, 1, size, f) != size)
		err(1, "the disk");
}

static void write_disk(const char *path, const struct bytes *mbr, const struct bytes *loader,
		       const struct boot_plan *plan, const struct bytes *kernel,
		       const struct bytes *initramfs)
{
	uint32_t behind = BOOT_PAYLOAD_SECTOR + plan->kernel_sectors + plan->initramfs_sectors;
	long size = ((long)behind * SECTOR + CYLINDER) / CYLINDER * CYLINDER;
	FILE *f = fopen(path, "wb");

	if (!f)
		err(1, "%s", path);
	put(f, 0, mbr->data, mbr->size);
	put(f, 1, loader->data, loader->size);
	put(f, 1 + BOOT_LOADER_SECTORS, plan, sizeof(*plan));
	put(f, BOOT_PAYLOAD_SECTOR, kernel->data, kernel->size);
	put(f, BOOT_PAYLOAD_SECTOR + plan->kernel_sectors, initramfs->data, initramfs->size);
	put(f, size / SECTOR - 1, (const char[SECTOR]){ 0 }, SECTOR);
	if (fclose(f))
		err(1, "%s", path);
}

int main(int argc, char **argv)
{
	struct bytes mbr, loader, elf, initramfs, kernel;
	struct boot_plan plan = { 0 };

	if (argc != 7)
		errx(2, "usage: intel_disk MBR LOADER VMLINUX INITRAMFS COMMAND-LINE DISK");
	mbr = read_file(argv[1]);
	loader = read_file(argv[2]);
	elf = read_file(argv[3]);
	initramfs = read_file(argv[4]);
	if (mbr.size != SECTOR || loader.size > BOOT_LOADER_SECTORS * SECTOR)
		errx(1, "the boot sector or the loader has a wrong size");
	if (strlen(argv[5]) >= sizeof(plan.command_line))
		errx(1, "the command line is too long");
	kernel = lay_out(&elf, &plan.kernel_address);
	plan.kernel_entry = find_entry(&elf);
	plan.kernel_sectors = sectors(kernel.size);
	plan.initramfs_sectors = sectors(initramfs.size);
	plan.initramfs_bytes = initramfs.size;
	strcpy(plan.command_line, argv[5]);
	write_disk(argv[6], &mbr, &loader, &plan, &kernel, &initramfs);
	return 0;
}
