/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_kernel.h - what files tell of a guest's kernel: its symbols, its modules' and its code.
 * A file is known by its content:
 *
 *	ELF		vmlinux, whole or stripped, or its debug file: what it has of symbols,
 *			code and build-id
 *	text		System.map or /proc/kallsyms: symbols, and of kallsyms the modules'
 *
 * Several files are one kernel: the code of a stripped vmlinux with the symbols of another file,
 * say. Addresses then are those of the ELF file, whatever KASLR did to the others.
 */
#ifndef REPORT_GUEST_KERNEL_H
#define REPORT_GUEST_KERNEL_H

#include "report/guest/guest_image.h"

#define GUEST_STEP (2ull << 20)	 /* kernels slide in steps of that */
#define GUEST_REACH (1ull << 30) /* ... and less than that */
#define GUEST_MESSAGE 512

/* Bytes that the guest may execute, where they were linked. */
struct guest_segment {
	uint64_t address;
	size_t size;
	unsigned char *bytes;
};

#define GUEST_SEGMENTS 64
#define GUEST_MODULES 1024

struct guest_kernel {
	uint32_t nimages; /* the kernel is the first; 0: no file was read yet */
	struct guest_image *images;
	uint32_t nsegments;
	struct guest_segment *segments;
	bool linked; /* an ELF file told where */
	/* Of symbols that a running guest told: by how much they lay above these addresses. */
	bool ran;
	uint64_t ran_slide;
};

/* Adds a file. 0; -1 with a message of what is wrong with it. */
int guest_kernel_load(struct guest_kernel *, const char *path, char message[static GUEST_MESSAGE]);
/* When all files are read. -1 with a message: they have no symbols. */
int guest_kernel_finish(struct guest_kernel *, char message[static GUEST_MESSAGE]);
void guest_kernel_release(struct guest_kernel *);
/* At most n bytes of code at an address; *got of them are there. NULL: none. */
const unsigned char *guest_kernel_code(const struct guest_kernel *, uint64_t address, size_t n,
				       size_t *got);

#endif
