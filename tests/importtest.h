/* SPDX-License-Identifier: GPL-2.0 */
/*
 * importtest.h - other tools' files made in memory, byte by byte in either order, and what becomes
 * of them. A failure that the test did not expect ends it.
 */
#ifndef IMPORTTEST_H
#define IMPORTTEST_H

#include "record/import/foreign_reader.h"
#include "tests/memtrace.h"

/* ---- Making files ---- */

struct made {
	struct memfile file;
	bool big;
};
void made_init(struct made *, bool big);
void made_release(struct made *);
void made_number(struct made *, uint64_t value, unsigned int bytes);
void made_text(struct made *, const char *); /* with its NUL */
void made_bytes(struct made *, const void *, size_t);
/* At a place that was made before. */
void made_patch(struct made *, size_t at, uint64_t value, unsigned int bytes);
static inline size_t made_size(const struct made *m)
{
	return m->file.size;
}

/* kvm_exit (1440) and kvm_entry (1449) as 6.1 has them, and an event 7 of one int, "value". */
extern const char made_kvm_exit[], made_kvm_entry[], made_plain[];
/* One field the less. */
extern const char made_old_kvm_exit[];

struct made_exit {
	uint32_t pid, reason, isa, intr_info, error_code, vcpu;
	uint64_t rip, info1, info2;
};
void made_exit(struct made *, const struct made_exit *); /* the record of 64 bytes */
void made_entry(struct made *, uint32_t pid, uint32_t vcpu, uint64_t rip);
void made_value(struct made *, uint32_t pid, uint32_t value);

/* ---- Importing them ---- */

struct imported {
	struct memfile file;
	struct trouble trouble;
	int r;
	uint64_t events, cut, moved, lost, unknown, others;
	bool written;	       /* there is a trace */
	struct memtrace trace; /* of it */
};
void imported_make(struct imported *, const void *data, size_t size);
void imported_release(struct imported *);
/* All rows of a column, " 1 2 -" in hexadecimal; "" if there is none. The caller's to free. */
char *imported_column(struct imported *, const char *table, const char *column);
void imported_expect(struct imported *, const char *table, const char *column, const char *rows);
const char *imported_fact(const struct imported *, const char *key); /* or "" */

#endif
