/* SPDX-License-Identifier: GPL-2.0 */
/*
 * paging.h - what a guest's CR3 says of its page table in each paging mode (AMD64 manual vol. 2,
 * 5.2 to 5.5; SDM vol. 3, 4.3 to 4.5):
 *
 *	       63    62 61    51 ... 32 31 ... 12 11 ... 5  4 3  2 1 0
 *	long   no    LAM      |---- address ----| |--- PCID or flags -|
 *	       flush                                             5 levels are the same
 *	PAE                             |----- address ----| |- flags -|
 *	32 bits                         | address | |----- flags ------|
 *
 * What is left when all but the address is cleared is the normal form of the register. Without
 * paging there is no page table: 0.
 *
 * Linux that isolates page tables (PTI, KPTI) gives a process two, side by side: the kernel's
 * on an even page, the user's on the next. There bit 12 goes, too, and they are one.
 */
#ifndef REPORT_PAGING_H
#define REPORT_PAGING_H

#include "report/world/cells.h"

/* Columns of an event table; negative: absent. */
struct paging_columns {
	int vm, flags, cr0, cr3, cr4, efer, cpl;
};
void paging_columns_init(struct paging_columns *, const struct vmt_table *);

enum paging {
	PAGING_UNKNOWN,
	PAGING_OFF,
	PAGING_32,
	PAGING_PAE,
	PAGING_4_LEVELS,
	PAGING_5_LEVELS,
	PAGING_NR
};

#define PAGING_CR0_PG (1ull << 31)
#define PAGING_CR4_PAE (1ull << 5)
#define PAGING_EFER_LMA (1ull << 10)

/* Registers that tell the mode; those that were not read have a bit in `lacks`. */
#define PAGING_NO_CR0 0x1
#define PAGING_NO_CR4 0x2
#define PAGING_NO_EFER 0x4
struct paging_registers {
	uint64_t cr0, cr4, efer;
	uint8_t lacks;
};
enum paging paging_mode(const struct paging_registers *);

static inline bool paging_is_long(enum paging p)
{
	return p >= PAGING_4_LEVELS;
}
/* Can tables be isolated in this mode? Bit 12 is an address bit where they are not. */
static inline bool paging_isolates(enum paging p)
{
	return p != PAGING_OFF && p != PAGING_32;
}

/* What is left of a register: of one below 4 GiB, and of any other. */
struct paging_rule {
	uint64_t low, high;
};
/*
 * Where the mode is not known, a register of more than 32 bits tells it, and of others only what
 * is an address in no mode is cleared. not_address: bits that are none on this host.
 */
struct paging_rule paging_rule(enum paging, bool isolated, uint64_t not_address);

/* The bit of a host that encrypts guests' memory by it; 0: none. */
uint64_t paging_not_address(const struct vmt_session *);

static inline uint64_t paging_table(struct paging_rule r, uint64_t cr3)
{
	return cr3 & (cr3 >> 32 ? r.high : r.low);
}

/* The columns of an open chunk, row by row; NULL: absent. */
struct paging_views {
	const struct vmt_view *vm, *flags, *cr0, *cr3, *cr4, *efer, *cpl;
};
/* cells->nomem says whether one is missing for want of memory. */
void paging_views_get(struct paging_views *, const struct paging_columns *, struct cells *);
enum paging paging_row_mode(const struct paging_views *, uint32_t row);
/* Of a guest's guest. */
bool paging_row_nested(const struct paging_views *, uint32_t row);

#define PAGING_USER_TABLE (1ull << 12) /* of the two of an isolated process */

#endif
