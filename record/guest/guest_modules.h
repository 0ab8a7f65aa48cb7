/* SPDX-License-Identifier: GPL-2.0 */
/* guest_modules.h - inside of guest_linux.h: whether a guest's modules can be told. */
#ifndef RECORD_GUEST_MODULES_H
#define RECORD_GUEST_MODULES_H

#include "record/guest/guest_view.h"

/* The field (enum guest_field) that the kernel's BTF lacks for it; -1: none. */
int guest_modules_lack(const struct guest_linux *);

#endif
