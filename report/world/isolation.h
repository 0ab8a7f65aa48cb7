/* SPDX-License-Identifier: GPL-2.0 */
/*
 * isolation.h - whether a guest is a Linux that isolates page tables, from what its rows show.
 *
 * Where it does, bit 12 of CR3 is set in every row of user mode, and the kernel's rows are on
 * the same table without the bit, but for some on the way in and out. Where it does not, bit 12
 * is of the address: a single row of user mode without it says so; until there is one, the
 * kernel is on the very table that user mode was on.
 */
#ifndef REPORT_ISOLATION_H
#define REPORT_ISOLATION_H

#include <stdbool.h>
#include <stdint.h>

enum isolation { ISOLATION_UNKNOWN, ISOLATION_NO, ISOLATION_YES };

/* Rows by page table; of very many tables the first that came. */
struct isolation_evidence;
struct isolation_evidence *isolation_new(void); /* NULL: no memory */
void isolation_free(struct isolation_evidence *);
/* A row on a table, which is the register's normal form with its bit 12. */
void isolation_add(struct isolation_evidence *, uint64_t table, bool user);
/*
 * ISOLATION_UNKNOWN: rows to come may tell. Of rows in user mode that are all with bit 12; last:
 * none come, and what is likelier is the answer.
 */
enum isolation isolation_judge(const struct isolation_evidence *, bool last);

#endif
