/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_paging.h - a guest's virtual memory: page tables of 4 and 5 levels with pages of 4 KiB,
 * 2 MiB and 1 GiB (Intel SDM vol. 3, 4.5; AMD64 APM vol. 2, 5.3). A walk has as many steps as there
 * are levels, so tables that lead in circles end like others. Tables that were read are kept, to
 * be forgotten before each look: a guest changes them.
 */
#ifndef RECORD_GUEST_PAGING_H
#define RECORD_GUEST_PAGING_H

#include <stdbool.h>

#include "record/guest/guest_memory.h"

#define GUEST_PAGE 4096u
#define GUEST_LEVELS 5
#define GUEST_TABLES 16 /* of a level that are kept; a power of 2 */

struct guest_paging {
	uint64_t root; /* physical address of the highest table */
	uint32_t levels;
	/* Linux maps all memory in a row as well: so many bytes from there on need no walk. */
	uint64_t direct, direct_bytes;
	struct guest_paging_table {
		uint64_t gpa; /* | 1: filled */
		uint64_t entries[GUEST_PAGE / 8];
	} tables[GUEST_LEVELS][GUEST_TABLES];
};

/* Where an address lies: `bytes` of one page from there on. */
struct guest_place {
	uint64_t gpa, bytes;
	bool writable, executable; /* as the last entry says */
};

/* What CR3 and CR4 say: their bits for PCIDs, LAM and the like are left out. */
void guest_paging_init(struct guest_paging *, uint64_t cr3, uint64_t cr4);
void guest_paging_forget(struct guest_paging *);

/*
 * 0; -EFAULT: nothing is mapped there, or a table is not to be had, for `bytes` at least; else as
 * guest_memory's read.
 */
int guest_virt_find(struct guest_memory *, struct guest_paging *, uint64_t va,
		    struct guest_place *);
/* Where an address lies and as much behind it, n bytes at most, as lies together. */
int guest_virt_run(struct guest_memory *, struct guest_paging *, uint64_t va, uint64_t n,
		   struct guest_place *);
/* n bytes, whole. What lies together in physical memory is read at once. */
int guest_virt_read(struct guest_memory *, struct guest_paging *, uint64_t va, void *to, size_t n);

#endif
