/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.h - what a D program reaches by address: the scratch space of a firing (alloca,
 * strings turned into char *), the storage of variables that are structs, unions or arrays,
 * and string constants. Each is an object; the upper half of an address is the object's
 * number, the lower half a place in it. So addresses are the same in every run and on every
 * machine, and what lies outside of its object lies nowhere.
 */
#ifndef REPORT_MEMORY_H
#define REPORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What dtrace's default bufsize gives a clause. */
#define MEMORY_SCRATCH (4u << 20)

struct memory;
struct memory *memory_new(uint32_t scratch); /* bytes of scratch space; NULL: no memory */
void memory_free(struct memory *);
/* A new object of zeroes, its address. 0: no memory. */
uint64_t memory_add(struct memory *, uint32_t size, bool writable);
void memory_remove(struct memory *, uint64_t address);
/* The bytes at an address, where `size` of them are there (and may be written), else NULL. */
void *memory_at(const struct memory *, uint64_t address, uint64_t size);
void *memory_writable(const struct memory *, uint64_t address, uint64_t size);
/* The same of scratch space that alloca gave out and that is not free again. */
void *memory_given(const struct memory *, uint64_t address, uint64_t size);
/* How many bytes there are from an address on, `most` at most. */
uint64_t memory_extent(const struct memory *, uint64_t address, uint64_t most);
/* Zeroed scratch space, aligned to 8: 0, -ENOSPC where it is full, -ENOMEM. */
int memory_alloca(struct memory *, uint64_t size, uint64_t *address);
void memory_reset(struct memory *); /* scratch space is free again; what it holds stays */
uint64_t memory_bytes(const struct memory *);

#endif
