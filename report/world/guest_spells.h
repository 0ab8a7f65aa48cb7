/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_spells.h - which process a key of a VM stood for, and when: a key is a page table or a
 * kernel stack. Claims are added in any order and then settled into spells that do not overlap:
 * at a time for which several processes claim a key, it is nobody's.
 */
#ifndef REPORT_GUEST_SPELLS_H
#define REPORT_GUEST_SPELLS_H

#include <stdbool.h>
#include <stdint.h>

#define GUEST_SPELL_KINDS 16

struct guest_spell {
	uint32_t vm, kind;
	uint64_t key;
	uint64_t from, until; /* both included */
	uint32_t process;     /* 0 in a claim: that other claims do not count */
};
#define GUEST_CONTESTED UINT32_MAX /* no one process */

struct guest_spells;
int guest_spells_new(struct guest_spells **); /* -ENOMEM */
void guest_spells_free(struct guest_spells *);
void guest_spells_clear(struct guest_spells *);
/* One that ends before it begins claims nothing. -ENOMEM. */
int guest_spells_claim(struct guest_spells *, const struct guest_spell *);
/* What was claimed before this was first asked, and not settled yet, has this key. */
bool guest_spells_claimed(struct guest_spells *, uint32_t vm, uint32_t kind, uint64_t key);
int guest_spells_settle(struct guest_spells *); /* -ENOMEM */

/* A bit for each kind that the VM has spells of. */
uint32_t guest_spells_kinds(const struct guest_spells *, uint64_t vm);
/* Or GUEST_CONTESTED; 0: nobody claims it. It is so at the times *from to *until, which hold the
 * one asked for. */
uint32_t guest_spells_find(const struct guest_spells *, uint32_t vm, uint32_t kind, uint64_t key,
			   uint64_t time, uint64_t *from, uint64_t *until);

#endif
