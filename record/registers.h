/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registers.h - the module's register table as the recorder sees it: what -r names, and what
 * a register column is called, how wide it is and which number it has for vmregs[].
 */
#ifndef RECORD_REGISTERS_H
#define RECORD_REGISTERS_H

#include <stdint.h>

#include "kmod/vmtrace_uapi.h"
#include "record/trouble.h"

struct reg {
	const char *name; /* D's constant */
	uint32_t number;  /* D's number */
	uint16_t bit;
	uint8_t width; /* bits: 8, 16, 32 or 64 */
	uint8_t groups;
};

struct reg_set {
	uint64_t word[VMTRACE_REG_WORDS];
};

/* The register of a bit; NULL: beyond the table. */
const struct reg *reg_at(uint32_t bit);
/* Walks a set: the first register from *bit on, which moves behind it; NULL at the end. */
const struct reg *reg_next(const struct reg_set *, uint32_t *bit);
uint32_t reg_set_count(const struct reg_set *);
/* Adds a group, D constant or short name (which may stand for several); -1: unknown. */
int reg_set_add(struct reg_set *, const char *name);
/* The known name that is nearest to a misspelt one, in the buffer; NULL: none is near. */
const char *reg_nearest(const char *name, char *buffer, uint32_t size);

/*
 * Reads -r's list into the sets of the events it names: "base,msr" is for exits and samples,
 * "entry:gpr,rip" from there on for entries ("exit:" and "profile:" alike). A set is replaced
 * at the first mention in `given` (bit per event), which lives as long as the options.
 */
int reg_sets_parse(struct reg_set sets[VMTRACE_NR_EVENTS], uint32_t *given, const char *list,
		   struct trouble *);

#endif
