/* SPDX-License-Identifier: GPL-2.0 */
/* madekallsyms.h - inside of madeguest.h: the kernel's table of its symbols. */
#ifndef MADEKALLSYMS_H
#define MADEKALLSYMS_H

#include "tests/madeguest.h"

/* Writes the guest's symbols to a place of its image, in the layout that its options name. */
void made_kallsyms_put(struct made_guest *, uint64_t at);

#endif
