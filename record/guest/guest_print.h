/* SPDX-License-Identifier: GPL-2.0 */
/* guest_print.h - what a look at a guest told, as text. */
#ifndef RECORD_GUEST_PRINT_H
#define RECORD_GUEST_PRINT_H

#include <stdio.h>

#include "record/guest/guest_reader.h"

/* The kernel and what is known of it, then who runs there. */
void guest_print(FILE *, const struct guest_answer *);
/* As the guest's own /proc/kallsyms has them. */
void guest_print_symbols(FILE *, const struct guest_answer *);

#endif
