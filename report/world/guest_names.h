/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_names.h - what a guest's addresses are called, by VM: of the images that the trace holds,
 * and over them of a kernel that was given. A VM without images of its own has those of every VM
 * (number 0). Where there is no VM, as in END, an address has a name if all images of the run are
 * the same in every VM that has some; else it could be another's.
 *
 * Several threads may ask.
 */
#ifndef REPORT_GUEST_NAMES_H
#define REPORT_GUEST_NAMES_H

#include "report/guest/guest_given.h"
#include "report/program.h"
#include "report/world/world.h"

#define GUEST_ANY_VM UINT64_MAX
#define GUEST_NO_TIME UINT64_MAX
#define GUEST_TEXT (2 * GUEST_NAME + 32)

struct guest_places; /* images where they lie, of a session */

/*
 * The images of a session and those given (NULL: none). Rounds are added in their order, and then
 * settled before anything is asked. -ENOMEM. NULL is freed, too.
 */
int guest_places_new(struct guest_places **, const struct world_session *,
		     const struct guest_given *);
int guest_places_add(struct guest_places *, const struct vmt_session *,
		     const struct vmt_round_info *);
int guest_places_settle(struct guest_places *);
void guest_places_free(struct guest_places *);
/* Counts the settlings that changed something. */
uint32_t guest_places_version(const struct guest_places *);
/* VMs have images of their own: their names depend on the VM. */
bool guest_places_differ(const struct guest_places *);
/* ... on the time. */
bool guest_places_timed(const struct guest_places *);

/*
 * An address of a VM by name, or as 0x... where it has none. vm 0, or no session: no VM;
 * GUEST_ANY_VM: one of those that have no images of their own. time: on the session's clock;
 * GUEST_NO_TIME: it has the names that hold always. Interned in the pool, or, if `text` is not
 * NULL, what is not interned anyhow is written there, and its length in *len, and NULL returned.
 * Else NULL is no memory.
 */
const struct str *guest_name(const struct world *, const struct world_session *, struct strpool *,
			     uint64_t vm, uint64_t time, uint64_t address, enum naming,
			     char text[GUEST_TEXT], int *len);
/*
 * The name of the function alone, or NULL. That is so for the VM's times *from to *until, which
 * hold the one asked for.
 */
const char *guest_function(const struct guest_places *, uint64_t vm, uint64_t time,
			   uint64_t address, uint64_t *from, uint64_t *until);

#endif
