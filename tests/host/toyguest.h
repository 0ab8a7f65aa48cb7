/* SPDX-License-Identifier: GPL-2.0 */
/* What the toy guest and its VMM agree on: addresses, ports, and offsets in struct toy_data. */
#ifndef TOYGUEST_H
#define TOYGUEST_H

#define TOY_CR3_STEP 0x10000	/* process p's page-table root is p times this */
#define TOY_MMIO_GPA 0x40000000 /* no memory slot covers it */
#define TOY_OUT_PORT 0xe9
#define TOY_STOP_PORT 0xf4

/* offsets in struct toy_data */
#define TOY_LOOPS 0
#define TOY_LIMIT 8
#define TOY_SPIN 16
#define TOY_MIX 40

/* bits of the mix: what each process does after its spin */
#define TOY_CPUID 1
#define TOY_OUT 2
#define TOY_MMIO 4
#define TOY_HLT 8
#define TOY_COST 16 /* a CPUID whose time is kept */

/* guest-physical: what each TOY_COST took by the time-stamp counter, a word each */
#define TOY_COSTS_GPA 0x200000
#define TOY_COSTS 32768 /* a power of two; later ones write over the first */

#endif
