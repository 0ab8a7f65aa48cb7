/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_facts.h - inside of guest_linux.h: single facts of a guest's kernel, each found where its
 * symbols (anchors) or its layout lead to. What cannot be found stays as it was.
 */
#ifndef RECORD_GUEST_FACTS_H
#define RECORD_GUEST_FACTS_H

#include "record/guest/guest_view.h"
#include "record/guest/guest_window.h"

/* From the image. Without its symbol the banner is looked for in what was copied of it. */
void guest_facts_banner(struct guest_linux *, struct guest_window *);
void guest_facts_build_id(struct guest_linux *, struct guest_window *);
/* THREAD_SIZE. */
void guest_facts_stack_size(struct guest_linux *);
/*
 * From memory, before every look, for a kernel sets them as it boots: whether user mode has page
 * tables of its own; and the linear mapping, which then stays (-ESTALE: it did not; else as
 * guest_memory's read).
 */
void guest_facts_pti(struct guest_linux *, struct guest_memory *);
int guest_facts_direct(struct guest_linux *, struct guest_memory *);

#endif
